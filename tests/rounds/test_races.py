"""Two prepare the same thing at once: one does, the other reads why not."""

from __future__ import annotations

from datetime import timedelta

from mws.accounts.models import User
from mws.core.refusals import Refused
from mws.places.models import Place
from mws.rounds import services
from mws.rounds.models import RuleSet, Stage
from tests.cast import NOW, Cast
from tests.database import FreshDatabaseTestCase
from tests.rivals import race


def prepare_round(rule_set_id: int) -> str:
    try:
        services.create_round(
            community=Place.objects.get(code="440305007001"), batch=1,
            rule_set=RuleSet.objects.get(pk=rule_set_id),
            windows={Stage.CALL: (NOW, NOW + timedelta(days=10))},
            by=User.objects.get(username="officer"), now=NOW,
        )  # fmt: skip
    except Refused as refused:
        return refused.code
    return "prepared"


def write_rules(year: int) -> str:
    try:
        services.create_rule_set(
            district=Place.objects.get(code="440305"), year=year, name="规则", legal_basis="测试",
            by=User.objects.get(username="district"), now=NOW,
        )  # fmt: skip
    except Refused as refused:
        return refused.code
    return "written"


class RivalTests(FreshDatabaseTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.cast = Cast()

    def test_a_batch_is_prepared_once(self) -> None:
        answers = race(prepare_round, [(self.cast.rule_set.pk,)] * 6)
        self.assertEqual(answers, {"prepared": 1, "batch_taken": 5})

    def test_a_district_has_one_set_of_rules_a_year(self) -> None:
        self.assertEqual(race(write_rules, [(2030,)] * 6), {"written": 1, "year_taken": 5})
