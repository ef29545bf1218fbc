"""The clock of who owes the decision on a change of the plan."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import User
from mws.accounts.permissions import Role
from mws.core.clock import local_day
from mws.core.track import Station
from mws.rounds.models import Deadline, DeadlineKind, Round
from mws.rounds.parameters import PARAMETERS
from proposals.selectors.clock_ledger import overdue_page
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_desk import project_tasks
from proposals.selectors.project_steps import CHANGE_STEPS
from proposals.selectors.project_track import project_stations
from proposals.selectors.street_desk import street_desk
from proposals.services import plan_changes
from proposals.services.settlement import terminate_project
from tests.cast import NOW
from tests.proposals.delivery import later
from tests.proposals.test_plan_changes import TEN_MORE, ChangeTestCase


class DecisionClockTests(ChangeTestCase):
    """Somebody owes the decision: the community while the council is asked, then the leader."""

    RULES = {"change_days": "5"}

    def clock(self) -> Deadline | None:
        rows = Deadline.objects.running().filter(case_id=self.project.case_id)
        return rows.filter(kind=DeadlineKind.CHANGE).first()

    def holder(self) -> tuple[str, str]:
        clock = self.clock()
        assert clock is not None
        return clock.holder_role, clock.place.name

    def tasks(self, user: User, now: datetime = NOW) -> list[tuple[str, date | None, int, bool]]:
        lines = [task for task in project_tasks(user, now) if task.kind == "change"]
        return [(str(task.label), task.due_on, task.days_late, task.is_amber) for task in lines]

    def test_who_owes_it_and_by_when(self) -> None:
        street = (Role.SUBDISTRICT_LEADER, self.cast.subdistrict.name)
        office = (Role.COMMUNITY_SECRETARY, self.cast.community.name)
        for total, holder in [(TEN_MORE, street), (TEN_MORE + 1, office)]:
            with self.subTest(total=total), transaction.atomic():
                self.ask(total)
                clock = self.clock()
                self.assertEqual(holder, self.holder())
                self.assertEqual((5, date(2026, 6, 24), None),
                                 (clock.working_days, clock.due_on, clock.paused_at))  # fmt: skip
                transaction.set_rollback(True)

    def test_the_council_s_yes_passes_it_on_with_days_of_its_own(self) -> None:
        change = self.ask(TEN_MORE + 1)
        plan_changes.record_council_on_change(
            change_id=change.pk, minutes="纪要8", yes=9, no=2, present=11, seated=13,
            by=self.cast.chair, now=later(5),
        )  # fmt: skip
        self.assertEqual((Role.SUBDISTRICT_LEADER, self.cast.subdistrict.name), self.holder())
        self.assertEqual(date(2026, 6, 29), self.clock().due_on)
        turns = Deadline.objects.filter(case_id=self.project.case_id, kind=DeadlineKind.CHANGE)
        self.assertEqual([later(5), None], [row.done_at for row in turns.order_by("pk")])

    def test_every_decision_ends_it(self) -> None:
        refuse = partial(plan_changes.refuse_change, reason="不必", by=self.cast.leader, now=NOW)
        end = partial(terminate_project, project_id=self.project.pk, reason="无人承接",
                      by=self.cast.leader, now=NOW)  # fmt: skip
        for total, decide in [
            (TEN_MORE, self.approve),
            (TEN_MORE, lambda change: refuse(change_id=change.pk)),
            (TEN_MORE + 1, lambda change: self.vote(change, yes=5, no=6)),
            (TEN_MORE + 1, lambda change: end()),
        ]:
            with self.subTest(decide), transaction.atomic():
                change = self.ask(total)
                self.assertIsNotNone(self.clock())
                decide(change)
                self.assertIsNone(self.clock())
                transaction.set_rollback(True)

    def test_it_turns_amber_and_red_in_the_queue_the_track_and_the_ledger(self) -> None:
        self.ask()
        due, label = date(2026, 6, 24), str(CHANGE_STEPS[1].label)
        for days, late, is_amber, colour in [
            (0, 0, False, "green"), (6, 0, True, "amber"), (8, 1, True, "red"),
        ]:  # fmt: skip
            with self.subTest(days=days):
                now = later(days)
                self.assertEqual([(label, due, late, is_amber)], self.tasks(self.cast.leader, now))
                self.assertEqual(colour, self.clock().state_on(local_day(now)))
                ledger = overdue_page([self.cast.subdistrict], now=now)
                [count] = [row for row in ledger.kinds if row.kind == DeadlineKind.CHANGE.label]
                self.assertEqual((1, int(colour == "amber"), int(colour == "red")),
                                 (count.running, count.amber, count.red))  # fmt: skip
                works = self.works(now)
                self.assertEqual((due, late), (works.due, works.days_late))
        self.assertIn("分管领导", works.holder)
        desk = street_desk(self.cast.leader, self.cast.subdistrict, later(8))
        self.assertEqual([DeadlineKind.CHANGE.label], [row.kind for row in desk.late])

    def works(self, now: datetime) -> Station:
        clocks, project = Clocks([self.project.case_id], now), self.again()
        return project_stations(
            project, deadlines=clocks.of(project.case_id), days_late=clocks.days_late,
            today=clocks.today,
        )[0]  # fmt: skip

    def test_the_chair_sees_until_when_the_council_is_waited_for(self) -> None:
        self.ask(TEN_MORE + 1)
        label = str(CHANGE_STEPS[0].label)
        self.assertEqual([(label, date(2026, 6, 24), 0, False)], self.tasks(self.cast.chair))
        self.assertEqual([], self.tasks(self.cast.leader))

    def test_a_round_that_was_frozen_before_has_the_usual_days(self) -> None:
        round = self.project.proposal.round
        frozen = {key: value for key, value in round.rules.items() if key != "change_days"}
        Round.objects.filter(pk=round.pk).update(rules=frozen)
        self.ask()
        self.assertEqual(PARAMETERS["change_days"].default, self.clock().working_days)
