"""What people type about themselves and others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.accounts.documents import DocumentType, Seen, read_document
from mws.accounts.models import ResidencyBasis
from mws.core.forms import DayField
from mws.notifications.addresses import Addresses
from mws.notifications.models import Channel


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


class SeenForm(forms.Form):
    """The document that a clerk holds in hand. Its number is checked and not kept: it is never
    written into the page again, not even beside an error."""

    type = forms.ChoiceField(label=_("Document"), choices=DocumentType.choices)
    number = forms.CharField(
        label=_("Number of the document"),
        max_length=60,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("It is compared and not kept."),
    )
    born_on = DayField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for passports and cards with letters, whose number does not say it."),
    )
    guardian = forms.CharField(
        label=_("Name of the guardian"), max_length=40, required=False,
        help_text=_("Only under 14: the guardian is here and consents."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """``seen``, and nothing else: the number goes no further than this."""
        data = super().clean() or {}
        try:
            document = read_document(data.get("type", ""), data.pop("number", ""))
        except forms.ValidationError as error:
            self.add_error("number", error)
            return data
        seen = Seen(document, data.get("born_on"), data.get("guardian", ""))
        return {"seen": seen}


class ReachForm(forms.Form):
    """How messages reach me besides the inbox; offers only the ways that lead somewhere."""

    urgent = forms.MultipleChoiceField(
        label=_("What is urgent"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Something waits for you, or was decided about you."),
    )
    ordinary = forms.MultipleChoiceField(
        label=_("What is ordinary"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("How far your cases are, and those you follow."),
    )

    def __init__(self, *args: Any, addresses: Addresses, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(way, way.label) for way in Channel.outward() if addresses.of(way)]
        for field in self.fields.values():
            field.choices = ways  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it cannot be verified"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads this. Say what to bring or to mend."),
    )
