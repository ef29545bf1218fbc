"""What people type about themselves and others."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import ResidencyBasis
from mws.core.forms import DayField


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As on your identity card. Proposals show the family name only."),
    )


class ClaimForm(forms.Form):
    """That one lives in a community, and on what ground."""

    basis = forms.ChoiceField(
        label=_("What ties you to it"),
        choices=ResidencyBasis.choices,
        widget=forms.RadioSelect,
        initial=ResidencyBasis.RESIDENCE,
    )
    since = DayField(
        label=_("Living there since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The month is enough; take its first day."),
    )

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."), "future")
        return since


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it cannot be verified"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. Say what to bring or to mend."),
    )
