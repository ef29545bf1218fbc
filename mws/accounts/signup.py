"""What allauth's sign-up form asks beside the number. In a file of its own: allauth imports it
while its own forms are being loaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """A name, because what one proposes stands under it."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As on your identity card. Proposals show the family name only."),
    )

    field_order = ["phone", "display_name"]

    def signup(self, request: HttpRequest, user: Any) -> None:
        """allauth asks for this method; the adapter has kept the name already."""
