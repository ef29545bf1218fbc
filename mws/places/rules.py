"""Who may change the tree of places, and what it refuses."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from mws.core.refusals import Refusal
from mws.places.models import PARENT_LEVELS, Level, Place

EDIT = "place.edit"  # accounts.Permission.PLACE_EDIT, which lives above this room
LIST = "residency.verify"  # the community's own office knows its estates
_CODE = re.compile(r"[0-9a-z]+(-[0-9a-z]+)*")


def why_not_create(
    parent: Place | None, *, level: str, code: str, name: str, by: Any
) -> Refusal | None:
    if parent is not None and (refusal := why_not_edit(parent, by=by)):
        return refusal
    if not _fits(parent, level):
        return Refusal("wrong_parent", _("A place of this kind does not lie here."))
    if not _CODE.fullmatch(code) or len(code) > 20:
        return Refusal("bad_code", _("A code is made of figures, small letters and hyphens."))
    if Place.objects.filter(code=code).exists():
        return Refusal("code_taken", _("Another place has this code."))
    return _why_not_name(name, parent=parent)


def why_not_rename(place: Place, *, name: str, by: Any) -> Refusal | None:
    return why_not_edit(place, by=by) or _why_not_name(name, parent=place.parent, itself=place)


def why_not_set_profile(place: Place, *, by: Any) -> Refusal | None:
    if refusal := why_not_edit(place, by=by):
        return refusal
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Only communities have a page that says this."))
    return None


def why_not_list_estates(place: Place, *, by: Any) -> Refusal | None:
    """The community's office lists its estates and villages; so may the district."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("Estates and villages are listed for a community."))
    if by is None or by.may(LIST, place) or by.may(EDIT, place):
        return None
    return Refusal("not_office", _("The community's office keeps the list of its estates."))


def why_not_draw_plan(place: Place, *, by: Any) -> Refusal | None:
    """The community's office brings its drawing; so may the district."""
    if place.level != Level.COMMUNITY:
        return Refusal("not_community", _("A plan is drawn of a community."))
    if by is None or by.may(LIST, place) or by.may(EDIT, place):
        return None
    return Refusal("not_office", _("The community's office keeps its plan."))


def why_not_edit(place: Place, *, by: Any) -> Refusal | None:
    """``by`` is None for the system: the founding of a site, seeds, imports."""
    if by is None or by.may(EDIT, place):
        return None
    return Refusal("not_editor", _("Places are kept by the officers of the district."))


def _fits(parent: Place | None, level: str) -> bool:
    allowed = PARENT_LEVELS.get(level)
    if allowed is None:
        return False
    return parent.level in allowed if parent is not None else not allowed


def _why_not_name(
    name: str, *, parent: Place | None, itself: Place | None = None
) -> Refusal | None:
    if not name.strip():
        return Refusal("no_name", _("Enter a name."))
    others = Place.objects.filter(parent=parent, name=name.strip())
    if itself is not None:
        others = others.exclude(pk=itself.pk)
    if others.exists():
        return Refusal("name_taken", _("There is a place of this name here already."))
    return None
