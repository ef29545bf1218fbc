"""What a clerk writes down for a resident: the official form on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.phones import PhoneField
from mws.core.wording import yuan_words
from mws.rounds.models import Round
from proposals.models import BeneficiaryGroup, Category, Channel, Theme
from proposals.rules.cases import TITLE_LENGTH

OF_PERSON = ("channel", "name", "phone", "document")
NOT_OFFERED = (Category.IMPORTED,)


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=120)


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=area)


class EntryForm(forms.Form):
    """Who says it and how it came; what is asked for."""

    channel = forms.ChoiceField(
        label=_("How did it reach the office?"), widget=forms.RadioSelect,
        choices=[(way, Channel(way).label) for way in Channel.assisted()],
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the resident"), max_length=40,
        help_text=_("As verified; the public sees the family name only."),
    )  # fmt: skip
    phone = PhoneField(
        label=_("The resident's mobile number"),
        required=False,
        help_text=_("The number they sign in with. With its last four figures they track it."),
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    document = forms.CharField(
        label=_("Without a mobile number: number of the identity document"), required=False,
        max_length=30, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("As it was shown when they registered. It is compared and not stored."),
    )  # fmt: skip
    title = forms.CharField(label=_("In one line: what should be done?"), max_length=TITLE_LENGTH)
    category = forms.ChoiceField(label=_("What kind of thing is it?"), widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("What is it about?"), choices=Theme, widget=forms.RadioSelect)
    location = _words(_("Where?"), _("Estate, road, building; so that somebody else finds it."))
    problem = _text(_("What is wrong?"), _("In the resident's own words, as far as you can."))
    solution = _text(_("What is built, bought or held?"))
    beneficiaries = _words(_("Who benefits?"))
    beneficiary_group = forms.ChoiceField(
        label=_("Whom does it serve first?"), choices=BeneficiaryGroup,
        initial=BeneficiaryGroup.EVERYONE,
    )  # fmt: skip
    beneficiary_count = forms.IntegerField(
        label=_("About how many people?"), min_value=0, max_value=10_000_000, required=False
    )
    upkeep = _words(_("Who looks after it later?"))

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (value, _with_cap(round, value, label))
            for value, label in Category.choices
            if value not in NOT_OFFERED
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("phone") and not data.get("document") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the mobile number, or below it a document's number."))
        return data

    def clean_beneficiary_count(self) -> int:
        return self.cleaned_data["beneficiary_count"] or 0

    @property
    def person(self) -> dict[str, str]:
        """Who proposes, and how it came."""
        return {name: self.cleaned_data[name] for name in OF_PERSON}

    @property
    def words(self) -> dict[str, Any]:
        """The fields of the proposal."""
        return {k: value for k, value in self.cleaned_data.items() if k not in OF_PERSON}


def _with_cap(round: Round, value: str, label: Any) -> str:
    cap = round.frozen_rules.cap_fen(value)
    return f"{label} · {_('up to %(cap)s') % {'cap': yuan_words(cap)}}" if cap else str(label)
