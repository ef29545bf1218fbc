"""Which figures about people are withheld so that no other can be had by subtraction.

A figure that is withheld in the row of its neighbours is withheld on its own page too, and in every
file: otherwise the row would hide nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mws.core.clock import database_now
from mws.core.money import Balances
from mws.oversight.definitions import DEFINITIONS
from mws.oversight.facts import Facts, Tallies
from mws.oversight.figures import Privacy
from mws.oversight.models import Subject, Tally
from mws.oversight.small_cells import withheld
from mws.places.models import Place

ABOUT_PEOPLE = [each for each in DEFINITIONS.values() if each.privacy is not Privacy.NONE]


def hidden_figures(parent: Place) -> Iterator[tuple[int, int, str]]:
    """Part, year and figure of everything withheld among the parts of a place (two queries)."""
    years: dict[int, list[Facts]] = defaultdict(list)
    for (_pk, year), facts in _facts_by_part(parent).items():
        years[year].append(facts)
    for year, parts in years.items():
        for definition in ABOUT_PEOPLE:
            rows = [definition.cells(facts) for facts in parts]
            hidden = set().union(*(withheld(cells) for cells in zip(*rows, strict=True)))
            for place in hidden:
                yield parts[place].place.pk, year, definition.code


def _facts_by_part(parent: Place) -> dict[tuple[int, int], Facts]:
    places = {place.pk: place for place in Place.objects.filter(parent=parent)}
    tallies: dict[tuple[int, int], Tallies] = defaultdict(dict)
    subjects = (
        Subject.PROPOSERS, Subject.ROLL, Subject.VOTERS, Subject.SEATS, Subject.ANSWERS,
    )  # fmt: skip
    for row in Tally.objects.filter(place__in=places, subject__in=subjects):
        tallies[row.place_id, row.year][row.subject, row.key] = (row.count, row.total)
    now = database_now()
    return {
        (pk, year): Facts(places[pk], year, Balances.zero(), 0, 0, 0, now, found)
        for (pk, year), found in tallies.items()
    }
