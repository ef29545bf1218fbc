"""The real days of projects that were settled or closed in books that were taken over."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from cms.publishing import publish_year_pages
from cms.selectors.project import project_outcome, projects_with_case
from mws.core.clock import local_day
from mws.pages.selectors.home import finished_works
from proposals.models import OpeningList, Project
from proposals.opening_lists import read_opening, sentence
from proposals.selectors.clocks import Clocks
from proposals.selectors.project_track import project_stations
from tests.cast import NOW
from tests.proposals.delivery import CREDIT_CODE, date
from tests.proposals.tables import opener_of, xlsx
from tests.proposals.test_opening_books import ALLOCATED, DONE, ENDED, WORKS, TakenTestCase


class DayTests(TakenTestCase):
    ENDED_GOODS = (
        "书架", "货物", "已办结", "20000", "19000", "18000", "18000", CREDIT_CODE, "HT-9",
        "2026-02-01", "2026-04-30", "2026-05-04", "2026-05-11", "2026-06-01",
    )  # fmt: skip

    def stations(self, project: Project) -> list[tuple[date | None, str]]:
        project.refresh_from_db()
        clocks = Clocks([project.case_id], NOW)
        return [
            (station.on, station.note)
            for station in project_stations(
                project, deadlines={}, days_late=clocks.days_late, today=clocks.today
            )
        ]

    def test_the_days_of_settlement_and_end_are_those_of_the_list(self) -> None:
        [project] = self.taken(self.ENDED_GOODS)
        days = [date(2026, 5, 4), date(2026, 5, 11), date(2026, 6, 1)]
        self.assertEqual(
            days, [local_day(at) for at in (project.accepted_at, project.settled_at,
                                            project.closed_at)],
        )  # fmt: skip
        self.assertEqual(days, [on for on, _note in self.stations(project)][1:])

    def test_where_the_list_gives_no_day_none_is_made_up_and_the_pages_say_so(self) -> None:
        settled, closed, ended = self.taken(self.DONE_WORKS, DONE, ENDED)
        for project in (settled, closed):
            self.assertEqual((None, None), (project.settled_at, project.closed_at))
        unknown = gettext("%(what)s; the books that were taken over give no day") % {"what": ""}
        for project, stations in [(settled, [2]), (closed, [1, 2, 3])]:
            with self.subTest(project.status):
                found = self.stations(project)
                said = [number for number, (_on, note) in enumerate(found) if unknown in note]
                self.assertEqual(stations, said)
                self.assertTrue(all(found[number][0] is None for number in said))
        self.assertEqual([None], [on for on, _note in self.stations(ended)])
        outcome = project_outcome(projects_with_case().get(pk=closed.pk), now=NOW)
        self.assertEqual([None] * 3, [at for _label, at in outcome.days][2:])
        publish_year_pages(closed.year)
        page = self.client.get(
            f"/outcomes/{closed.community.code}-{closed.year}/project-{closed.pk}/", follow=True
        )
        self.assertContains(page, gettext("day not known"), count=3)

    def test_what_is_closed_here_has_its_day(self) -> None:
        [project] = self.taken(self.DONE_WORKS)
        Project.objects.filter(pk=project.pk).update(
            status="closed", closed_at=NOW + timedelta(days=9), status_since=NOW + timedelta(days=9)
        )
        [_works, _accepted, settled, closed] = self.stations(project)
        self.assertEqual((None, local_day(NOW + timedelta(days=9))), (settled[0], closed[0]))
        self.assertEqual(gettext("Closed: settled, paid and evaluated"), closed[1])

    def test_an_unknown_day_is_not_the_newest(self) -> None:
        unknown, known = self.taken(DONE, self.ENDED_GOODS)
        Project.objects.filter(pk=unknown.pk).update(community=self.cast.other_community)
        self.assertEqual([known, unknown], [work.project for work in finished_works()])

    def test_the_database_wants_the_day_of_what_was_done_here(self) -> None:
        [project] = self.taken(self.ENDED_GOODS)
        rows = Project.objects.filter(pk=project.pk)
        rows.update(settled_at=None, closed_at=None)
        for wrong in ({"is_taken_over": False}, {"settled_fen": None, "settled_at": NOW},
                      {"status": "settled", "closed_at": NOW}):  # fmt: skip
            with self.subTest(wrong), self.assertRaises(IntegrityError), transaction.atomic():
                rows.update(**wrong)

    def test_a_list_that_was_kept_before_the_columns_is_taken_over_all_the_same(self) -> None:
        brought = self.bring()
        kept = [{key: value for key, value in row.items() if key not in ("settled_on", "closed_on")}
                for row in brought.rows]  # fmt: skip
        OpeningList.objects.filter(pk=brought.pk).update(rows=kept)
        self.assertEqual(4, len(self.take(brought)))

    def test_the_days_of_lists_that_were_taken_over_before_are_forgotten(self) -> None:
        migration = import_module("proposals.migrations.0005_days_of_books_taken_over")
        [project] = self.taken(DONE)
        rows = Project.objects.filter(pk=project.pk)
        rows.update(settled_at=F("opened_at"), closed_at=F("opened_at"), is_taken_over=False)
        migration.forget_days(apps, None)
        found = rows.values_list("is_taken_over", "settled_at", "closed_at").get()
        self.assertEqual((True, None, None), found)
        migration.give_days(apps, None)
        found = rows.values_list("settled_at", "closed_at").get()
        self.assertEqual((project.opened_at, project.opened_at), found)

    def test_faults_of_the_later_days(self) -> None:
        for changes, expected in [
            ({12: "五月"}, ("bad_day", "settled_on")),
            ({13: "2026-13-01"}, ("bad_day", "closed_on")),
            ({11: "", 12: "2026-01-31"}, ("day_order", "signed_on")),
            ({12: "2026-05-03"}, ("day_order", "accepted_on")),
            ({13: "2026-05-10"}, ("day_order", "settled_on")),
            ({11: "", 12: "", 13: "2026-01-31"}, ("day_order", "signed_on")),
            ({12: "2999-01-04"}, ("day_order", "settled_on")),
            ({13: "2999-01-04"}, ("day_order", "closed_on")),
            ({2: "已结算"}, ("not_yet", "closed_on")),
            ({2: "已验收", 6: ""}, ("not_yet", "settled_on")),
            ({2: "已终止", 6: ""}, ("not_yet", "closed_on")),
        ]:
            row = tuple(changes.get(n, cell) for n, cell in enumerate(self.ENDED_GOODS))
            with self.subTest(changes):
                listed = xlsx(self.HEADINGS, [WORKS, row])
                _rows, faults = read_opening(opener_of(listed), allocated_fen=ALLOCATED)
                self.assertIn((3, *expected), [(f.line, f.code, f.what) for f in faults])
                self.assertTrue(all(map(sentence, faults)))
