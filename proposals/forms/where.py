"""Where it is: an estate or all of the community, a pin on its plan, words, a point on earth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import Profile
from mws.places.models import Level, Place
from mws.places.plans import WHOLE, At, DrawnPlan, Pin
from mws.places.selectors import plan_of
from mws.rounds.models import Round
from proposals.forms.step import StepForm, short_field
from proposals.models import Proposal

# Stored as the place, in the language residents write.
WHOLE_COMMUNITY, ON_PLAN = "整个社区", "社区示意图 {square}"
ELSEWHERE = "elsewhere"
WIDTHS = (280, 640)
"""How wide the plan is on a phone and on a wide screen, in pixels: a click says where in it."""
_PIN = re.compile(r"(\d{1,4}),(\d{1,4})")
_PIXELS = re.compile(r"\d{1,4}")
_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*")


class PlaceForm(StepForm):
    """An estate of the community, all of it, or somewhere that words and a pin describe.

    A click on the plan (``pin-280.x``) or a square from the list puts the pin; the last said wins.
    """

    area = forms.ChoiceField(label=_("Which part of the community?"))
    pin = forms.Field(required=False, widget=forms.HiddenInput)  # unseen: what is none, is none
    square = forms.ChoiceField(
        label=_("Square on the plan"), required=False,
        help_text=_("Point at the plan, or choose the square here."),
    )  # fmt: skip
    location = short_field(
        _("Where exactly?"), required=False,
        help_text=_("Estate, road, building; so that somebody else finds it."),
    )  # fmt: skip
    coordinates = short_field(
        _("Latitude and longitude"), required=False,
        help_text=_("As a map on your phone says it: 22.5431, 113.9872."),
    )  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, round: Round,
        proposal: Proposal | None = None, **options: Any,
    ) -> None:  # fmt: skip
        plan = plan_of(round.community)
        self.drawn = DrawnPlan(plan, has_squares=True) if plan else None
        if data is not None and self.drawn and (at := clicked(data, self.drawn)):
            data = {**dict(data.items()), "pin": _typed(at), "square": self.drawn.square_at(at)}
        super().__init__(data, round=round, proposal=proposal, **options)
        self.areas = self._areas(round)
        if self.drawn is None:
            del self.fields["pin"], self.fields["square"]
        else:
            squares = [(square, square) for square in self.drawn.squares]
            self.fields["square"].choices = [("", _("No pin")), *squares]  # type: ignore[attr-defined]

    def _areas(self, round: Round) -> dict[str, Place]:
        here = Place.objects.below(round.community)
        areas = here.filter(Q(level=Level.ESTATE) | Q(pk=round.community_id)).order_by("path")
        found = {area.code: area for area in areas}
        estates = [(code, area.name) for code, area in found.items() if area.level == Level.ESTATE]
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose one")),
            (round.community.code, _("The whole community")),
            *estates,
            (ELSEWHERE, _("Elsewhere: a street, a park, a square")),
        ]
        return found

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        words = ELSEWHERE if proposal.location else ""
        at = self._stored_pin(proposal)
        square = self.drawn.square_at(at) if self.drawn and at else ""
        said_already = (words_of(proposal.area), ON_PLAN.format(square=square))
        return {
            "area": proposal.area.code if proposal.area else words,
            "location": "" if proposal.location in said_already else proposal.location,
            "pin": _typed(at) if at else "", "square": square,
            "coordinates": proposal.coordinates,
        }  # fmt: skip

    def _stored_pin(self, proposal: Proposal) -> At | None:
        """The pin, as long as it lies on the plan of today."""
        if self.drawn is None or proposal.plan_id != self.drawn.plan.pk:
            return None
        return (proposal.pin_x, proposal.pin_y)

    def fill_in(self, profile: Profile) -> None:
        """The estate one lives in, as long as nothing else is said."""
        if profile.estate is not None and not self.initial.get("area"):
            self.initial["area"] = profile.estate.code
            self.fields["area"].from_profile = "accounts:profile"  # type: ignore[attr-defined]

    @property
    def pinned(self) -> DrawnPlan | None:
        """The plan with the pin where it stands now."""
        at = _read(self["pin"].value()) if self.drawn else None
        if self.drawn is None or at is None:
            return self.drawn
        words = str(_("Your pin, in square %(square)s") % {"square": self.drawn.square_at(at)})
        return DrawnPlan(self.drawn.plan, [Pin(at, words=words)], has_squares=True)

    @property
    def widths(self) -> list[tuple[str, int, int]]:
        """The two sizes of the plan: for which screen, width, height."""
        heights = [self.drawn.height_at(width) for width in WIDTHS] if self.drawn else []
        return list(zip(("on-phone", "on-desk"), WIDTHS, heights, strict=False))

    def clean_coordinates(self) -> tuple[Decimal, Decimal] | None:
        typed = self.cleaned_data["coordinates"]
        if not typed:
            return None
        found = _POINT.fullmatch(typed)
        point = (Decimal(found[1]), Decimal(found[2])) if found else None
        if point is None or abs(point[0]) > 90 or abs(point[1]) > 180:
            raise forms.ValidationError(
                _("Write latitude and longitude, as in 22.5431, 113.9872."), "no_coordinates"
            )
        return point

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["at"] = self._pin_of(data)
        said = data.get("location") or data["at"]
        if data.get("area") == ELSEWHERE and not said and not self.is_draft:
            self.add_error("location", _("Say where it is: the road, the park, the corner."))
        return data

    def _pin_of(self, data: Mapping[str, Any]) -> At | None:
        """Where the pin lies: in the square that was chosen, and there where it was pointed at."""
        square, at = data.get("square"), _read(data.get("pin"))
        if not square or self.drawn is None:
            return None
        return at if at and self.drawn.square_at(at) == square else self.drawn.middle_of(square)

    @property
    def words(self) -> dict[str, Any]:
        """An estate, the whole community or a pin says where it is without further words."""
        data = self.cleaned_data
        area, at = self.areas.get(data["area"]), data["at"]
        point = data["coordinates"] or (None, None)
        square = ON_PLAN.format(square=self.drawn.square_at(at)) if self.drawn and at else ""
        return {
            "area": area, "location": data["location"] or words_of(area) or square,
            "plan": self.drawn.plan if self.drawn and at else None,
            "pin_x": at and at[0], "pin_y": at and at[1],
            "latitude": point[0], "longitude": point[1],
        }  # fmt: skip


def is_click(data: Mapping[str, Any]) -> bool:
    """Whether the plan was pressed, and no button."""
    return any(f"pin-{width}.x" in data for width in WIDTHS)


def clicked(data: Mapping[str, Any], drawn: DrawnPlan) -> At | None:
    """Where on the plan was pointed at; nowhere when a key pressed it, which says 0, 0."""
    for width in WIDTHS:
        typed = [str(data.get(f"pin-{width}.{axis}", "")) for axis in "xy"]
        if all(_PIXELS.fullmatch(text) for text in typed):
            x, y = map(int, typed)
            at = (x * WHOLE // width, y * WHOLE // drawn.height_at(width))
            return at if (x or y) and max(at) <= WHOLE else None
    return None


def words_of(area: Place | None) -> str:
    """Where it is, as the choice of an area says it by itself."""
    if area is None:
        return ""
    return area.name if area.level == Level.ESTATE else WHOLE_COMMUNITY


def _typed(at: At) -> str:
    return f"{at[0]},{at[1]}"


def _read(text: Any) -> At | None:
    """A pin as ``_typed`` wrote it, if it lies on the plan."""
    found = _PIN.fullmatch(str(text or ""))
    at = (int(found[1]), int(found[2])) if found else None
    return at if at and max(at) <= WHOLE else None
