"""Logs for machines: an id, no bodies, and of a secret vote the hour only."""

import json
import logging

from django.test import TestCase

from mws.core.request_log import JsonFormatter

VOTE = "/votes/00000000-0000-0000-0000-000000000000/cast/"


class RequestLogTests(TestCase):
    def line(self, path: str, **extra: object) -> dict:
        with self.assertLogs("mws.requests", logging.INFO) as caught:
            self.client.post(path, {"secret": "choice"}, **extra)
        return json.loads(JsonFormatter().format(caught.records[-1]))

    def test_a_line_says_what_and_how_it_ended(self):
        line = self.line("/display/?word=private")
        self.assertEqual(("POST", "/display/", 302), (line["method"], line["path"], line["status"]))
        self.assertNotIn("private", str(line))
        self.assertNotIn("choice", str(line))

    def test_of_a_secret_vote_only_the_hour(self):
        line = self.line(VOTE)
        self.assertIn(":00:00.000", line["time"])
        self.assertNotIn("ms", line)

    def test_a_traceback_of_a_secret_vote_has_only_the_hour_too(self):
        record = logging.makeLogRecord({"msg": "failed"})
        record.request = type("Request", (), {"path": VOTE})
        self.assertIn(":00:00.000", json.loads(JsonFormatter().format(record))["time"])

    def test_the_proxys_id_is_kept_and_nonsense_is_not(self):
        answer = self.client.get("/healthz", headers={"X-Request-ID": "0123456789abcdef"})
        self.assertEqual("0123456789abcdef", answer["X-Request-ID"])
        answer = self.client.get("/healthz", headers={"X-Request-ID": "x\ty"})
        self.assertEqual(32, len(answer["X-Request-ID"]))
