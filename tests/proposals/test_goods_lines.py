"""The lines of a delivery of goods, after an approved change of the plan."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from mws.audit.models import AuditEvent
from proposals.models import GoodsCount
from proposals.rules.delivery_lanes import GoodsLine
from proposals.services.lanes import change_goods_lines, count_goods
from proposals.services.plan_changes import (
    approve_change,
    ask_change,
    record_council_on_change,
)
from tests.cast import NOW
from tests.proposals.delivery import CONTRACT, TODAY
from tests.proposals.test_lanes import LaneTestCase


class GoodsLineTests(LaneTestCase):
    def setUp(self) -> None:
        self.project = self.signed("goods", [("桌", "张", 10), ("椅", "把", 40)])

    def count(self, line: GoodsCount, counted: int) -> None:
        count_goods(
            count_id=line.pk, delivered_on=TODAY, counted=Decimal(counted), is_tested=True,
            by=self.cast.works, now=NOW,
        )  # fmt: skip

    def changed(self) -> None:
        change = ask_change(
            project_id=self.project.pk, new_total_fen=CONTRACT, is_new_scope=True, reason="长凳",
            by=self.cast.officer, now=NOW,
        )  # fmt: skip
        record_council_on_change(
            change_id=change.pk, minutes="纪要1", yes=9, no=0, present=9, seated=9,
            by=self.cast.chair, now=NOW,
        )  # fmt: skip
        approve_change(change_id=change.pk, document_no="变更1", by=self.cast.leader, now=NOW)

    def change_lines(self, *lines: tuple[str, str, int], **terms) -> list[GoodsCount]:
        terms = {"by": self.cast.officer, "now": NOW} | terms
        rows = [GoodsLine(name, spec, Decimal(agreed)) for name, spec, agreed in lines]
        return change_goods_lines(project_id=self.project.pk, lines=rows, **terms)

    def test_after_an_approved_change_the_lines_are_those_of_the_new_plan(self):
        tables, chairs = self.project.counts.all()
        kept, fewer = ("桌", tables.specification, 10), ("椅", chairs.specification, 30)
        self.refused("no_change_approved", lambda: self.change_lines(kept, fewer))
        self.changed()
        self.count(tables, 10)
        for code, lines in [
            ("no_line", []),
            ("incomplete", [kept, ("长凳", "", 0)]),
            ("line_twice", [kept, ("长凳", "", 1), ("长凳 ", "", 2)]),
            ("counted_already", [fewer]),
        ]:
            self.refused(code, lambda rows=lines: self.change_lines(*rows))
        self.refused("not_your_office", lambda: self.change_lines(kept, by=self.cast.works))
        self.change_lines(kept, ("长凳", "两米", 6))
        found = self.project.counts.values_list("name", "specification", "agreed", "counted")
        self.assertEqual([(*kept, 10), ("长凳", "两米", 6, None)], list(found))
        self.change_lines(kept, ("长凳", "两米", 5))
        self.assertEqual(5, self.project.counts.get(name="长凳").agreed)
        events = AuditEvent.objects.filter(action="project.goods_lines_changed")
        self.assertEqual([(2, 1), (2, 0)], [
            (e.facts["lines"], e.facts["dropped"]) for e in events.order_by("pk")
        ])  # fmt: skip

    def test_the_page_changes_the_lines(self):
        self.changed()
        self.client.force_login(self.cast.officer)
        url = reverse("proposals:goods_lines", args=[self.project.pk])
        goods = reverse("proposals:project_goods", args=[self.project.pk])
        self.assertContains(self.client.get(goods), url)
        typed = {"lines-TOTAL_FORMS": "5", "lines-INITIAL_FORMS": "2", "lines-0-name": "桌",
                 "lines-0-specification": "1 · 张", "lines-0-agreed": "8", "lines-2-name": "长凳",
                 "lines-2-specification": "两米", "lines-2-agreed": "3"}  # fmt: skip
        self.assertEqual(2, self.client.get(url).context["rows"].initial_form_count())
        self.assertRedirects(self.client.post(url, typed), goods)
        found = self.project.counts.values_list("name", "agreed")
        self.assertEqual([("桌", 8), ("长凳", 3)], list(found))
