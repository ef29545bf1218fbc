"""The measuring tools themselves: what they say must be true before any figure is believed."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock

from django.test import SimpleTestCase

from tests.chaos.run import Asked, together
from tests.load import assurance
from tests.load.generator import Tally, closed, opened
from tests.load.scenarios import Scene, cast_of, counted
from tests.load.wire import Request

PROMISED = {"R1", "R2", "R3", "R4", "R5", "R7", "R8", "R11", "R13", "R14", "R17",
            "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8"}  # fmt: skip


class Answering(BaseHTTPRequestHandler):
    """Counts what arrives; takes every form but one that says so."""

    protocol_version = "HTTP/1.1"
    arrived: Counter[str] = Counter()

    def do_GET(self):
        self._answer(200, b"page")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.arrived["POST"] += 1
        self._answer(503 if b"refuse" in body else 302, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Location", "/votes/1/done/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


class GeneratorTests(SimpleTestCase):
    def setUp(self):
        Answering.arrived.clear()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def form(self, number: int, value: str = "1") -> Request:
        return Request("/votes/1/cast/", (("choice", value),), "session", number)

    def test_what_was_acknowledged_is_what_was_answered_so(self):
        asked = [self.form(1), self.form(2, "refuse"), self.form(3)]
        tally = closed(self.server.server_port, asked, visitors=2, seconds=5)
        self.assertEqual({1, 3}, set(tally.acknowledged))
        self.assertEqual({302: 2, 503: 1}, tally.statuses)
        self.assertEqual(3, Answering.arrived["POST"])

    def test_visitors_by_the_clock_wait_from_when_they_came(self):
        arrivals = [(0.0, Request("/")), (0.2, Request("/"))]
        tally = opened(self.server.server_port, arrivals, visitors=1, seconds=1)
        self.assertEqual((2, 0), (tally.answered, tally.unserved))
        self.assertGreater(tally.seconds, 0.19)

    def test_who_reads_a_page_asks_later(self):
        asked = [Request("/")] * 20
        tally = closed(self.server.server_port, asked, visitors=2, seconds=0.4, pause=0.2)
        self.assertEqual({200: tally.answered}, tally.statuses)
        self.assertLess(tally.answered, 20)

    def test_a_server_that_is_away_is_an_error_and_no_answer(self):
        self.server.shutdown()
        self.server.server_close()
        tally = closed(self.server.server_port, [Request("/")], visitors=1, seconds=1)
        self.assertEqual((0, 1), (tally.answered, tally.failed))


class FigureTests(SimpleTestCase):
    def test_quantiles(self):
        tally = Tally(times=[number / 100 for number in range(100)], seconds=1.0)
        self.assertEqual((500, 950, 990), tuple(
            tally.facts()[f"{name}_ms"] for name in ("median", "p95", "p99")))  # fmt: skip

    def test_a_box_may_hold_the_last_acknowledged_ballot_or_a_later_one_but_no_earlier(self):
        asked = Asked()
        for choice in "abc":
            asked.note(Request("/votes/1/cast/", (("choice", choice),), "s", 7))
        asked.acknowledge([(7, 1)])
        self.assertEqual([["b"], ["c"]], asked.possible(7))

    def test_a_ballot_of_the_generator_is_within_the_rules(self):
        import random

        voter = {"poll": "p", "codes": list("123"), "most": 2, "session": "s", "person": 1}
        form = cast_of(voter, random.Random(1)).form
        self.assertEqual(2, len(set(form)))


class RoundsTests(SimpleTestCase):
    def test_the_same_fault_again_adds_up_and_hides_nothing(self):
        first = {"acknowledged": 5, "answers": 7, "statuses": {"302": 5, "503": 2}, "errors": {},
                 "ready_again_after_s": 9, "fault_took_s": 1, "median_ms": 1, "p95_ms": 2,
                 "p99_ms": 3, "readyz_statuses": [503], "readyz_fields": ["database=away"],
                 "pages": {"/": 500}}  # fmt: skip
        second = first | {"statuses": {"302": 5}, "errors": {"OSError": 1}, "pages": {"/": 200},
                          "ready_again_after_s": 2, "readyz_statuses": [200]}  # fmt: skip
        both = together(first, second)
        self.assertEqual(10, both["acknowledged"])
        self.assertEqual({"302": 10, "503": 2}, both["statuses"])
        self.assertEqual({"OSError": 1}, both["errors"])
        self.assertEqual((9, [200, 503]), (both["ready_again_after_s"], both["readyz_statuses"]))
        self.assertEqual({"/": 500}, both["pages"])


class CountedTests(SimpleTestCase):
    """What was acknowledged is compared with the box; who votes again brings no new ballot."""

    def test_the_box_holds_what_was_acknowledged(self):
        scene = Scene(Mock(), Mock(), {"voters": []}, 1)
        for people, ballots, marks, lost, is_exact in (
            ([1, 2], 2, 2, 0, True),
            ([2, 3], 1, 1, 0, True),  # 2 has changed their ballot
            ([4, 5], 1, 2, 1, False),
            ([6], 1, 0, 0, False),
            ([7], 2, 2, 0, False),
        ):
            with self.subTest(people=people):
                nothing = {"ballots": 0, "roll marks": 0, "deadlocks": 0}
                held = nothing | {"ballots": ballots, "roll marks": marks}
                scene.database = Mock(**{"counts.side_effect": [nothing, held]})
                facts = counted(scene, lambda tags=people: Tally(acknowledged=tags, seconds=1.0))
                self.assertEqual((lost, is_exact), (facts["lost"], facts["exact"]))


class AssuranceTests(SimpleTestCase):
    def test_every_promise_has_a_line(self):
        self.assertLessEqual(PROMISED, {promise.name for promise in assurance.PROMISES})

    def test_what_fell_short_stays_visible(self):
        end = {"acknowledged ballots": 9, "lost ballots": 1, "confirmed payments": 0,
               "lost payments": 0, "half states": 0, "faults": []}  # fmt: skip
        words, kept = assurance.chaos({"end": end})
        self.assertFalse(kept)
        self.assertIn("lost ballots 1", words)
        self.assertEqual(assurance.NOT_MEASURED, assurance.casting({"results": {}}))

    def test_notices_are_kept_at_full_size_only(self):
        whole = {"queued": 1000, "received": 1000, "missing": 0, "doubled": 0, "kills": 3,
                 "leases_waited_for": True, "exact": True}  # fmt: skip
        for results, kept in (
            ({"postgresql": whole, "sqlite": whole}, True),
            ({"sqlite": whole}, None),
            ({"postgresql": whole | {"queued": 40}}, None),
            ({"postgresql": whole | {"leases_waited_for": False}}, None),
            ({"postgresql": whole, "sqlite": whole | {"doubled": 1, "exact": False}}, False),
        ):
            with self.subTest(results=results):
                self.assertIs(kept, assurance.notices({"results": results})[1])

    def test_writers_are_kept_at_full_size_only(self):
        backup = {"ballots": 4000, "ok": True}
        whole = {"writers": 16, "ballots": 10_000, "errors": {}, "locked": 0, "median_ms": 9,
                 "p99_ms": 99, "worst_ms": 999, "exact": True, "backup": backup}  # fmt: skip
        for other, kept in (
            ({}, True),
            ({"ballots": 9_999}, None),
            ({"backup": backup | {"ballots": 10_000}}, None),  # made when all was over
            ({"worst_ms": 5_000}, False),
            ({"errors": {"OperationalError: database is locked": 1}, "locked": 1}, False),
            ({"backup": backup | {"ok": False}}, False),
        ):
            with self.subTest(other=other):
                self.assertIs(kept, assurance.writers(whole | other)[1])
