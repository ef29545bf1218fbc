"""What each rule of a case says, for every status × role × stage of the round × state of the clock.

``python -m tests.proposals.rule_table`` writes ``rules.txt`` anew. A line reads: action, status,
when (stage or stage/clock, where they differ), and for each answer who gets it; ``*`` is everybody
else, ``ok`` no refusal. Statuses with the same answers share a line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.rounds.calendar import WorkingCalendar
from mws.rounds.models import Deadline, PollRole
from proposals.clocks import CLOCK_OF
from proposals.models import Channel, CoProposer, Duty, Proposal, ProposalStatus, Screening
from proposals.rules import appeals, approval, around, cases, council_steps, notices, screening
from proposals.services.duties import record_duty
from tests.cast import NOW, Cast, make_officer, make_resident
from tests.proposals.cases import FINDINGS, clause_of, draft

TABLE = Path(__file__).parent / "rules.txt"
STAGES = {"call": NOW, "screening": NOW + timedelta(days=12), "poll": NOW + timedelta(days=21)}
CLOCKS = ("in time", "due today", "overdue", "paused")
LONG_AGO = 30  # days within which every limit that the table looks at has begun
Answer = Callable[[Proposal, Any, datetime], Refusal | None]


class World:
    """One case of 林晓, entered by the committee's staff and signed by 赵云, and who may act."""

    def __init__(self) -> None:
        self.cast = cast = Cast()
        cast.fund()
        self.round = cast.round(poll_role=PollRole.ADVISORY)
        self.signer = make_resident("zhao", "赵云", cast.community)
        staff = make_officer("staff", "居委会", "committee_staff", cast.community)
        self.roles = {
            "author": cast.lin, "signer": self.signer, "enterer": staff, "neighbour": cast.wang,
            "elsewhere": cast.chen, "homeless": cast.stranger, "clerk": cast.clerk,
            "secretary": cast.secretary, "next door": cast.foreign_clerk,
            "officer": cast.officer, "leader": cast.leader,
        }  # fmt: skip
        case = draft(cast, self.round)
        Proposal.objects.filter(pk=case.pk).update(channel=Channel.COUNTER, entered_by=staff)
        self.case = Proposal.objects.select_related("round", "community").get(pk=case.pk)
        self.case.selected_fen = self.case.requested_fen
        CoProposer.objects.create(
            proposal=case, person=self.signer, invited_at=NOW, accepted=True, answered_at=NOW
        )
        for person, duty in [(self.signer, Duty.PROPOSED), (staff, Duty.ENTERED)]:
            record_duty(case_id=case.case_id, person=person, duty=duty, now=NOW)
        self.refusal = Screening.objects.create(
            proposal=case, step="intake", result="not_admitted", reason="重复",
            clause_id=clause_of(self.round), decided_by=cast.clerk, decided_at=NOW,
        )  # fmt: skip
        self.other = draft(cast, self.round, by=cast.wang, title="另一件")
        self.other.status = ProposalStatus.SUBMITTED
        self.calendar = WorkingCalendar.between(date(NOW.year, 1, 1), date(NOW.year, 12, 31))

    def set(self, status: str, now: datetime, clock: str) -> None:
        """The case stands there since the day that makes its clock read so."""
        case = self.case
        case.status, case.submitted_at = status, None if status == ProposalStatus.DRAFT else NOW
        days = case.round.frozen_rules.appeal_days + (clock == "overdue")
        begun = now if clock in ("in time", "paused") else self._before(now, days)
        case.status_since = begun
        Screening.objects.filter(pk=self.refusal.pk).update(decided_at=begun)
        Deadline.objects.filter(case_id=case.case_id).delete()
        today = local_day(now)
        due = {"in time": 3, "due today": 0, "overdue": -1, "paused": -1}[clock]
        if kind := CLOCK_OF.get(status):
            Deadline.objects.create(
                case_id=case.case_id, kind=kind, place=case.community, working_days=5,
                holder_role="intake_clerk", started_at=now, amber_on=today + timedelta(days=due),
                due_on=today + timedelta(days=due), paused_at=now if clock == "paused" else None,
            )  # fmt: skip

    def _before(self, now: datetime, days: int) -> datetime:
        """The day from which so many working days end today."""
        today = local_day(now)
        back = next(n for n in range(LONG_AGO) if
                    self.calendar.count(today - timedelta(days=n), today) == days)  # fmt: skip
        return now - timedelta(days=back)

    def answers(self) -> dict[str, Answer]:
        """Every action with all it needs besides, in order, so that only the case, who, when and
        the clock can stand against it."""
        findings = {"findings": FINDINGS, "estimate_fen": 4_032_000, "estimate_reason": "核定"}
        red = FINDINGS | {"legality": "red", "legality_reason": "违法"}
        clause = self.refusal.clause
        return {
            "edit": lambda c, by, now: cases.why_not_edit(c, by=by, now=now),
            "submit": lambda c, by, now: cases.why_not_submit(c, by=by, now=now),
            "withdraw": lambda c, by, now: cases.why_not_withdraw(c, by=by, now=now),
            "admit": lambda c, by, now: screening.why_not_take_in(c, [], {}, by=by),
            "return": lambda c, by, now: screening.why_not_return(
                c, defects={"costs": "缺"}, by=by),
            "refuse admission": lambda c, by, now: screening.why_not_refuse_admission(
                c, reason="重复", clause=clause, findings=red, by=by),
            "merge": lambda c, by, now: screening.why_not_merge(
                c, self.other, reason="同一处", by=by),
            "screen": lambda c, by, now: screening.why_not_screen(c, by=by, **findings),
            "revise the estimate": lambda c, by, now: screening.why_not_revise_estimate(
                c, estimate_fen=3_000_000, reason="复核", by=by),
            "shortlist": lambda c, by, now: screening.why_not_shortlist(c, by=by),
            "appeal": lambda c, by, now: appeals.why_not_file_appeal(
                c, text="不是", by=by, now=now),
            "hear an appeal": lambda c, by, now: appeals.why_not_hear(c, None, by=by),
            "support": lambda c, by, now: around.why_not_support(c, by=by),
            "contribute": lambda c, by, now: around.why_not_contribute(
                c, kind="for", text="好", by=by, now=now),
            "invite": lambda c, by, now: around.why_not_invite(c, people=[self.cast.wang], by=by),
            "follow": lambda c, by, now: around.why_not_follow(c, by=by),
            "post the notice": lambda c, by, now: notices.why_not_post(c, by=by),
            "put on the agenda": lambda c, by, now: council_steps.why_not_put_on_agenda(c),
            "review": lambda c, by, now: approval.why_not_review(c, by=by),
            "approve": lambda c, by, now: approval.why_not_decide(c, by=by),
        }  # fmt: skip


Cells = dict[tuple[str, str, str, str], tuple[str, ...]]
"""By action, status, stage and clock: the answers to all roles in their order."""


def cells(world: World) -> Cells:
    """Every cell, asked one by one."""
    found: Cells = {}
    for (stage, now), clock in product(STAGES.items(), CLOCKS):
        for status in ProposalStatus.values:
            world.set(status, now, clock)
            for action, ask in world.answers().items():
                told = [ask(world.case, by, now) for by in world.roles.values()]
                found[action, status, stage, clock] = tuple(
                    refusal.code if refusal else "ok" for refusal in told
                )
    return found


def table(found: Cells, roles: list[str]) -> str:
    """The cells as text, what is the same written once."""
    lines: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    statuses = list(dict.fromkeys(key[1] for key in found))
    for action in dict.fromkeys(key[0] for key in found):
        for status in statuses:
            for when, told in _moments(found, action, status):
                lines[action, when, _said(told, roles)].append(status)
    order = list(ProposalStatus.values)
    return "\n".join(
        f"{action:20}| {' '.join(sorted(where, key=order.index))} | {when} | {said}"
        for (action, when, said), where in lines.items()
    ) + "\n"  # fmt: skip


def _moments(found: Cells, action: str, status: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """When an answer holds: always, in a stage, or in a stage with a state of the clock."""
    all_told = {key[2:]: told for key, told in found.items() if key[:2] == (action, status)}
    if len(set(all_told.values())) == 1:
        yield "always", next(iter(all_told.values()))
        return
    for stage in STAGES:
        told = {clock: all_told[stage, clock] for clock in CLOCKS}
        for answer in dict.fromkeys(told.values()):
            those = [clock for clock in CLOCKS if told[clock] == answer]
            when = stage if len(those) == len(CLOCKS) else f"{stage}, {' or '.join(those)}"
            yield when, answer


def _said(told: tuple[str, ...], roles: list[str]) -> str:
    """The most frequent answer is everybody else's."""
    usual = Counter(told).most_common(1)[0][0]
    special: dict[str, list[str]] = defaultdict(list)
    for role, code in zip(roles, told, strict=True):
        if code != usual:
            special[code].append(role)
    words = [f"{code}: {', '.join(who)}" for code, who in special.items()]
    return "; ".join([*words, f"*: {usual}"])


def write() -> None:
    world = World()
    TABLE.write_text(table(cells(world), list(world.roles)), encoding="utf-8")
