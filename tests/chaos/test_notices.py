"""The thousand notices with a handful, and one kill: nothing here waits by the clock."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from django.test import SimpleTestCase

from tests.chaos.notices import count_up, deliver
from tests.chaos.provider import AFTER
from tests.database import FreshDatabaseTestCase, database_url

QUEUED = {"a": "+861", "b": "+862"}


class DeliveryTests(FreshDatabaseTestCase):
    def test_what_a_killed_sender_held_arrives_once_under_its_id(self):
        with TemporaryDirectory() as folder:
            facts = deliver(
                database_url(), Path(folder), 4, moments=[AFTER],
                commands=[("tick", "--every", "1")], is_quick=True,
            )  # fmt: skip
        self.assertTrue(facts["exact"], facts)
        self.assertEqual((4, 4, [AFTER]), (facts["queued"], facts["received"], facts["killed"]))
        self.assertEqual(1, facts["repeats"])


class CountTests(SimpleTestCase):
    def test_what_was_lost_doubled_or_misled_is_counted(self):
        for taken, expected in (
            (QUEUED, (0, 0, 0, True)),
            ({"a": "+861"}, (1, 0, 0, False)),
            ({"a": "+861", "b": "+861"}, (1, 1, 0, False)),  # to somebody else
            (QUEUED | {"c": "+861"}, (0, 1, 1, False)),  # again, under another id
            ({}, (2, 0, 0, False)),
        ):
            with self.subTest(taken=taken):
                facts = count_up(QUEUED, provider(taken))
                self.assertEqual(
                    expected,
                    tuple(facts[key] for key in ("missing", "doubled", "unknown", "exact")),
                )

    def test_a_repeat_under_one_id_is_no_second_notice(self):
        facts = count_up(QUEUED, provider(QUEUED, a=3))
        self.assertEqual((2, True), (facts["repeats"], facts["exact"]))

    def test_where_nothing_was_queued_nothing_was_shown(self):
        self.assertFalse(count_up({}, provider({}))["exact"])


def provider(taken: dict[str, str], **calls: int) -> SimpleNamespace:
    return SimpleNamespace(
        taken=taken, calls=Counter(dict.fromkeys(taken, 1) | calls), sprung=[]
    )  # fmt: skip
