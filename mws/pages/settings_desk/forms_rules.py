"""Forms of rule sets and of the calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.pages.settings_desk.fields import DayField, PlaceField
from mws.pages.settings_desk.rule_values import field_for, initial_of
from mws.places.models import Place
from mws.rounds.models import RuleSet, RuleSetting
from mws.rounds.parameters import PARAMETERS


class RuleSetForm(forms.Form):
    """A year's rules, with every value at its default at first."""

    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100)
    name = forms.CharField(label=_("Name of the rules"), max_length=80)
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=200,
        help_text=_("The document that these rules carry out, with its number."),
    )  # fmt: skip

    def __init__(self, *args: Any, districts: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Place.objects.filter(pk__in=[place.pk for place in districts])
        self.fields["district"] = PlaceField(choices, label=_("District"), empty_label=None)
        self.order_fields(["district", "year", "name", "legal_basis"])
        self.fields["year"].initial = timezone.localdate().year + 1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        existing = RuleSet.objects.filter(
            district=data.get("district"), year=data.get("year"), is_imported=False
        )
        if existing.exists():
            self.add_error("year", _("This district has rules for this year already."))
        return data


class RuleForm(forms.Form):
    """One value and where it comes from."""

    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)

    def __init__(self, *args: Any, setting: RuleSetting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parameter = PARAMETERS[setting.key]
        self.fields["value"] = field_for(parameter)
        self.fields["value"].initial = initial_of(parameter, setting.value)
        self.fields["legal_basis"].initial = setting.legal_basis
        self.order_fields(["value", "legal_basis"])

    def clean_value(self) -> str:
        """As it is stored: text."""
        return str(self.cleaned_data["value"])


class CalendarDayForm(forms.Form):
    """One day that breaks the weekly rule, or no longer does."""

    KINDS = [
        ("holiday", _("A day off")),
        ("workday", _("A workday, although a weekend")),
        ("usual", _("As every week: remove the exception")),
    ]
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("It is"), choices=KINDS, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the day"),
        max_length=40,
        required=False,
        help_text=_("For example 国庆节."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=80, help_text=_("The announcement that says so.")
    )

    def clean(self) -> dict[str, Any]:
        """The facts that the service takes."""
        data = super().clean() or {}
        kind = data.pop("kind", "")
        data["is_working"] = {"holiday": False, "workday": True}.get(kind)
        if kind in ("holiday", "workday") and not data.get("name"):
            self.add_error("name", _("Say what day it is."))
        return data
