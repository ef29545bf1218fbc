"""May a resident support, sign, argue, ask, report or follow; may the office answer or hide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from proposals.models import (
    Contribution,
    ContributionKind,
    CoProposer,
    Follow,
    Proposal,
    ProposalStatus,
    Report,
    Support,
)
from proposals.models.around import LONGEST

S = ProposalStatus
OPEN_TO_RESIDENTS = (S.ADMITTED, S.SCREENED, S.SHORTLISTED, S.ON_AGENDA, S.DEFERRED, S.WAITLISTED)
"""Between intake and the council's decision: what residents say can still change something."""
OPEN_TO_SIGNERS = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ADMITTED, S.SCREENED)
MOST_SIGNERS = 9
MOST_WORDS_A_DAY = 5


def why_not_support(proposal: Proposal, *, by: User) -> Refusal | None:
    if refusal := _why_not_neighbour(proposal, by=by):
        return refusal
    if by.pk == proposal.author_id or _signs(proposal, by):
        return Refusal("own_proposal", _("It is your own proposal: your support is in it already."))
    if Support.objects.filter(proposal=proposal, person=by).exists():
        return Refusal("supported_already", _("You support this proposal already."))
    return None


def why_not_withdraw_support(proposal: Proposal, *, by: User) -> Refusal | None:
    if not Support.objects.filter(proposal=proposal, person=by).exists():
        return Refusal("not_supporter", _("You do not support this proposal."))
    return _why_not_open(proposal)


def why_not_invite(proposal: Proposal, *, people: Sequence[User], by: User) -> Refusal | None:
    """The proposer invites a verified resident of the community: the one whom the number finds."""
    if by.pk != proposal.author_id:
        return Refusal("not_author", _("Only the proposer invites others to sign."))
    if proposal.status not in OPEN_TO_SIGNERS:
        return Refusal("too_late", _("Others can sign until the proposal is shortlisted."))
    if proposal.co_proposers.exclude(accepted=False).count() >= MOST_SIGNERS:
        return Refusal(
            "too_many", _("At most %(count)s others can sign.") % {"count": MOST_SIGNERS}
        )
    if len(people) > 1:
        return Refusal(
            "shared_number",
            _("Two people share this number, so it does not say whom you mean. They can support "
              "the proposal themselves."),
        )  # fmt: skip
    person = people[0] if people else None
    if person is None or person.home is None or person.home.pk != proposal.community_id:
        return Refusal(
            "not_neighbour",
            _("No verified resident of this community has this number. Ask your neighbour to "
              "register first."),
        )  # fmt: skip
    if person.pk == proposal.author_id:
        return Refusal("own_proposal", _("It is your own proposal: you sign it already."))
    if CoProposer.objects.filter(proposal=proposal, person=person).exists():
        return Refusal("invited_already", _("This neighbour has been invited already."))
    return None


def why_not_answer_invitation(invitation: CoProposer, *, by: User) -> Refusal | None:
    if invitation.person_id != by.pk:
        return Refusal("not_invited", _("This invitation is for somebody else."))
    if invitation.accepted is not None:
        return Refusal("answered_already", _("You have answered this invitation already."))
    if invitation.proposal.status not in OPEN_TO_SIGNERS:
        return Refusal("too_late", _("Others can sign until the proposal is shortlisted."))
    return None


def why_not_contribute(
    proposal: Proposal, *, kind: str, text: str, by: User, now: datetime
) -> Refusal | None:
    """Verified residents of the community, in words, and a few times a day."""
    if refusal := _why_not_neighbour(proposal, by=by):
        return refusal
    if kind not in ContributionKind.values:
        return Refusal("no_kind", _("Say whether it is a reason, a worry or a question."))
    if refusal := _why_not_words(text):
        return refusal
    today = proposal.contributions.filter(author=by, at__gt=now - timedelta(days=1))
    if today.count() >= MOST_WORDS_A_DAY:
        return Refusal(
            "too_often",
            _("You have written %(count)s times here within a day. Go on tomorrow.")
            % {"count": MOST_WORDS_A_DAY},
        )
    return None


def why_not_answer(question: Contribution, *, text: str, by: User) -> Refusal | None:
    """The office answers each question once, in words."""
    proposal = question.proposal
    if not any(by.may(p, proposal.community) for p in _ANSWERING):
        return Refusal("not_office", _("The office of the community answers this."))
    if question.author_id == by.pk:
        return Refusal("own_question", _("Nobody answers his own question. Ask a colleague."))
    if question.kind != ContributionKind.QUESTION:
        return Refusal("no_question", _("Only questions are answered."))
    if question.answered_at:
        return Refusal("answered_already", _("This question is answered already."))
    if question.hidden_at:
        return Refusal("hidden", _("This question is hidden. It needs no answer."))
    return _why_not_words(text)


_ANSWERING = (Permission.PROPOSAL_INTAKE, Permission.PROPOSAL_SCREEN)


def why_not_report(said: Contribution, *, by: User) -> Refusal | None:
    if by.home is None:
        return Refusal("not_resident", _("Reporting is for verified residents."))
    if said.author_id == by.pk:
        return Refusal("own_words", _("These are your own words."))
    if said.hidden_at:
        return Refusal("hidden_already", _("These words are hidden already."))
    if said.reports.filter(by=by).exists():
        return Refusal("reported_already", _("You have reported this already. It is looked at."))
    return None


def why_not_hide(said: Contribution, *, reason: str, by: User) -> Refusal | None:
    """A moderator hides with a reason, never his own words and never what is hidden."""
    if refusal := why_not_moderate(said, by=by):
        return refusal
    if said.hidden_at:
        return Refusal("hidden_already", _("These words are hidden already."))
    if not reason.strip():
        return Refusal("no_reason", _("Say why: the reason stands where the words stood."))
    return None


def why_not_decide_report(report: Report, *, by: User) -> Refusal | None:
    if report.decided_at:
        return Refusal("decided_already", _("This report is decided already."))
    if report.by_id == by.pk:
        return Refusal("own_report", _("Nobody decides about his own report. Ask a colleague."))
    return why_not_moderate(report.contribution, by=by)


def why_not_moderate(said: Contribution, *, by: User) -> Refusal | None:
    if not by.may(Permission.DISCUSSION_MODERATE, said.proposal.community):
        return Refusal("not_moderator", _("The office of the community looks after this."))
    if said.author_id == by.pk:
        return Refusal("own_words", _("Nobody moderates his own words. Ask a colleague."))
    return None


def why_not_follow(proposal: Proposal, *, by: User) -> Refusal | None:
    if not proposal.is_public and by.pk != proposal.author_id:
        return Refusal("not_public", _("This proposal cannot be followed yet."))
    if Follow.objects.filter(proposal=proposal, person=by).exists():
        return Refusal("followed_already", _("You follow this proposal already."))
    return None


def _why_not_neighbour(proposal: Proposal, *, by: User) -> Refusal | None:
    if by.home is None:
        return Refusal(
            "not_resident",
            _("This is for verified residents. Register your home first; the community office "
              "verifies it."),
        )  # fmt: skip
    if by.home.pk != proposal.community_id:
        return Refusal("lives_elsewhere", _("This is for those who live in this community."))
    return _why_not_open(proposal)


def _why_not_open(proposal: Proposal) -> Refusal | None:
    if proposal.status not in OPEN_TO_RESIDENTS:
        return Refusal("not_open", _("This is open from the intake until the council has decided."))
    return None


def _why_not_words(text: str) -> Refusal | None:
    if not text.strip():
        return Refusal("no_words", _("Write something first."))
    if len(text.strip()) > LONGEST:
        return Refusal("too_long", _("At most %(count)s characters, please.") % {"count": LONGEST})
    return None


def _signs(proposal: Proposal, person: User) -> bool:
    return proposal.co_proposers.filter(person=person, accepted=True).exists()
