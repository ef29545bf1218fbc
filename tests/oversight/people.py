"""A proposal in a person's own name, as a row."""

from __future__ import annotations

import uuid

from mws.accounts.models import User
from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Proposal
from tests.cast import NOW, YEAR, Cast


def proposals_by(person: User, cast: Cast, community: Place) -> Proposal:
    round = Round.objects.filter(community=community, year=YEAR).first()
    round = round or cast.round(community=community)
    return Proposal.objects.create(
        case_id=uuid.uuid4(), receipt_no=f"MWS-{person.username}", round=round,
        community=community, status="admitted", title=f"{person.username}的路灯", category="works",
        theme="facilities", author=person, location="东区", requested_fen=1_000,
        created_at=NOW, submitted_at=NOW, status_since=NOW,
    )  # fmt: skip
