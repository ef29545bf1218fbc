"""Reading the tree."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mws.places.models import (
    Body,
    CommunityPlan,
    CommunityProfile,
    Level,
    Place,
    PlaceAlias,
    Standard,
)

_ENDINGS = ("社区居委会", "社区工作站", "居委会", "社区", "小区", "村")


@dataclass(frozen=True, slots=True)
class CommunityHit:
    """A community that a search found; ``via`` is the estate or committee that was meant."""

    place: Place
    subdistrict: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class BodyOf:
    """One of the three bodies of a community; ``names``: of the committees."""

    label: str
    duties: str
    names: list[str]


def ancestors_of(place: Place) -> list[Place]:
    """From the city down to the parent (one query)."""
    return list(Place.objects.filter(code__in=place.ancestor_codes).order_by("path"))


def district_of(place: Place) -> Place:
    """The district that a place lies in. Raises Place.DoesNotExist above district level."""
    return Place.objects.get(level="district", code__in=[*place.ancestor_codes, place.code])


def children_of(place: Place) -> list[Place]:
    """What lies directly in a place, by code (one query)."""
    return list(place.children.order_by("path"))


def estates_of(community: Place) -> list[Place]:
    """The estates and villages of a community with their other names (two queries)."""
    estates = Place.objects.below(community).filter(level=Level.ESTATE)
    return list(estates.prefetch_related("aliases").order_by("path"))


def plan_of(community: Place) -> CommunityPlan | None:
    """The drawing on which pins are put now, if there is one (one query)."""
    return community.plans.select_related("picture").last()


def office_of(community: Place) -> CommunityProfile | None:
    """Where the community's office is found, if it is written down (one query)."""
    return CommunityProfile.objects.filter(place=community).first()


def bodies_of(community: Place) -> list[BodyOf]:
    """The three bodies, what each does, and by name the residents' committees (two queries)."""
    duties = dict(community.bodies.values_list("body", "duties"))
    committees = community.children.filter(level=Level.COMMITTEE).order_by("path")
    names = list(committees.values_list("name", flat=True))
    return [
        BodyOf(str(body.label), duties.get(body, ""), names if body == Body.COMMITTEE else [])
        for body in Body
    ]


def standards_of(community: Place) -> list[tuple[str, date | None]]:
    """The six standards, each with the day on which it was found to be met (one query)."""
    met = dict(community.standards_met.values_list("standard", "checked_on"))
    return [(str(standard.label), met.get(standard)) for standard in Standard]


def search_communities(text: str, *, limit: int = 12) -> list[CommunityHit]:
    """Communities that bear the text in their name, or hold an estate or committee that does,
    or that is also called so: people know 白石洲 and not the name of their 社区. Two queries;
    none for no text."""
    wanted = _core_of(text)
    if not wanted:
        return []
    found = Place.objects.filter(
        Q(name__icontains=wanted)
        | Q(name_en__icontains=text.strip())
        | Q(pk__in=PlaceAlias.objects.filter(text__icontains=wanted).values("place_id")),
        level__in=[Level.COMMUNITY, Level.COMMITTEE, Level.ESTATE],
    ).order_by("path")[: limit * 4]
    via: dict[str, str] = {}
    for place in found:
        code = _community_code(place)
        via.setdefault(code, "" if place.level == Level.COMMUNITY else place.name)
    communities = Place.objects.filter(code__in=via, level=Level.COMMUNITY).select_related("parent")
    hits = [
        CommunityHit(place, place.parent.name if place.parent else "", via[place.code])
        for place in communities
    ]
    return sorted(hits, key=lambda hit: (bool(hit.via), hit.place.path))[:limit]


def _core_of(text: str) -> str:
    """What was typed without spaces and without the word that every name ends with."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) > len(ending) + 1:
            return plain.removesuffix(ending)
    return plain


def _community_code(place: Place) -> str:
    """City, district, sub-district, community: the fourth code of the path."""
    return [*place.ancestor_codes, place.code][3]
