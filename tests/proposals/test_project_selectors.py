from datetime import timedelta

from django.test import TestCase

from mws.rounds.calendar import WorkingCalendar
from mws.rounds.models import Deadline
from proposals.models import Project
from proposals.selectors.project import people_by_name, projects_of
from proposals.selectors.project_desk import project_tasks
from proposals.selectors.project_track import KEYS, project_stations
from proposals.services.settlement import terminate_project
from tests.cast import NOW, YEAR, Cast, make_user
from tests.proposals.delivery import CONTRACT, TODAY, Delivery, later


class ProjectStationsTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def stations(self, project: Project | None, days: int = 0) -> dict[str, str]:
        case_id = project.proposal.case_id if project else None
        deadlines = Deadline.objects.running().filter(case_id=case_id).select_related("place")
        today = later(days).date()
        found = project_stations(
            project, deadlines={row.kind: row for row in deadlines},
            days_late=lambda due: WorkingCalendar({}).count(due, today), today=today,
        )  # fmt: skip
        self.found = {station.key: station for station in found}
        return {key: station.state for key, station in self.found.items()}

    def test_the_stations_follow_the_project(self):
        todo, sign = dict.fromkeys(KEYS, "todo"), self.delivery.sign
        self.assertEqual(todo, self.stations(None))
        project = sign(self.delivery.project())
        self.assertEqual(todo | {"works": "now"}, self.stations(project))
        done = {"works": "done"}
        project = self.delivery.complete(self.delivery.report(project))
        self.assertEqual(todo | done | {"acceptance": "now"}, self.stations(project))
        done |= {"acceptance": "done"}
        self.delivery.accept(project)
        project = self.delivery.again(project)
        self.assertEqual(todo | done | {"settlement": "now"}, self.stations(project))
        done |= {"settlement": "done"}
        project = self.delivery.settle(project, CONTRACT, CONTRACT)
        self.assertEqual(todo | done | {"evaluation": "now"}, self.stations(project))

    def test_a_late_station_says_who_holds_it_and_for_how_long(self):
        project = self.delivery.accepted()
        due = Deadline.objects.running().get(case_id=project.case_id, kind="settlement").due_on
        days = (due - TODAY).days
        self.assertEqual("now", self.stations(project, days)["settlement"])
        self.assertEqual("late", self.stations(project, days + 3)["settlement"])
        station = self.found["settlement"]
        self.assertEqual(due, station.due)
        self.assertIn(self.cast.subdistrict.name, station.holder)
        self.assertEqual(WorkingCalendar({}).count(due, due + timedelta(days=3)), station.days_late)

    def test_a_weekend_alone_makes_nobody_late(self):
        project = self.delivery.accepted()
        friday = Deadline.objects.running().filter(case_id=project.case_id, kind="settlement")
        friday.update(due_on="2026-07-17")
        saturday = (friday.get().due_on - TODAY).days + 1
        self.assertEqual("now", self.stations(project, saturday)["settlement"])

    def test_a_survey_is_never_late(self):
        project = self.delivery.settled()
        self.assertEqual("now", self.stations(project, 60)["evaluation"])

    def test_the_line_stops_where_the_project_was_terminated(self):
        project = self.delivery.project()
        terminate_project(project_id=project.pk, reason="无人应标", by=self.cast.leader, now=NOW)
        self.assertEqual({"works": "done"}, self.stations(self.delivery.again(project)))
        self.assertEqual("无人应标", self.found["works"].note)


class ProjectDeskTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)
        cls.delivery.project()
        running = cls.delivery.sign(cls.delivery.project())
        cls.delivery.file(running, "advance", 100)
        cls.delivery.completed()
        cls.delivery.accepted()
        cls.delivery.settled()

    def kinds(self, who) -> list[str]:
        return sorted(task.kind for task in project_tasks(who, NOW))

    def test_every_office_finds_its_own_steps(self):
        cast = self.cast
        for who, kinds in [
            (cast.officer, ["project_claim", "project_procurement"]),
            (cast.secretary, ["project_acceptance", "project_procurement"]),
            (cast.works, ["project_acceptance", "project_progress"]),
            (cast.finance, ["claim", "project_settlement"]),
            (cast.leader, []),
            (cast.lin, []),
            (cast.foreign_clerk, []),
        ]:
            with self.subTest(who=who.username):
                self.assertEqual(kinds, self.kinds(who))

    def test_who_may_not_take_a_step_for_an_earlier_duty_is_not_asked(self):
        project = Project.objects.get(status="completed")
        before = self.kinds(self.cast.works)
        self.assertIn("project_acceptance", before)
        from_duty = {"case_id": project.proposal.case_id, "done_at": NOW}
        self.cast.works.case_duties.create(duty="reported", **from_duty)
        self.assertNotIn("project_acceptance", self.kinds(self.cast.works))

    def test_a_late_task_says_by_how_much(self):
        tasks = project_tasks(self.cast.finance, later(60))
        settlement = next(task for task in tasks if task.kind == "project_settlement")
        self.assertGreater(settlement.days_late, 0)
        self.assertEqual("龙珠社区", settlement.place_name)

    def test_the_number_of_queries_does_not_grow_with_the_files(self):
        with self.assertNumQueries(6):
            project_tasks(self.cast.officer, NOW)
        self.delivery.project()
        self.delivery.settled()
        with self.assertNumQueries(6):
            project_tasks(self.cast.officer, NOW)


class ProjectListTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.delivery = Delivery(cls.cast)

    def test_a_place_lists_the_projects_of_its_year_in_one_query(self):
        first, second = self.delivery.project(), self.delivery.project()
        with self.assertNumQueries(1):
            found = projects_of(self.cast.subdistrict, YEAR)
            self.assertEqual("龙珠社区", found[0].community.name)
            self.assertEqual(0, found[0].account.paid_fen)
        self.assertEqual({first, second}, set(found))
        self.assertEqual([], projects_of(self.cast.other_community, YEAR))
        self.assertEqual([], projects_of(self.cast.community, YEAR - 1))

    def test_a_name_that_two_persons_bear_stands_for_neither(self):
        project = self.delivery.again(self.delivery.project())
        people = people_by_name(project, today=TODAY)
        self.assertEqual(self.cast.works, people["陆工"])
        self.assertEqual(self.cast.lin, people["林晓"])
        self.assertNotIn("外社区", people)
        twin = make_user("twin", "陆工")
        twin.memberships.create(
            role="editor", place=self.cast.city, starts_on=TODAY, reason="测试", granted_at=NOW
        )
        self.assertNotIn("陆工", people_by_name(project, today=TODAY))
