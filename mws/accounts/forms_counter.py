"""Somebody at the counter who has no account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.forms import SeenForm, SinceField
from mws.accounts.models import ResidencyBasis
from mws.accounts.phones import PhoneField
from mws.places.models import Level, Place


class EstateField(forms.ModelChoiceField):
    """An estate or village, known by its code."""

    def label_from_instance(self, place: Place) -> str:
        return place.name


class CounterForm(SeenForm):
    """Who they are, where they live, what they showed."""

    name = forms.CharField(
        label=_("Name"), max_length=40, help_text=_("As on the document."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    phone = PhoneField(
        required=False,
        help_text=_(
            "With a code to it they sign in later. Two people of a household may share one. "
            "Leave it empty where there is none."
        ),
    )
    estate = EstateField(
        Place.objects.none(), label=_("Estate or village"), required=False,
        empty_label=_("Not said"), to_field_name="code",
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("What ties them to it"), choices=ResidencyBasis.choices,
        widget=forms.RadioSelect, initial=ResidencyBasis.RESIDENCE,
    )  # fmt: skip
    since = SinceField()
    agrees = forms.BooleanField(
        label=_("I read the privacy note out, and the person agrees to it."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        estates = Place.objects.below(place).filter(level=Level.ESTATE)
        self.fields["estate"].queryset = estates  # type: ignore[attr-defined]
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        self.order_fields(["name", "phone", "estate", "basis", "since"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data.pop("agrees", None)
        return data


class NumberForm(forms.Form):
    """The number by which somebody signs in later; empty: none."""

    phone = PhoneField(
        required=False,
        help_text=_("With a code to it they sign in later. Leave it empty where there is none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
