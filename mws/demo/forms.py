"""Choosing a community whose dates move on."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class AdvanceForm(forms.Form):
    community = forms.ModelChoiceField(
        label=_("Community"),
        queryset=Place.objects.communities().filter(rounds__state="open", is_demo=True).distinct(),
        empty_label=None,
    )
