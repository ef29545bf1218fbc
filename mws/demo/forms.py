"""Choosing the community whose year is lived through."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class CommunityForm(forms.Form):
    community = forms.ModelChoiceField(
        label=_("Community"),
        queryset=Place.objects.communities()
        .filter(rounds__state="open", is_demo=True)
        .select_related("parent")
        .distinct(),
        to_field_name="code",
        empty_label=None,
    )
