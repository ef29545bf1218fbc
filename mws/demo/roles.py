"""Who can be played in the demonstration, and what there is to do for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import Membership, Residency, User
from mws.places.models import Place

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

RESIDENTS_SHOWN = 12
PASSWORD = "demo-mws-2026"  # noqa: S105 - of every invented person who holds a role
PHONES = "+86154{number:08d}"  # of invented persons; the range 154 belongs to no operator
TAOYUAN = "440305008"
LONGZHU, TANGLANG, ZHUGUANG, CHANGYUAN = (f"{TAOYUAN}{number:03d}" for number in (2, 9, 7, 8))


@dataclass(frozen=True, slots=True)
class DemoRole:
    """``slug`` is what one types after /demo/ or make; ``username`` the seeded person."""

    slug: str
    username: str
    label: _StrPromise
    task: _StrPromise
    start: str = "pages:home"


ROLES: tuple[DemoRole, ...] = (
    DemoRole("resident", f"{LONGZHU}-resident-12", _("Resident of Longzhu"),
             _("The call is open: write a proposal and submit it."), "proposals:new"),
    DemoRole("voter", f"{ZHUGUANG}-resident-50", _("Resident of Zhuguang"),
             _("The residents' vote is open: choose and cast your ballot."), "voting:polls"),
    DemoRole("clerk", f"{LONGZHU}-intake_clerk", _("Intake clerk of Longzhu"),
             _("Take in, return or refuse proposals."), "pages:desk"),
    DemoRole("secretary", f"{TANGLANG}-community_secretary", _("Community secretary of Tanglang"),
             _("Screen what was taken in, and shortlist."), "pages:desk"),
    DemoRole("council_secretary", f"{CHANGYUAN}-council_secretary",
             _("Council secretary of Changyuan"),
             _("The council is sitting: move motions, key the votes."), "pages:desk"),
    DemoRole("chair", f"{CHANGYUAN}-council-1", _("Council chair of Changyuan"),
             _("Declare results, close the meeting, sign the minutes."), "pages:desk"),
    DemoRole("member", f"{CHANGYUAN}-council-7", _("Council member of Changyuan"),
             _("Vote by name on the motion that is open."), "pages:desk"),
    DemoRole("officer", f"{TAOYUAN}-subdistrict_officer", _("Officer of Taoyuan sub-district"),
             _("Review what passed the councils; contracts and claims."), "pages:desk"),
    DemoRole("leader", f"{TAOYUAN}-subdistrict_leader", _("Leader of Taoyuan sub-district"),
             _("Approve projects and payments: the money is committed and paid."), "pages:desk"),
    DemoRole("finance", f"{TAOYUAN}-finance_officer", _("Finance officer of Taoyuan"),
             _("Check claims, settle projects, enter allocations."), "pages:desk"),
    DemoRole("works", f"{TAOYUAN}-works_officer", _("Works officer of Taoyuan"),
             _("Report progress and record acceptances."), "pages:desk"),
    DemoRole("supplier", "supplier", _("Works manager of a provider"),
             _("Report progress by phone, hold sessions, claim payment."),
             "proposals:projects_mine"),
    DemoRole("district", "district", _("District officer of Nanshan"),
             _("Rules, places, calendar and roles at the settings desk."), "pages:desk"),
    DemoRole("auditor", "auditor", _("City auditor"), _("Read everything, change nothing.")),
    DemoRole("editor", "editor", _("Editor"),
             _("Write stories around the outcomes in the CMS."), "wagtailadmin_home"),
)  # fmt: skip


def role_named(slug: str) -> DemoRole | None:
    return next((role for role in ROLES if role.slug == slug), None)


def person_of(role: DemoRole) -> User | None:
    """The seeded person; None while there is no demonstration data."""
    return person_called(role.username)


def person_called(username: str) -> User | None:
    """Any seeded person; real ones cannot be played."""
    return User.objects.filter(username=username, is_demo=True).first()


def people_of(community: Place) -> list[tuple[str, User]]:
    """Who can be played in a community's year, as (what they are, person): its residents,
    its office and council, the officers of its sub-district."""
    held = Membership.objects.filter(
        place__in=[community.pk, community.parent_id], user__is_demo=True
    ).select_related("user", "place")
    officers = [(row.get_role_display(), row.user) for row in held.order_by("-place__path", "pk")]
    officer_ids = {person.pk for _role, person in officers}
    homes = Residency.objects.filter(place=community, user__is_demo=True, status="verified")
    neighbours = homes.exclude(user__in=officer_ids).select_related("user").order_by("pk")
    residents = [(gettext("resident"), home.user) for home in neighbours[:RESIDENTS_SHOWN]]
    return residents + officers
