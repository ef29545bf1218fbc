"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

# A sealed ballot belongs to nobody any more: not even its voter's data hold the choice.
PERSONAL = [
    Personal("voting.RollEntry", "resident", "poll channel has_voted",
             _("who may vote, and votes once"), Basis.DUTY, Keep.RECORD),
    Personal("voting.CouncilSeat", "member", "kind starts_on ends_on basis document sworn_on",
             _("the public list of seats"), Basis.DUTY, Keep.RECORD),
    Personal("voting.Attendance", "member", "absence_reason",
             _("quorum of a meeting"), Basis.DUTY, Keep.RECORD),
    Personal("voting.Recusal", "member", "ground", _("conflicts of interest"),
             Basis.DUTY, Keep.RECORD),
    Personal("voting.CouncilVote", "member", "value reason",
             _("the council votes by name, in public"), Basis.DUTY, Keep.RECORD),
    Personal("voting.Speech", "member", "words",
             _("the minutes say who spoke"), Basis.DUTY, Keep.RECORD),
    *acts("voting.CouncilSeat", "substitute"),
    *acts("voting.Attendance", "stands_for"),
    *acts("voting.Poll", "proposed_by", "certified_by"),
    *acts("voting.Meeting", "called_by", "chair", "scrutineer", "teller", "keyed_by"),
    Personal("voting.KioskCode", "resident", "poll expires_at",
             _("to vote at the service centre with a one-time code"), Basis.DUTY, Keep.RECORD,
             is_exported=False),
    *acts("voting.PaperBatch", "first_by", "second_by", "settled_by", "reversed_by"),
    *acts("voting.PollAmendment", "proposed_by", "confirmed_by"),
    *acts("voting.Minutes", "signed_by"),
    *acts("voting.Motion", "moved_by", "declared_by", "proposed_by"),
    *acts("voting.MinutesText", "written_by"),
    *acts("voting.MinutesSignature", "person"),
    *acts("voting.MinutesApproval", "recorded_by"),
    *acts("voting.MinutesAnnex", "written_by"),
    *acts("voting.MinutesRedaction", "made_by"),
    *acts("voting.CouncilVote", "keyed_by"),
]  # fmt: skip

IMPERSONAL = {
    "voting.Poll": "rule items_sha256 tie_seed_sha256 tie_seed root_sha256 roll_root_sha256",
    "voting.KioskCode": "code_hmac",
    "voting.PaperBatch": "reason",
    "voting.KeyedPaper": "choices",
    "voting.TurnoutCount": "box_root",
    "voting.PollAmendment": "reason",
    "voting.PollPackage": "audience state mode sha256 name public_key",
    "voting.PollItem": "code title",
    "voting.PollResult": "reason",
    "voting.CountRun": "rule record sha256 by_form",
    "voting.CountEvent": "reason figures",
    "voting.BallotSlot": "slot choices nonce leaf",
    "voting.SealedBallot": "choices nonce leaf",
    "voting.Meeting": "location postpone_reason",
    "voting.AgendaItem": "reason presenter",
    "voting.Observer": "name organisation",  # guests of public meetings, who have no account
    "voting.CouncilScheme": "document adopted_on",
    "voting.SchemeSeats": "kind",
    "voting.MinutesText": "body",
    "voting.MinutesSignature": "signed_as",
    "voting.MinutesAnnex": "text sha256",
    "voting.MinutesRedaction": "passage ground",
    "voting.Minutes": "facts remarks sha256",
    "voting.Motion": "condition reason kind",
}
