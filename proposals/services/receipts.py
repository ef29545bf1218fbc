"""Receipt numbers (申报编号): MWS-{year}-{sub-district}-{community}-{running number}."""

from __future__ import annotations

from mws.places.models import Place
from mws.rounds.models import Round
from proposals.models import Proposal


def next_receipt_numbers(round: Round, *, count: int = 1) -> list[str]:
    """The next numbers of the community's year, without gaps.

    Locks the year's rounds until the transaction ends, so that two who submit at once get two
    numbers; a number is never given back, because submitted proposals are never deleted.
    """
    community = round.community
    rounds = Round.objects.filter(community=community, year=round.year).order_by("pk")
    list(rounds.select_for_update(no_key=True))
    prefix = f"MWS-{round.year}-{_short(community.parent)}-{_short(community)}-"
    given = Proposal.objects.filter(receipt_no__startswith=prefix).count()
    return [f"{prefix}{number:03d}" for number in range(given + 1, given + count + 1)]


def _short(place: Place | None) -> str:
    return (place.abbreviation or place.code[-3:]) if place else "000"
