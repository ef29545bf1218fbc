"""Who knocks: the columns of the matrix, and how near the object they hold their office."""

from dataclasses import dataclass

from mws.accounts.permissions import Role
from mws.places.models import Level

HERE, NEXT, FAR = "here", "next", "far"
"""At the object's own place; at the neighbouring one of the same kind; in another district."""


@dataclass(frozen=True)
class Column:
    """A kind of person. ``level`` is where the office is held; without one there is nothing to
    move next door, so only the scope ``here`` is asked."""

    name: str
    short: str
    role: str = ""
    level: str = ""


COLUMNS = (
    Column("visitor", "visit"),
    Column("newcomer", "newco"),
    Column("former", "formr"),  # a clerk of this very place, until the day before yesterday
    Column("superuser", "root"),  # is_superuser and is_staff, and no role
    Column("author", "authr"),  # who wrote the object, or whom it is about
    Column("resident", "resid", level=Level.COMMUNITY),
    Column("clerk", "clerk", Role.INTAKE_CLERK, Level.COMMUNITY),
    Column("committee", "commi", Role.COMMITTEE_STAFF, Level.COMMUNITY),
    Column("secretary", "secre", Role.COMMUNITY_SECRETARY, Level.COMMUNITY),
    Column("member", "membr", Role.COUNCIL_MEMBER, Level.COMMUNITY),
    Column("chair", "chair", Role.COUNCIL_CHAIR, Level.COMMUNITY),
    Column("recorder", "recor", Role.COUNCIL_SECRETARY, Level.COMMUNITY),
    Column("supervisor", "super", Role.SUPERVISOR, Level.COMMUNITY),
    Column("observer", "obser", Role.OBSERVER, Level.COMMUNITY),
    Column("supplier", "suppl", Role.SUPPLIER, Level.COMMUNITY),
    Column("inspector", "inspe", Role.INSPECTOR, Level.SUBDISTRICT),
    Column("officer", "offic", Role.SUBDISTRICT_OFFICER, Level.SUBDISTRICT),
    Column("leader", "leadr", Role.SUBDISTRICT_LEADER, Level.SUBDISTRICT),
    Column("finance", "finan", Role.FINANCE_OFFICER, Level.SUBDISTRICT),
    Column("works", "works", Role.WORKS_OFFICER, Level.SUBDISTRICT),
    Column("district", "distr", Role.DISTRICT_OFFICER, Level.DISTRICT),
    Column("administrator", "admin", Role.SYSTEM_ADMINISTRATOR, Level.DISTRICT),
    Column("city", "city", Role.CITY_OFFICER),
    Column("auditor", "audit", Role.AUDITOR),
    Column("editor", "edito", Role.EDITOR),
)
NAMES = tuple(column.name for column in COLUMNS)
EVERYONE = frozenset(NAMES)
SIGNED_IN = EVERYONE - {"visitor"}
# Who reads what is not yet public of their own place: all offices, and whose it is.
OFFICES = EVERYONE - {"visitor", "newcomer", "former", "superuser", "resident", "supplier",
                      "inspector", "administrator", "city", "editor"}  # fmt: skip
# With a verified home; the council's members of the demonstration have one too.
LIVES_HERE = {"author", "resident", "member", "chair"}


def named(words: str) -> frozenset[str]:
    """ "clerk secretary" as a set; ``everyone``, ``signed_in``, ``offices``, ``staff``
    (offices without the author), ``homeless`` (without a verified home) and ``bare`` (without a
    password and a second factor) are the groups."""
    groups = {"everyone": EVERYONE, "signed_in": SIGNED_IN, "offices": OFFICES,
              "staff": OFFICES - {"author"}, "homeless": SIGNED_IN - LIVES_HERE,
              "bare": SIGNED_IN - {"member", "chair", "recorder"}}  # fmt: skip
    found: set[str] = set()
    for word in words.split():
        found |= groups.get(word, frozenset({word}))
    if unknown := found - EVERYONE:
        raise ValueError(f"no such column: {', '.join(sorted(unknown))}")
    return frozenset(found)
