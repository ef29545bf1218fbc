"""May a refusal be appealed against, and who decides the appeal, and why not."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.core.wording import day_and_year
from mws.rounds.calendar import add_working_days
from proposals.models import Appeal, Duty, Proposal, ProposalStatus, Screening, ScreeningResult
from proposals.rules.duties import why_not_take


def last_refusal(proposal: Proposal) -> Screening | None:
    """The decision that ended the case at the community office."""
    refused = proposal.screenings.filter(result=ScreeningResult.NOT_ADMITTED)
    return refused.select_related("appeal").last()


def appeal_due(proposal: Proposal, refusal: Screening) -> date:
    """The last day on which the proposer may appeal."""
    days = proposal.round.frozen_rules.appeal_days
    return add_working_days(local_day(refusal.decided_at), days)


def why_not_appeal(proposal: Proposal, *, by: User, now: datetime) -> Refusal | None:
    if by.pk != proposal.author_id:
        return Refusal("not_author", _("Only the proposer may appeal."))
    refused = last_refusal(proposal)
    if proposal.status != ProposalStatus.NOT_ADMITTED or refused is None:
        return Refusal("not_refused", _("There is no refusal to appeal against."))
    if hasattr(refused, "appeal"):
        return Refusal("appealed_already", _("You have appealed already; one appeal is possible."))
    due = appeal_due(proposal, refused)
    if local_day(now) > due:
        return Refusal(
            "appeal_over", _("An appeal was possible until %(day)s.") % {"day": day_and_year(due)}
        )
    return None


def why_not_file_appeal(
    proposal: Proposal, *, text: str, by: User, now: datetime
) -> Refusal | None:
    if refusal := why_not_appeal(proposal, by=by, now=now):
        return refusal
    if not text.strip():
        return Refusal("no_reason", _("Say why the refusal is wrong."))
    return None


def why_not_hear(proposal: Proposal, appeal: Appeal | None, *, by: User) -> Refusal | None:
    """Whether this person may decide the appeal: the sub-district, and never who decided."""
    if not by.may(Permission.APPEAL_DECIDE, proposal.community):
        return Refusal("not_subdistrict", _("Appeals are decided by the sub-district."))
    if appeal is None or appeal.decided_at is not None:
        return Refusal("no_appeal", _("No appeal waits for a decision here."))
    if appeal.against_id == by.pk:
        return Refusal("own_decision", _("You decided this yourself. A colleague must hear it."))
    return why_not_take(Duty.HEARD_APPEAL, case_id=proposal.case_id, by=by)


def why_not_decide_appeal(
    proposal: Proposal, appeal: Appeal | None, *, answer: str, by: User
) -> Refusal | None:
    if refusal := why_not_hear(proposal, appeal, by=by):
        return refusal
    if not answer.strip():
        return Refusal("no_answer", _("Write the answer that the proposer and everyone reads."))
    return None
