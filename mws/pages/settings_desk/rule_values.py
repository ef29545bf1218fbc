"""A rule's value on paper: how it is shown, how it is asked for, how it is stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mws.core.forms import YuanField
from mws.core.wording import yuan_words
from mws.rounds.parameters import Parameter, parse_split

CHOICES = {
    "present": gettext_lazy("Members present"),
    "seated": gettext_lazy("All seated members"),
    "counts": gettext_lazy("They stay in the base"),
    "left_out": gettext_lazy("They are left out of the base"),
    "rejected": gettext_lazy("The motion has failed"),
    "deferred": gettext_lazy("Deferred to a later meeting"),
    "factor": gettext_lazy("The second factor once more"),
    "votes": gettext_lazy("Share of votes in favour"),
    "benefit": gettext_lazy("Residents served for each yuan"),
    "agenda": gettext_lazy("As on the agenda"),
    "greedy": gettext_lazy("Most votes first; what does not fit is passed over"),
    "greedy-no-skip": gettext_lazy("Most votes first; the first that does not fit ends the list"),
    "equal-shares": gettext_lazy("Equal Shares: every voter pays an equal part of the money"),
    "never": gettext_lazy("No second person"),
    "proof": gettext_lazy("Only for uploaded proofs"),
    "always": gettext_lazy("For every residency"),
    "all": gettext_lazy("All four, side by side"),
    "none": gettext_lazy("None"),
    "true": gettext_lazy("Yes"),
    "false": gettext_lazy("No"),
}


def value_words(parameter: Parameter, stored: str) -> str:
    """A stored value as a person reads it."""
    value = parameter.parse(stored)
    if parameter.kind == "split":
        return " / ".join(f"{part} %" for part in parse_split(stored))
    if isinstance(value, bool | str):
        return str(CHOICES.get(stored, stored))
    if parameter.kind == "sum":
        return yuan_words(int(value))
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
    if parameter.kind == "split":
        return forms.CharField(max_length=11, validators=[_is_split], **common)
    if parameter.kind == "sum":
        return YuanField(min_fen=0, **common)
    if parameter.kind == "fen":
        common["help_text"] = f"{parameter.changes} {_('0 means: no limit.')}"
        return YuanField(min_fen=0, **common)
    most = 9_999 if parameter.maximum is None else parameter.maximum
    return forms.IntegerField(min_value=parameter.minimum, max_value=most, **common)


def initial_of(parameter: Parameter, stored: str) -> int | str:
    """What stands in the field at first."""
    value = parameter.parse(stored)
    return stored if isinstance(value, bool | str) else value


def _is_split(text: str) -> None:
    try:
        parse_split(text)
    except ValueError as error:
        raise forms.ValidationError(
            _("Three whole percents with slashes that add up to 100, as in 30/50/20."), "split"
        ) from error
