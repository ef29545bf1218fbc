"""Do the tallies agree with the rows they were counted from? Part of ``check_books``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mws.ledger.books import BookFault
from mws.oversight.counts import count_communities
from mws.oversight.models import Subject, Tally
from mws.places.models import Place


def faults_in_tallies() -> Iterator[BookFault]:
    """Every tally, of every level, that is not what a new count says; ``recount`` mends it."""
    counted: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    codes = dict(Place.objects.values_list("code", "pk"))
    for place in Place.objects.communities():
        above = [codes[code] for code in place.ancestor_codes]
        for (_community, *what), (count, total) in count_communities([place.pk]).items():
            for pk in (place.pk, *above):
                pair = counted[(pk, *what)]
                pair[0], pair[1] = pair[0] + count, pair[1] + total
    stored = {
        (row.place_id, row.year, row.subject, row.key): [row.count, row.total]
        for row in Tally.objects.exclude(subject=Subject.HIDDEN)
    }
    for key in sorted(counted.keys() | stored.keys()):
        if stored.get(key, [0, 0]) != counted.get(key, [0, 0]):
            place, year, subject, word = key
            yield BookFault(f"tally {subject} {word} of place {place} in {year}", "is out of step")
