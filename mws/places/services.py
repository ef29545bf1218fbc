"""Changing the tree and what communities say of themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.audit import services as audit
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.services import store_drawing
from mws.places import rules
from mws.places.estate_lists import Estate
from mws.places.models import (
    BodyDuties,
    CommunityPlan,
    CommunityProfile,
    Level,
    Place,
    PlaceAlias,
    StandardMet,
)
from mws.places.selectors import estates_of

PROFILE_FIELDS = (
    "address", "phone", "hours", "households", "residents", "introduction", "premises_sqm",
    "premises_standard",
)  # fmt: skip


@transaction.atomic
def create_place(
    *,
    parent_id: int | None,
    level: str,
    code: str,
    name: str,
    name_en: str = "",
    abbreviation: str = "",
    is_demo: bool = False,
    by: Any,
    now: datetime | None = None,
) -> Place:
    """Add a place below another (a city has none above it). Its path never changes."""
    parent = Place.objects.select_for_update().get(pk=parent_id) if parent_id else None
    require(rules.why_not_create(parent, level=level, code=code, name=name, by=by))
    place = Place.objects.create(
        parent=parent, level=level, code=code, path=f"{parent.path if parent else ''}{code}/",
        name=name.strip(), name_en=name_en.strip(), abbreviation=abbreviation.strip(),
        is_demo=is_demo,
    )  # fmt: skip
    _record("place.created", place, by=by, now=now, level=level, code=code)
    return place


@transaction.atomic
def rename_place(
    *,
    place_id: int,
    name: str,
    name_en: str = "",
    abbreviation: str = "",
    by: Any,
    now: datetime | None = None,
) -> Place:
    """Change what a place is called; its code and its place in the tree stay."""
    place = Place.objects.select_for_update(of=("self",)).select_related("parent").get(pk=place_id)
    require(rules.why_not_rename(place, name=name, by=by))
    place.name, place.name_en = name.strip(), name_en.strip()
    place.abbreviation = abbreviation.strip()
    place.save(update_fields=["name", "name_en", "abbreviation"])
    _record("place.renamed", place, by=by, now=now, code=place.code)
    return place


@transaction.atomic
def set_profile(
    *,
    place_id: int,
    by: Any,
    duties: Mapping[str, str] | None = None,
    standards_met: Collection[str] | None = None,
    now: datetime | None = None,
    **profile: Any,
) -> CommunityProfile:
    """Say where a community's office is, how large, when it is open, how many live there, what
    its three bodies do (``duties`` by ``Body``) and which of the six standards it meets.

    ``profile``: any of ``PROFILE_FIELDS``; what is left out stays. Raises TypeError for others.
    """
    if unknown := set(profile) - set(PROFILE_FIELDS):
        raise TypeError(f"a community profile has no {', '.join(sorted(unknown))}")
    place = Place.objects.select_for_update().get(pk=place_id)
    require(rules.why_not_set_profile(place, by=by))
    row, _created = CommunityProfile.objects.update_or_create(place=place, defaults=profile)
    said = set(profile)
    if duties is not None:
        _set_duties(place, duties)
        said.add("duties")
    if standards_met is not None:
        _set_standards(place, standards_met, now=now)
        said.add("standards_met")
    _record("place.profile_set", place, by=by, now=now, fields=sorted(said))
    return row


def _set_duties(place: Place, duties: Mapping[str, str]) -> None:
    """Keep what each body does; a body of which nothing is said loses its row."""
    for body, text in duties.items():
        if text.strip():
            BodyDuties.objects.update_or_create(
                place=place, body=body, defaults={"duties": text.strip()}
            )
        else:
            BodyDuties.objects.filter(place=place, body=body).delete()


def _set_standards(place: Place, met: Collection[str], *, now: datetime | None) -> None:
    """Keep which standards are met; one that was met already keeps its day."""
    StandardMet.objects.filter(place=place).exclude(standard__in=met).delete()
    today = local_day(now or database_now())
    for standard in met:
        StandardMet.objects.get_or_create(
            place=place, standard=standard, defaults={"checked_on": today}
        )


@transaction.atomic
def list_estates(
    *, place_id: int, estates: Sequence[Estate], by: Any, now: datetime | None = None
) -> tuple[int, int]:
    """Take over a community's list: new estates are added, known ones get its kind and names.

    What the list leaves out stays, since people may be registered there. Returns how many were
    added and how many were known.
    """
    place = Place.objects.select_for_update().get(pk=place_id)
    require(rules.why_not_list_estates(place, by=by))
    known = {estate.name: estate for estate in estates_of(place)}
    codes = set(Place.objects.below(place).values_list("code", flat=True))
    numbers = (n for n in range(1, 10_000) if f"{place.code}-{n:02d}" not in codes)
    for row in estates:
        estate = known.get(row.name) or Place(
            parent=place, level=Level.ESTATE, name=row.name, is_demo=place.is_demo,
            code=f"{place.code}-{next(numbers):02d}",
        )  # fmt: skip
        estate.kind, estate.path = row.kind, estate.path or f"{place.path}{estate.code}/"
        estate.save()
        PlaceAlias.objects.filter(place=estate).delete()
        PlaceAlias.objects.bulk_create(PlaceAlias(place=estate, text=text) for text in row.aliases)
    added = sum(row.name not in known for row in estates)
    _record("place.estates_listed", place, by=by, now=now, added=added, listed=len(estates))
    return added, len(estates) - added


@transaction.atomic
def draw_plan(
    *,
    place_id: int,
    upload: UploadedFile,
    metres_across: int | None = None,
    by: Any,
    now: datetime | None = None,
) -> CommunityPlan:
    """Take over a community's drawing of itself; pins on earlier ones keep theirs.

    Raises Refused also as ``store_drawing`` does.
    """
    now = now or database_now()
    place = Place.objects.select_for_update().get(pk=place_id)
    require(rules.why_not_draw_plan(place, by=by))
    picture = store_drawing(upload=upload, case_id=uuid4(), by=by, alt_text=place.name)
    plan = CommunityPlan.objects.create(
        place=place, picture=picture, metres_across=metres_across, drawn_at=now
    )
    _record("place.plan_drawn", place, by=by, now=now, sha256=picture.sha256)
    return plan


def _record(action: str, place: Place, *, by: Any, now: datetime | None, **facts: Any) -> None:
    audit.record(action, target=place, by=by, effective_at=now, place_path=place.path, **facts)
