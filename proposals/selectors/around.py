"""What stands around a proposal: who supports and signs it, what is said and asked under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from mws.accounts.permissions import Permission
from mws.accounts.selectors import lies_in, places_where
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.core.tasks import DeskTask
from proposals.models import (
    Contribution,
    ContributionKind,
    CoProposer,
    Follow,
    Proposal,
    Report,
    Support,
)
from proposals.rules import around as rules

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Around:
    """``own_invitation`` waits for this person's answer; ``is_open`` says whether residents may
    still have their say; ``moderates`` and ``answers`` whether this person's office may."""

    supports: int
    needed: int
    is_supporter: bool
    why_not_support: Refusal | None
    signers: Sequence[CoProposer]
    own_invitation: CoProposer | None
    may_invite: bool
    columns: list[tuple[ContributionKind, list[Contribution]]]
    questions: list[Contribution]
    is_open: bool
    is_follower: bool
    moderates: bool
    answers: bool


def around(proposal: Proposal, user: Any) -> Around:
    """A fixed number of queries; ``proposal`` comes from ``case_of``."""
    signers = list(proposal.co_proposers.select_related("person"))
    said = list(proposal.contributions.select_related("author")[:MOST_SHOWN])
    by_kind = {kind: [row for row in said if row.kind == kind] for kind in ContributionKind}
    is_open = proposal.status in rules.OPEN_TO_RESIDENTS
    own = _own(proposal, user, signers) if user.is_authenticated else _NOBODY
    return Around(
        supports=proposal.support_count,
        needed=proposal.round.frozen_rules.support_threshold,
        signers=[row for row in signers if row.accepted],
        questions=by_kind.pop(ContributionKind.QUESTION),
        columns=list(by_kind.items()),
        is_open=is_open,
        **own,
    )


def signs_or_may(proposal: Proposal, user: Any) -> bool:
    """Whether this person proposes it, or is asked to sign it (one query for others)."""
    return user.is_authenticated and (
        proposal.is_by(user) or proposal.co_proposers.filter(person=user).exists()
    )


def support_count() -> Coalesce:
    """How many support a proposal, beside its row."""
    rows = Support.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal")
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0)


_NOBODY: dict[str, Any] = {
    "is_supporter": False,
    "why_not_support": None,
    "own_invitation": None,
    "may_invite": False,
    "is_follower": False,
    "moderates": False,
    "answers": False,
}


def _own(proposal: Proposal, user: Any, signers: list[CoProposer]) -> dict[str, Any]:
    place = proposal.community
    is_supporter = Support.objects.filter(proposal=proposal, person=user).exists()
    waiting = (row for row in signers if row.person_id == user.pk and row.accepted is None)
    return {
        "is_supporter": is_supporter,
        "why_not_support": None if is_supporter else rules.why_not_support(proposal, by=user),
        "own_invitation": next(waiting, None),
        "may_invite": proposal.is_by(user) and proposal.status in rules.OPEN_TO_SIGNERS,
        "is_follower": Follow.objects.filter(proposal=proposal, person=user).exists(),
        "moderates": user.may(Permission.DISCUSSION_MODERATE, place),
        "answers": user.may(Permission.PROPOSAL_INTAKE, place)
        or user.may(Permission.PROPOSAL_SCREEN, place),
    }


def reports_waiting(user: Any) -> list[Report]:
    """Reports that this person may decide, the oldest first (one query beside the hats)."""
    places = places_where(user, Permission.DISCUSSION_MODERATE)
    there = lies_in(places, "contribution__proposal__community__path")
    waiting = Report.objects.filter(there, decided_at=None).exclude(by=user)
    waiting = waiting.exclude(contribution__author=user)
    return list(waiting.select_related("contribution__proposal__community", "contribution__author"))


def around_tasks(user: Any, now: datetime) -> list[DeskTask]:
    """Questions to answer and reports to decide (two queries, none without such an office)."""
    return [*_question_tasks(user, now), *_report_tasks(user)]


def _question_tasks(user: Any, now: datetime) -> list[DeskTask]:
    offices = places_where(user, Permission.PROPOSAL_INTAKE)
    offices += places_where(user, Permission.PROPOSAL_SCREEN)
    if not offices:
        return []
    waiting = Contribution.objects.filter(
        lies_in(offices, "proposal__community__path"),
        kind=ContributionKind.QUESTION,
        answered_at=None,
        hidden_at=None,
    ).exclude(author=user)
    today = local_day(now)
    return [
        DeskTask(
            kind="question", label=_("Answer a question"), title=question.proposal.title,
            place_name=question.proposal.community.name,
            url=reverse("proposals:answer", args=[question.pk]), due_on=question.due_on,
            days_late=max((today - question.due_on).days, 0), case=question.proposal_id,
            round=(question.proposal.round.year, question.proposal.round.batch),
        )
        for question in waiting.select_related(
            "proposal__community", "proposal__round"
        ).order_by("due_on", "pk")
    ]  # fmt: skip


def _report_tasks(user: Any) -> list[DeskTask]:
    if not places_where(user, Permission.DISCUSSION_MODERATE):
        return []
    return [
        DeskTask(
            kind="report", label=_("Look at a report"), title=report.contribution.proposal.title,
            place_name=report.contribution.proposal.community.name,
            url=reverse("proposals:reports"),
        )
        for report in reports_waiting(user)
    ]  # fmt: skip
