"""Fields that the forms of the desk share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core import forms as core
from mws.places.models import Place


class DayField(core.DayField):
    """A day, chosen from the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**({"widget": widget} | kwargs))


class PlaceField(forms.ModelChoiceField):
    """A place, known by its code, with the place above it in the list of choices."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        queryset = queryset.select_related("parent")
        super().__init__(
            queryset, **({"to_field_name": "code", "empty_label": _("Please choose")} | kwargs)
        )

    def label_from_instance(self, place: Place) -> str:
        return f"{place.parent} · {place}" if place.parent else str(place)
