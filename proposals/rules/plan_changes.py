"""变更: how far the sub-district alone may change a contracted project, and when the council is
asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.rounds.majorities import Count, Standing, VotingRules, stand
from proposals.models import ChangeState, Duty, PlanChange, Project, Route
from proposals.rules.approval import why_not_document, why_not_within_limit
from proposals.rules.delivery import why_not_in_office
from proposals.rules.delivery_claims import claimed_fen
from proposals.rules.delivery_procurement import route_for, why_not_unsplit
from proposals.rules.duties import why_not_take

Status = Project.Status
CHANGEABLE = (Status.CONTRACTED, Status.IN_PROGRESS)
OPEN = (ChangeState.AT_COUNCIL, ChangeState.ASKED)
STRICTNESS = list(Route.values)


@dataclass(frozen=True, slots=True)
class CouncilVote:
    """What the minutes say of the vote; ``recused``: members present who stood aside."""

    yes: int
    no: int
    present: int
    seated: int
    recused: int = 0

    @property
    def abstain(self) -> int:
        return self.present - self.recused - self.yes - self.no


def signed_fen(project: Project) -> int:
    """The sum that was signed first: what all changes together are measured by."""
    first = project.plan_changes.filter(state=ChangeState.APPROVED).first()
    return first.old_total_fen if first else project.contract_fen or 0


def needs_council(project: Project, *, new_total_fen: int, is_new_scope: bool) -> bool:
    """More than the share that the rules leave to the sub-district, or another scope."""
    percent = project.proposal.round.frozen_rules.change_percent
    return is_new_scope or new_total_fen * 100 > signed_fen(project) * (100 + percent)


def why_not_ask_change(project: Project, *, by: User) -> Refusal | None:
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by, duty=Duty.CONTRACTED):
        return refusal
    if project.status not in CHANGEABLE:
        return Refusal(
            "not_changeable", _("The plan is changed between the contract and the completion.")
        )
    return None


def why_not_change_terms(
    project: Project, *, new_total_fen: int, is_new_scope: bool, reason: str,
    splitting_reason: str, today: date,
) -> Refusal | None:  # fmt: skip
    if not reason.strip():
        return Refusal("no_reason", _("Write the reason; it is published."))
    if new_total_fen <= 0:
        return Refusal("no_amount", _("Write the sum in yuan."))
    if new_total_fen == project.contract_fen and not is_new_scope:
        return Refusal("no_change", _("Nothing changes: neither the sum nor the scope."))
    if new_total_fen < claimed_fen(project):
        return Refusal(
            "below_paid",
            _("%(paid)s are claimed or paid already.") % {"paid": yuan_words(claimed_fen(project))},
        )
    return why_not_new_total(
        project, new_total_fen=new_total_fen, splitting_reason=splitting_reason, today=today
    )


def why_not_new_total(
    project: Project, *, new_total_fen: int, splitting_reason: str, today: date
) -> Refusal | None:
    """What a first approval and a first contract of this sum would be asked: the cap, the route to
    the provider, and whether one project is split in parts. Asked when a change is asked for, and
    again when it is decided."""
    cap = project.proposal.round.frozen_rules.cap_fen(project.proposal.category)
    if cap and new_total_fen > cap:
        return Refusal(
            "above_cap", _("The cap for this kind is %(cap)s.") % {"cap": yuan_words(cap)}
        )
    if refusal := _why_not_route(project, new_total_fen):
        return refusal
    if project.supplier is None or new_total_fen <= (project.contract_fen or 0):
        return None
    return why_not_unsplit(
        [project], project.supplier, new_total_fen, on=today, reason=splitting_reason
    )


def _why_not_route(project: Project, new_total_fen: int) -> Refusal | None:
    """A sum that asks for a stricter route is not reached by a change: the provider was found by a
    lighter one. Of a package its whole sum counts."""
    if new_total_fen <= project.approved_fen:
        return None
    rules, category = project.proposal.round.frozen_rules, project.proposal.category
    standing, mates_fen = project.procurement, 0
    if standing is None:  # taken over in the middle of a year, with its contract
        was = route_for(category, project.approved_fen, rules)
    else:
        was = Route(standing.route)
        mates = standing.projects.exclude(status=Status.TERMINATED).exclude(pk=project.pk)
        mates_fen = mates.aggregate(total=Sum("approved_fen"))["total"] or 0
    route = route_for(category, mates_fen + new_total_fen, rules)
    if STRICTNESS.index(route) <= STRICTNESS.index(was):
        return None
    return Refusal(
        "route_too_light",
        _("At %(amount)s the rules ask for: %(route)s. This provider was found by: %(was)s. Stay "
          "below that sum, or end the contract and choose anew.")
        % {"amount": yuan_words(mates_fen + new_total_fen), "route": route.label,
           "was": was.label},
    )  # fmt: skip


def why_not_hear_council(change: PlanChange, *, by: User) -> Refusal | None:
    """Whether this person may record the council's vote now: another one than who asked."""
    project = change.project
    if not by.may(Permission.MEETING_RUN, project.community):
        return Refusal("not_council", _("This is recorded by whoever runs the council's meetings."))
    if change.state != ChangeState.AT_COUNCIL or project.status != Status.CHANGE_PENDING:
        return Refusal("not_at_council", _("This change is not before the council."))
    if by.pk == change.asked_by_id:
        return Refusal("same_person", _("You asked for this change: a colleague records the vote."))
    return why_not_take(Duty.VOTED, case_id=project.case_id, by=by)


def why_not_record_council(
    change: PlanChange, *, minutes: str, vote: CouncilVote, by: User
) -> Refusal | None:
    """The council's vote on a change, as its minutes have it."""
    if refusal := why_not_hear_council(change, by=by):
        return refusal
    if not minutes.strip():
        return Refusal("no_minutes", _("Write the number of the minutes."))
    return _why_not_vote(change, vote)


def _why_not_vote(change: PlanChange, vote: CouncilVote) -> Refusal | None:
    if min(vote.yes, vote.no, vote.recused, vote.abstain) < 0 or vote.present > vote.seated:
        return Refusal("not_a_count", _("There are more votes than members: compare the minutes."))
    standing = standing_of(change, vote)
    if not standing.has_quorum:
        return Refusal("no_quorum", _("With these figures the council had no quorum."))
    if standing.result == "deferred":
        return Refusal(
            "tied", _("As many against as in favour: by this year's rules the council votes again.")
        )
    return None


def standing_of(change: PlanChange, vote: CouncilVote) -> Standing:
    """What the vote means by the round's quorum and majority: the council's own arithmetic."""
    count = Count(
        seated=vote.seated, present=vote.present, recused=vote.recused, yes=vote.yes, no=vote.no,
        abstain=vote.abstain,
    )  # fmt: skip
    return stand(count, VotingRules.of(change.project.proposal.round.frozen_rules))


def why_not_approve_change(
    change: PlanChange, *, document_no: str, meeting_no: str, today: date, by: User
) -> Refusal | None:
    """The new sum is asked what a first approval of it would be asked."""
    project = change.project
    return (
        why_not_decide_change(change, by=by)
        or why_not_document(document_no)
        or why_not_new_total(
            project, new_total_fen=change.new_total_fen,
            splitting_reason=change.splitting_reason, today=today,
        )
        or why_not_within_limit(
            project.proposal, change.new_total_fen, meeting_no=meeting_no, by=by
        )
    )  # fmt: skip


def why_not_decide_change(change: PlanChange, *, by: User) -> Refusal | None:
    project = change.project
    if refusal := why_not_in_office(project, Permission.APPROVAL_DECIDE, by=by, duty=Duty.APPROVED):
        return refusal
    if project.status != Status.CHANGE_PENDING:
        return Refusal("decided", _("This change is decided already."))
    if change.state == ChangeState.AT_COUNCIL:
        return Refusal(
            "council_first", _("More money or another scope: the council decides on it first.")
        )
    if change.state != ChangeState.ASKED:
        return Refusal("decided", _("This change is decided already."))
    if by.pk in (change.asked_by_id, change.council_by_id):
        return Refusal("same_person", _("Nobody approves what they prepared. Ask a colleague."))
    return None
