"""Forms of the negative list and of the desks that are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.pages.settings_desk.fields import PlaceField
from mws.places.models import Level


class ClauseForm(forms.Form):
    """A further clause of a negative list."""

    code = forms.CharField(
        label=_("Number of the clause"), max_length=12,
        help_text=_("Decisions cite the clause by it, for example 12."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Words of the clause"), max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("The proposer reads it with the refusal."),
    )  # fmt: skip
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=200,
        help_text=_("The document that this clause carries out, with its number."),
    )  # fmt: skip


class DeskForm(forms.Form):
    """A new desk."""

    name = forms.CharField(
        label=_("Name of the desk"), max_length=40, help_text=_("For example 城建办.")
    )
    task = forms.CharField(
        label=_("What it is asked about"), max_length=120,
        help_text=_("Who asks chooses by it, for example costs and safety at work."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_desks = places.filter(level__in=[Level.SUBDISTRICT, Level.COMMUNITY])
        self.fields["place"] = PlaceField(
            with_desks, label=_("Place"),
            help_text=_("Community offices of this place and below may ask it."),
        )  # fmt: skip
        self.order_fields(["place", "name", "task"])
