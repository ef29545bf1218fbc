"""Keeping the tallies: recounted where the trail says that something happened, and all of them
when asked. A tally can always be counted anew from the rooms' rows; ``agreement`` compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from mws.audit.models import AuditEvent
from mws.core.clock import database_now
from mws.oversight.counts import Counts, count_communities
from mws.oversight.guards import hidden_figures
from mws.oversight.models import Subject, Tally, TallyMark
from mws.oversight.selectors import communities_of, trail_head
from mws.places.models import Place

AT_A_TIME = 40  # communities
FRESH = 60  # seconds after which the hour of the last count is written anew


def recount_changed(now: datetime) -> int:
    """Communities about which the trail has something new are counted again; returns how many."""
    with transaction.atomic():
        mark = _lock_mark(now)
        head = trail_head()
        sealed = AuditEvent.objects.filter(link__seq__gt=mark.seq, link__seq__lte=head)
        communities = communities_of(sealed)
        _recount(communities)
        if head != mark.seq or (now - mark.counted_at).total_seconds() > FRESH:
            TallyMark.objects.filter(pk=mark.pk).update(seq=head, counted_at=now)
    return len(communities)


def recount_all(*, now: datetime | None = None) -> int:
    """Every tally from the first row on; returns how many communities were counted."""
    now = now or database_now()
    communities = list(Place.objects.communities().order_by("path").values_list("pk", flat=True))
    with transaction.atomic():
        mark = _lock_mark(now)
        head = trail_head()
        _recount(communities)
        TallyMark.objects.filter(pk=mark.pk).update(seq=head, counted_at=now)
    return len(communities)


def _recount(communities: list[int]) -> None:
    for some in _batches(communities):
        _store(some)
    for parent in Place.objects.filter(children__in=_with_places_above(communities)).distinct():
        _hide_small(parent)


def _with_places_above(communities: list[int]) -> list[int]:
    codes: set[str] = set()
    for place in Place.objects.filter(pk__in=communities):
        codes |= {*place.ancestor_codes, place.code}
    return list(Place.objects.filter(code__in=codes).values_list("pk", flat=True))


def _hide_small(parent: Place) -> None:
    """Note which figures of a place's parts are withheld on every page: see ``guards``."""
    wanted = {(place, year, code) for place, year, code in hidden_figures(parent)}
    kept = Tally.objects.filter(place__parent=parent, subject=Subject.HIDDEN)
    found = {(row.place_id, row.year, row.key): row.pk for row in kept}
    Tally.objects.filter(pk__in=[pk for key, pk in found.items() if key not in wanted]).delete()
    Tally.objects.bulk_create(
        Tally(place_id=place, year=year, subject=Subject.HIDDEN, key=code, count=1)
        for place, year, code in sorted(wanted - found.keys())
    )


def _lock_mark(now: datetime) -> TallyMark:
    """One process counts at a time."""
    TallyMark.objects.get_or_create(pk=1, defaults={"counted_at": now})
    return TallyMark.objects.select_for_update().get(pk=1)


def _store(communities: Sequence[int]) -> None:
    """Write what has changed of some communities, and add the difference to all above them."""
    places = Place.objects.filter(pk__in=communities)
    above = {place.pk: place.ancestor_codes for place in places}
    codes = {code for each in above.values() for code in each}
    pks = dict(Place.objects.filter(code__in=codes).values_list("code", "pk"))
    changes = Counts()
    for (community, *what), (count, total) in _differences(communities):
        for pk in (community, *(pks[code] for code in above[community])):
            pair = changes[(pk, *what)]
            pair[0] += count
            pair[1] += total
    _apply(changes)


def _differences(communities: Sequence[int]) -> Iterator[tuple[tuple, tuple[int, int]]]:
    counted = count_communities(communities)
    stored = {
        (row.place_id, row.year, row.subject, row.key): (row.count, row.total)
        for row in Tally.objects.filter(place__in=communities).exclude(subject=Subject.HIDDEN)
    }
    for key in counted.keys() | stored.keys():
        count, total = counted.get(key, (0, 0))
        before = stored.get(key, (0, 0))
        if (count, total) != before:
            yield key, (count - before[0], total - before[1])


def _apply(changes: Counts) -> None:
    places = {place for place, *_rest in changes}
    known = {
        (row.place_id, row.year, row.subject, row.key): row
        for row in Tally.objects.filter(place__in=places)
    }
    new, old = [], []
    for key, (count, total) in changes.items():
        if key in known:
            row = known[key]
            row.count, row.total = row.count + count, row.total + total
            old.append(row)
        else:
            place, year, subject, word = key
            new.append(
                Tally(
                    place_id=place, year=year, subject=subject, key=word, count=count, total=total
                )
            )
    Tally.objects.bulk_create(new, batch_size=1_000)
    Tally.objects.bulk_update(old, ["count", "total"], batch_size=500)
    Tally.objects.filter(pk__in=[row.pk for row in old if not (row.count or row.total)]).delete()


def _batches(rows: Iterable) -> Iterator[list]:
    iterator = iter(rows)
    while batch := list(islice(iterator, AT_A_TIME)):
        yield batch
