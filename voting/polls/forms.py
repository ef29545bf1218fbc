"""What people type when they set up a vote. No form writes anything."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import MomentField


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DatesForm(forms.Form):
    """From when until when residents vote."""

    opens_at = MomentField(
        label=_("The vote opens"),
        help_text=_("It opens by itself at this time. Freeze the list some days before."),
        widget=_moment(),
    )
    closes_at = MomentField(
        label=_("The vote closes"),
        help_text=_("Ballots cast before this moment count; it cannot be cut short later."),
        widget=_moment(),
    )
