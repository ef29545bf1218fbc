"""Writing a proposal page by page, as a browser's forms would send it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from proposals.models import Proposal
from tests.proposals.cases import words

LINES = {
    "lines-TOTAL_FORMS": "3",
    "lines-INITIAL_FORMS": "0",
    "lines-0-name": "庭院灯",
    "lines-0-quantity": "24",
    "lines-0-unit": "盏",
    "lines-0-unit_price_fen": "1,680",
}
ASKED = {
    "problem": ("problem", "title"),
    "place": ("location",),
    "solution": ("solution", "category", "theme"),
    "costs": (),
    "people": ("beneficiaries", "upkeep"),
}


def answers(step: str, **changes: Any) -> dict[str, Any]:
    """What is typed on one page."""
    typed = {name: text for name, text in words().items() if name in ASKED[step]}
    if step == "place":
        typed["area"] = "elsewhere"
    return typed | (LINES if step == "costs" else {}) | {"go": "next"} | changes


def step_url(proposal: Proposal, step: str) -> str:
    return reverse("proposals:step", args=[proposal.pk, step])


def write(client: Client, *steps: str) -> Proposal:
    """A draft by the person signed in, with these pages answered (all, where none is named)."""
    client.post(reverse("proposals:new"), answers("problem"))
    proposal = Proposal.objects.latest("pk")
    for step in steps or tuple(ASKED)[1:]:
        client.post(step_url(proposal, step), answers(step))
    proposal.refresh_from_db()
    return proposal
