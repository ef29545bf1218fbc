"""The counter at work: the residents' committee enters what was brought on paper, told by
telephone or said at the counter."""

from __future__ import annotations

from datetime import datetime, timedelta

from mws.accounts.permissions import Role
from mws.demo.data.ideas import IDEAS, SPOTS
from mws.demo.seeding.base import PeopleMaker, Stage
from mws.demo.seeding.current.life import cost_lines
from mws.rounds.models import Round, RoundState
from proposals.models import Channel
from proposals.services.assisted import enter_proposal

FIRST_NUMBER = 90_000_100  # of the staff's telephones, above everybody else's
WAYS = (Channel.PAPER, Channel.PHONE, Channel.COUNTER)


def seed_counter(stage: Stage, now: datetime) -> None:
    """In 龙珠, where the call is open; the last of its residents have not written themselves."""
    office, maker = stage.office("龙珠"), PeopleMaker(now, first_number=FIRST_NUMBER)
    place = office.place
    staff = maker.officer(f"{place.code}-{Role.COMMITTEE_STAFF}", Role.COMMITTEE_STAFF, place)
    maker.store()
    round = Round.objects.get(community=place, year=now.year, state=RoundState.OPEN)
    for number, channel in enumerate(WAYS, start=1):
        resident, idea = office.residents[-number], IDEAS[-number]
        spot = SPOTS[number % len(SPOTS)]
        enter_proposal(
            round_id=round.pk, name=resident.display_name, phone=resident.phone, channel=channel,
            fields={
                "title": idea.title.format(spot=spot), "category": idea.category,
                "theme": idea.theme, "problem": idea.problem, "location": f"{place.name}{spot}",
                "solution": idea.solution, "beneficiaries": idea.beneficiaries,
                "beneficiary_count": 120 * number, "upkeep": "社区工作站与物业共同管护",
            },
            items=cost_lines(idea), by=staff, now=now - timedelta(hours=30 - number),
        )  # fmt: skip
