"""Words under a proposal: reasons, worries, questions with their answers; reports, hiding."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.rounds.calendar import add_working_days
from mws.rounds.models import DeadlineKind
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Contribution, ContributionKind, Proposal, Report
from proposals.rules import around as rules
from proposals.services.moves import lock_case, tell, trace

QUESTION = ContributionKind.QUESTION


@transaction.atomic
def contribute(
    *, proposal_id: int, kind: str, text: str, by: User, now: datetime | None = None
) -> Contribution:
    """Say something under a proposal, shown with one's family name; a question starts a clock."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_contribute(proposal, kind=kind, text=text, by=by, now=now))
    days = proposal.round.frozen_rules.question_days
    said = Contribution.objects.create(
        proposal=proposal, kind=kind, author=by, text=text.strip(), at=now,
        due_on=add_working_days(local_day(now), days) if kind == QUESTION else None,
    )  # fmt: skip
    trace(proposal, action="proposal.contributed", by=by, now=now, contribution=said.pk, kind=kind)
    if kind == QUESTION:
        _run_clock(proposal, now)
        tell(proposal, code="question_asked", now=now)
    return said


@transaction.atomic
def answer_question(
    *, contribution_id: int, text: str, by: User, now: datetime | None = None
) -> Contribution:
    """The office's one answer, published under the question."""
    now = now or database_now()
    question = _locked(contribution_id)
    require(rules.why_not_answer(question, text=text, by=by))
    question.answer, question.answered_at, question.answered_by = text.strip(), now, by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    _run_clock(question.proposal, now)
    trace(question.proposal, action="proposal.answered", by=by, now=now, contribution=question.pk)
    tell(question.proposal, code="question_answered", now=now, to=question.author,
         answer=question.answer)  # fmt: skip
    return question


@transaction.atomic
def report_contribution(
    *, contribution_id: int, ground: str, by: User, now: datetime | None = None
) -> Report:
    """Ask the office to look at what somebody wrote."""
    now = now or database_now()
    said = _locked(contribution_id)
    require(rules.why_not_report(said, by=by))
    report = Report.objects.create(contribution=said, ground=ground, by=by, at=now)
    trace(said.proposal, action="proposal.words_reported", by=by, now=now, report=report.pk)
    return report


@transaction.atomic
def hide_contribution(
    *, contribution_id: int, reason: str, by: User, now: datetime | None = None
) -> Contribution:
    """Hide words for a reason that everyone reads in their place; the writer is told."""
    now = now or database_now()
    said = _locked(contribution_id)
    require(rules.why_not_hide(said, reason=reason, by=by))
    return _hide(said, reason=reason, by=by, now=now)


@transaction.atomic
def decide_report(
    *, report_id: int, upheld: bool, reason: str = "", by: User, now: datetime | None = None
) -> Report:
    """Hide what was reported, for ``reason``, or leave it; the reporter is told either way."""
    now = now or database_now()
    said = _locked(Report.objects.values_list("contribution_id", flat=True).get(pk=report_id))
    report = Report.objects.select_related("by").get(pk=report_id)
    report.contribution = said
    require(rules.why_not_decide_report(report, by=by))
    if upheld and not said.hidden_at:
        require(rules.why_not_hide(said, reason=reason, by=by))
        _hide(said, reason=reason, by=by, now=now)
    report.upheld, report.decided_at, report.decided_by = upheld, now, by
    report.save(update_fields=["upheld", "decided_at", "decided_by"])
    trace(said.proposal, action="proposal.report_decided", by=by, now=now, report=report.pk,
          upheld=upheld)  # fmt: skip
    code = "report_upheld" if upheld else "report_declined"
    tell(said.proposal, code=code, now=now, to=report.by)
    return report


def _hide(said: Contribution, *, reason: str, by: User, now: datetime) -> Contribution:
    said.hidden_at, said.hidden_by, said.hidden_reason = now, by, reason.strip()
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    if said.kind == QUESTION:
        _run_clock(said.proposal, now)
    trace(said.proposal, action="proposal.words_hidden", by=by, now=now, contribution=said.pk)
    tell(said.proposal, code="words_hidden", now=now, to=said.author, reason=said.hidden_reason)
    return said


def _locked(key: int) -> Contribution:
    """The contribution as it now stands, its case locked first."""
    proposal = lock_case(Contribution.objects.values_list("proposal_id", flat=True).get(pk=key))
    said = Contribution.objects.select_related("author").get(pk=key)
    said.proposal = proposal
    return said


def _run_clock(proposal: Proposal, now: datetime) -> None:
    """One clock for the questions of a case: due when the oldest that is open is due."""
    finish_deadline(case_id=proposal.case_id, kind=DeadlineKind.QUESTION, now=now)
    waiting = proposal.contributions.filter(kind=QUESTION, answered_at=None, hidden_at=None)
    if first := waiting.order_by("due_on").first():
        start_deadline(
            case_id=proposal.case_id, kind=DeadlineKind.QUESTION, round=proposal.round,
            place=proposal.community, due_on=first.due_on, now=now,
        )  # fmt: skip
