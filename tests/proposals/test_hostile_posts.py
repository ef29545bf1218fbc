"""Two thousand hostile posts to the pages of the wizard: never a 500, nothing typed is lost."""

from __future__ import annotations

from typing import Any
from unittest import mock
from urllib.parse import urlencode

from django.test import TestCase
from django.utils.html import escape

from mws.places.models import Level
from mws.places.services import draw_plan
from proposals.models import Proposal
from tests.cast import NOW, Cast, make_place
from tests.places.test_plans import drawing
from tests.proposals.hostile import hostile_posts
from tests.proposals.wizard import step_url, write

POSTS, SEED = 2_000, 20261125
FORM = "application/x-www-form-urlencoded"
KEPT = ("problem", "title", "location", "solution", "beneficiaries", "upkeep")


class HostilePostTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = Cast()
        cls.cast.round()
        draw_plan(place_id=cls.cast.community.pk, upload=drawing(), by=None, now=NOW)
        make_place("e1", "龙珠花园", Level.ESTATE, cls.cast.community)
        make_place("e2", "塘朗村", Level.ESTATE, cls.cast.other_community)

    def test_each_is_kept_or_refused_in_words_with_all_that_was_typed(self) -> None:
        for module in ("views.writing", "views.wizard", "services.cases", "services.alike"):
            clock = mock.patch(f"proposals.{module}.database_now", return_value=NOW)
            clock.start()
            self.addCleanup(clock.stop)
        self.client.force_login(self.cast.lin)
        proposal = write(self.client)
        refused = 0
        for number, (step, data) in enumerate(hostile_posts(POSTS, seed=SEED)):
            body = urlencode(data, errors="surrogatepass")
            response = self.client.post(step_url(proposal, step), body, content_type=FORM)
            if response.status_code == 302:
                proposal.refresh_from_db()
                faults = unkept(proposal, data)
            else:
                faults = faults_of(response, data)
                refused += 1
            self.assertEqual([], faults, f"post {number} to {step}, go={data['go']!r}")
        self.assertGreater(refused, POSTS // 2)
        self.assertEqual(1, Proposal.objects.count())


def faults_of(response: Any, data: dict[str, Any]) -> list[str]:
    """What is wrong with an answer that shows the page again."""
    if response.status_code != 200:
        return [f"status {response.status_code}"]
    page = response.content.decode()
    faults = []
    unchecked = "lines-TOTAL_FORMS" in data and data["go"].startswith(("lines", "prices", "take-"))
    if not unchecked and not any(mark in page for mark in ("error-summary", 'class="alert error"')):
        faults.append("no error in words")
    typed = [text for name, text in data.items() if is_text(name)]
    return faults + [f"lost {text[:40]!r}" for text in typed if as_shown(text) not in page]


def unkept(proposal: Proposal, data: dict[str, Any]) -> list[str]:
    """The words that were taken and are not in the draft."""
    typed = {name: received(data[name]).strip() for name in KEPT if name in data}
    return [
        f"not kept {name}"
        for name, text in typed.items()
        if text and getattr(proposal, name) != text
    ]


def is_text(name: str) -> bool:
    """Choices come back as they were offered, a pin as a pin, reasons only to whom they were
    asked; the rest as it was typed."""
    unread = name in ("go", "area", "square", "category", "theme") or name.startswith("pin")
    return not unread and "difference-" not in name and "_FORMS" not in name


def received(text: str) -> str:
    """Half a surrogate pair is no character: what arrives in its place are signs for that."""
    return text.encode(errors="surrogatepass").decode(errors="replace")


def as_shown(text: str) -> str:
    """As a page holds it."""
    return escape(received(text))
