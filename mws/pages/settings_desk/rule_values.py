"""A rule's value on paper: how it is shown, how it is asked for, how it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mws.core.forms import YuanField
from mws.core.wording import yuan_words
from mws.rounds.parameters import Parameter

CHOICES = {
    "present": gettext_lazy("Members present"),
    "seated": gettext_lazy("All seated members"),
    "greedy": gettext_lazy("Most votes first; what does not fit is passed over"),
    "greedy-no-skip": gettext_lazy("Most votes first; the first that does not fit ends the list"),
    "never": gettext_lazy("None"),
    "proof": gettext_lazy("Those by uploaded proof"),
    "always": gettext_lazy("All"),
    "true": gettext_lazy("Yes"),
    "false": gettext_lazy("No"),
}


def value_words(parameter: Parameter, stored: str) -> str:
    """A stored value as a person reads it."""
    value = parameter.parse(stored)
    if isinstance(value, bool | str):
        return str(CHOICES.get(stored, stored))
    if parameter.kind == "fen":
        return yuan_words(value) if value else _("no limit")
    if parameter.kind == "days":
        return ngettext("%(days)s working day", "%(days)s working days", value) % {"days": value}
    return str(value)


def field_for(parameter: Parameter) -> forms.Field:
    """The form field that asks for a value of this kind."""
    common: dict[str, Any] = {"label": parameter.label, "help_text": parameter.changes}
    if parameter.kind in ("choice", "bool"):
        codes = parameter.choices or ("true", "false")
        choices = [(code, CHOICES.get(code, code)) for code in codes]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if parameter.kind == "fen":
        common["help_text"] = f"{parameter.changes} {_('0 means: no limit.')}"
        return YuanField(min_fen=0, **common)
    most = 9_999 if parameter.maximum is None else parameter.maximum
    return forms.IntegerField(min_value=parameter.minimum, max_value=most, **common)


def initial_of(parameter: Parameter, stored: str) -> int | str:
    """What stands in the field at first."""
    value = parameter.parse(stored)
    return stored if isinstance(value, bool | str) else value
