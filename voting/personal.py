"""What this room knows about persons (see mws.core.personal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.core.personal import Basis, Keep, Personal, acts

# A sealed ballot belongs to nobody any more: not even its voter's data hold the choice.
PERSONAL = [
    Personal("voting.RollEntry", "resident", "poll channel has_voted",
             _("who may vote, and votes once"), Basis.DUTY, Keep.RECORD),
    Personal("voting.CouncilSeat", "member", "kind starts_on ends_on",
             _("the public list of seats"), Basis.DUTY, Keep.RECORD),
    Personal("voting.Attendance", "member", "absence_reason",
             _("quorum of a meeting"), Basis.DUTY, Keep.RECORD),
    Personal("voting.Recusal", "member", "ground", _("conflicts of interest"),
             Basis.DUTY, Keep.RECORD),
    Personal("voting.CouncilVote", "member", "value reason",
             _("the council votes by name, in public"), Basis.DUTY, Keep.RECORD),
    *acts("voting.Poll", "proposed_by", "certified_by"),
    *acts("voting.Meeting", "called_by", "chair"),
    *acts("voting.Minutes", "signed_by"),
    *acts("voting.Motion", "moved_by", "declared_by"),
    *acts("voting.CouncilVote", "keyed_by"),
]  # fmt: skip

IMPERSONAL = {
    "voting.Poll": "rule items_sha256 tie_seed_sha256 tie_seed root_sha256",
    "voting.PollItem": "code title",
    "voting.PollResult": "reason",
    "voting.BallotSlot": "slot choices nonce leaf",
    "voting.SealedBallot": "choices nonce leaf",
    "voting.Meeting": "location",
    "voting.AgendaItem": "reason",
    "voting.Minutes": "facts remarks sha256",
    "voting.Motion": "condition reason",
}
