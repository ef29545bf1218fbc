"""What is entered about a provider: who acts for it, training, breaches, services it offers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.forms import DayField, YuanField
from mws.providers.models import PriceMode
from proposals.forms.delivery import DayInput, Lines


class RepresentativeForm(forms.Form):
    """Somebody who acts for the provider."""

    username = forms.CharField(
        label=_("User name"), max_length=150,
        help_text=_("Of an account that holds the role of a supplier."),
    )  # fmt: skip

    @property
    def person(self) -> User | None:
        return User.objects.filter(username=self.cleaned_data["username"].strip()).first()


class TrainingForm(forms.Form):
    title = forms.CharField(label=_("Training"), max_length=80)
    passed_on = DayField(label=_("Passed on"), widget=DayInput())
    certificate_no = forms.CharField(label=_("Certificate number"), max_length=40)


class BreachForm(forms.Form):
    text = forms.CharField(label=_("What was broken"), max_length=200, widget=Lines())
    happened_on = DayField(label=_("Happened on"), widget=DayInput())
    document_no = forms.CharField(label=_("Document number"), max_length=60)


class OfferForm(forms.Form):
    """A service for the library."""

    title = forms.CharField(label=_("Name of the service"), max_length=40)
    need = forms.CharField(label=_("Which need it meets"), max_length=300, widget=Lines())
    content = forms.CharField(label=_("What happens"), max_length=600, widget=Lines(4))
    audience = forms.CharField(label=_("For whom"), max_length=80)
    sessions = forms.IntegerField(label=_("Sessions"), min_value=1, max_value=60)
    heads = forms.IntegerField(label=_("People a session"), min_value=1, max_value=30_000)
    session_price_fen = YuanField(label=_("Price of a session"))
    mode = forms.ChoiceField(
        label=_("What who takes part pays"), choices=PriceMode.choices, widget=forms.RadioSelect,
        initial=PriceMode.FREE,
    )  # fmt: skip
    fee_fen = YuanField(label=_("Fee a person"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["fee_fen"] = cleaned.get("fee_fen") or 0
        return cleaned
