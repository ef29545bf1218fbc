"""Do the tallies agree with the rows they were counted from? Part of ``check_books``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from mws.ledger.books import BookFault
from mws.oversight.counts import count_communities
from mws.oversight.models import Subject, Tally
from mws.oversight.selectors import late_communities
from mws.places.models import Place

Cells = dict[tuple, list[int]]
"""Count and total by place, year, subject and key."""


def faults_in_tallies() -> Iterator[BookFault]:
    """Every tally, of every level, that is not what a new count says; ``recount`` mends it.

    What the trail has told since the clock counted last is no fault: those communities enter into
    the sums above them as they are stored.
    """
    stored: Cells = {
        (row.place_id, row.year, row.subject, row.key): [row.count, row.total]
        for row in Tally.objects.exclude(subject=Subject.HIDDEN)
    }
    counted = _counted(stored)
    for key in sorted(counted.keys() | stored.keys()):
        if stored.get(key, [0, 0]) != counted.get(key, [0, 0]):
            place, year, subject, word = key
            yield BookFault(f"tally {subject} {word} of place {place} in {year}", "is out of step")


def _counted(stored: Cells) -> Cells:
    """What the tallies of all levels have to be."""
    late = late_communities()
    of_late = [(key, pair) for key, pair in stored.items() if key[0] in late]
    counted: Cells = defaultdict(lambda: [0, 0])
    codes = dict(Place.objects.values_list("code", "pk"))
    above = {
        place.pk: [codes[code] for code in place.ancestor_codes]
        for place in Place.objects.communities()
    }
    on_time = (count_communities([pk]).items() for pk in above if pk not in late)
    for (community, *what), (count, total) in chain(of_late, *on_time):
        for pk in (community, *above[community]):
            pair = counted[(pk, *what)]
            pair[0], pair[1] = pair[0] + count, pair[1] + total
    return counted
