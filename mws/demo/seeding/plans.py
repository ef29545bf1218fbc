"""Invented plans of communities: streets, a park and the estates, in flat colours."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html, format_html_join

from mws.places.models import CommunityPlan, Place
from mws.places.selectors import estates_of
from mws.places.services import draw_plan

WIDE, HIGH, METRES = 800, 600, 1_200
LOTS = ((40, 40), (300, 40), (560, 40), (40, 240), (560, 240), (40, 440), (300, 440), (560, 440))
ROADS = ((0, 205, 800, 205), (0, 405, 800, 405), (265, 0, 265, 600), (525, 0, 525, 600))


def seed_plan(community: Place, now: datetime) -> CommunityPlan:
    upload = SimpleUploadedFile("plan.svg", _drawing(community).encode(), "image/svg+xml")
    return draw_plan(place_id=community.pk, upload=upload, metres_across=METRES, by=None, now=now)


def pin_of(plan: CommunityPlan, number: int) -> dict[str, object]:
    """Where proposal ``number`` lies: at the corner of a lot, never twice the same."""
    random = Random(f"{plan.place_id} {number}")
    x, y = LOTS[number % len(LOTS)]
    return {
        "plan": plan,
        "pin_x": (x + random.randint(10, 190)) * 1000 // WIDE,
        "pin_y": (y + random.randint(20, 110)) * 1000 // HIGH,
    }


def _drawing(community: Place) -> str:
    names = [estate.name for estate in estates_of(community)][: len(LOTS)]
    roads = format_html_join("", '<path d="M{} {}L{} {}" stroke="#fff" stroke-width="22"/>', ROADS)
    lots = format_html_join(
        "",
        '<g transform="translate({} {})"><rect width="200" height="130" rx="6" fill="#d7b98e"/>'
        '<text x="100" y="72" font-size="22" text-anchor="middle" fill="#1b2421">{}</text></g>',
        [(x, y, name) for (x, y), name in zip(LOTS, names, strict=False)],
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}">'
        '<rect width="{wide}" height="{high}" fill="#e9ece4"/>{roads}'
        '<rect x="300" y="230" width="200" height="150" rx="40" fill="#9cc3a5"/>'
        '<text x="400" y="312" font-size="22" text-anchor="middle" fill="#14574a">社区公园</text>'
        '{lots}<text x="20" y="212" font-size="16" fill="#4c5a55">{name}路</text></svg>',
        wide=WIDE, high=HIGH, roads=roads, lots=lots, name=community.name.removesuffix("社区"),
    )  # fmt: skip
