"""Forms of places and of what communities say of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.places.models import PARENT_LEVELS, Body, Level, Place, PremisesStandard, Standard

CODE_HELP = _("Begins with the code of the place above it; it stays for ever and is the address.")
SHORT_HELP = _("Two to six letters that appear in numbers of receipts and notices, as in LZ.")


class NamesForm(forms.Form):
    """What a place is called."""

    name = forms.CharField(label=_("Name of the place"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    abbreviation = forms.RegexField(
        r"^[A-Z]{2,6}$", label=_("Short letters"), required=False, help_text=SHORT_HELP
    )


class PlaceForm(NamesForm):
    """A new place below another."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=CODE_HELP)

    def __init__(self, *args: Any, parent: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = levels_below(parent)
        self.fields["level"] = forms.ChoiceField(
            label=_("Kind"), choices=[(level, Level(level).label) for level in levels],
            widget=forms.RadioSelect, initial=levels[0] if levels else None,
        )  # fmt: skip
        self.fields["code"].initial = parent.code
        self.order_fields(["level", "name", "code"])


class ProfileForm(forms.Form):
    """What a community's page says of it."""

    address = forms.CharField(label=_("Address of the office"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    hours = forms.CharField(label=_("Hours"), max_length=80, required=False)
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=1_000_000)
    residents = forms.IntegerField(
        label=_("Residents"), min_value=0, max_value=5_000_000,
        help_text=_("The published head count; turnout and money per head rest on it."),
    )  # fmt: skip
    introduction = forms.CharField(
        label=_("Introduction"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    premises_sqm = forms.IntegerField(
        label=_("Premises in square metres"), min_value=1, max_value=100_000, required=False
    )
    premises_standard = forms.TypedChoiceField(
        label=_("Standard that applies to the premises"),
        choices=[("", _("Not said")), *PremisesStandard.choices],
        coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    standards_met = forms.MultipleChoiceField(
        label=_("Standards that are met"), choices=Standard.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A standard ticked for the first time bears today's date."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for body in Body:
            label = _("Duties: %(body)s") % {"body": body.label}
            self.fields[f"duties_{body}"] = forms.CharField(
                label=label, widget=forms.Textarea(attrs={"rows": 3}), required=False
            )

    def clean(self) -> dict[str, Any]:
        """Fold the duties of the bodies into one value, as the service takes them."""
        data = super().clean() or self.cleaned_data
        duties = {body.value: data.pop(f"duties_{body}", "") for body in Body}
        return data | {"duties": duties}


def levels_below(place: Place) -> list[str]:
    """The kinds of place that may lie in this one."""
    return [level for level, parents in PARENT_LEVELS.items() if place.level in parents]
