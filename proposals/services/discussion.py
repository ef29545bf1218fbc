"""Words under a proposal: arguments, questions with their answers, reports, hiding."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.rounds.calendar import add_working_days
from mws.rounds.models import DeadlineKind
from mws.rounds.services import finish_deadline, start_deadline
from proposals.models import Argument, Proposal, Question, Report
from proposals.rules import around as rules
from proposals.services.moves import lock_case, tell, trace


@transaction.atomic
def add_argument(
    *, proposal_id: int, side: str, text: str, by: User, now: datetime | None = None
) -> Argument:
    """A reason for the proposal or a worry about it, under the writer's family name."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_argue(proposal, text=text, by=by, now=now))
    argument = Argument.objects.create(
        proposal=proposal, author=by, side=side, text=text.strip(), at=now
    )
    trace(proposal, action="proposal.argued", by=by, now=now, argument=argument.pk)
    return argument


@transaction.atomic
def ask_question(*, proposal_id: int, text: str, by: User, now: datetime | None = None) -> Question:
    """Ask the office; its clock for answers starts."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_ask(proposal, text=text, by=by, now=now))
    days = proposal.round.frozen_rules.question_days
    question = Question.objects.create(
        proposal=proposal, author=by, text=text.strip(), at=now,
        due_on=add_working_days(local_day(now), days),
    )  # fmt: skip
    _run_clock(proposal, now)
    trace(proposal, action="proposal.asked", by=by, now=now, question=question.pk)
    tell(proposal, code="question_asked", now=now)
    return question


@transaction.atomic
def answer_question(
    *, question_id: int, text: str, by: User, now: datetime | None = None
) -> Question:
    """The office's one answer, published under the question."""
    now = now or database_now()
    proposal, question = _locked(Question, question_id)
    require(rules.why_not_answer(question, text=text, by=by))
    question.answer, question.answered_at, question.answered_by = text.strip(), now, by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    _run_clock(proposal, now)
    trace(proposal, action="proposal.answered", by=by, now=now, question=question.pk)
    tell(proposal, code="question_answered", now=now, to=question.author, answer=question.answer)
    return question


@transaction.atomic
def report_words(
    *,
    argument_id: int | None = None,
    question_id: int | None = None,
    ground: str,
    by: User,
    now: datetime | None = None,
) -> Report:
    """Ask the office to look at an argument or a question (one of the two ids)."""
    now = now or database_now()
    kind, key = (Argument, argument_id) if argument_id else (Question, question_id)
    proposal, said = _locked(kind, key)
    require(rules.why_not_report(said, by=by))
    report = Report.objects.create(
        argument_id=argument_id, question_id=question_id, ground=ground, by=by, at=now
    )
    trace(proposal, action="proposal.words_reported", by=by, now=now, report=report.pk)
    return report


@transaction.atomic
def hide_words(
    *,
    argument_id: int | None = None,
    question_id: int | None = None,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> Argument | Question:
    """Hide words for a reason that everyone reads in their place; the writer is told."""
    now = now or database_now()
    kind, key = (Argument, argument_id) if argument_id else (Question, question_id)
    proposal, said = _locked(kind, key)
    require(rules.why_not_hide(said, reason=reason, by=by))
    _hide(proposal, said, reason=reason, by=by, now=now)
    return said


@transaction.atomic
def decide_report(
    *, report_id: int, upheld: bool, reason: str = "", by: User, now: datetime | None = None
) -> Report:
    """Hide what was reported, for ``reason``, or leave it; the reporter is told either way."""
    now = now or database_now()
    report = Report.objects.get(pk=report_id)
    proposal, said = _locked(type(report.said), report.said.pk)
    report = Report.objects.select_related("argument", "question").get(pk=report_id)
    require(rules.why_not_decide_report(report, by=by))
    if upheld and not said.hidden_at:
        require(rules.why_not_hide(said, reason=reason, by=by))
        _hide(proposal, said, reason=reason, by=by, now=now)
    report.upheld, report.decided_at, report.decided_by = upheld, now, by
    report.save(update_fields=["upheld", "decided_at", "decided_by"])
    trace(proposal, action="proposal.report_decided", by=by, now=now, report=report.pk,
          upheld=upheld)  # fmt: skip
    tell(proposal, code="report_upheld" if upheld else "report_declined", now=now, to=report.by)
    return report


def _hide(
    proposal: Proposal, said: Argument | Question, *, reason: str, by: User, now: datetime
) -> None:
    said.hidden_at, said.hidden_by, said.hidden_reason = now, by, reason.strip()
    said.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    if isinstance(said, Question):
        _run_clock(proposal, now)
    trace(proposal, action="proposal.words_hidden", by=by, now=now, said=said.pk,
          kind=type(said).__name__.lower())  # fmt: skip
    tell(proposal, code="words_hidden", now=now, to=said.author, reason=said.hidden_reason)


def _locked(
    kind: type[Argument | Question], key: int | None
) -> tuple[Proposal, Argument | Question]:
    """The case, locked, and what was said under it as it now stands."""
    proposal = lock_case(kind.objects.values_list("proposal_id", flat=True).get(pk=key))
    said = kind.objects.select_related("author").get(pk=key)
    said.proposal = proposal
    return proposal, said


def _run_clock(proposal: Proposal, now: datetime) -> None:
    """One clock for the questions of a case: due when the oldest that is open is due."""
    finish_deadline(case_id=proposal.case_id, kind=DeadlineKind.QUESTION, now=now)
    open_ones = proposal.questions.filter(answered_at=None, hidden_at=None).order_by("due_on")
    if first := open_ones.first():
        start_deadline(
            case_id=proposal.case_id, kind=DeadlineKind.QUESTION, place=proposal.community,
            holder_role=Role.INTAKE_CLERK, due_on=first.due_on, now=now,
        )  # fmt: skip
