"""What people type about themselves and others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from mws.accounts.documents import DocumentType, Seen, read_document
from mws.accounts.models import ProofKind, ResidencyBasis
from mws.accounts.selectors import proofs_of
from mws.core.forms import DayField
from mws.notifications.addresses import Addresses
from mws.notifications.models import Channel
from mws.places.models import Place


class SinceField(DayField):
    """The first day in a home; months are what people remember."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "label": _("Living there since"), "required": False,
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "help_text": _("The month is enough; take its first day."),
        }  # fmt: skip
        super().__init__(**(usual | kwargs))

    def clean(self, value: Any) -> Any:
        since = super().clean(value)
        if since and since > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."), "future")
        return since


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As on your identity card. Proposals show the family name only."),
    )


class ClaimForm(forms.Form):
    """That one lives in a community, since when, and what shows it."""

    basis = forms.ChoiceField(
        label=_("What ties you to it"),
        choices=ResidencyBasis.choices,
        widget=forms.RadioSelect,
        initial=ResidencyBasis.RESIDENCE,
    )
    since = SinceField()
    proof = forms.ModelChoiceField(
        ProofKind.objects.none(), label=_("Proof that I upload"), required=False,
        empty_label=_("None: I show it at the counter"),
        help_text=_("No identity number is asked for here. Cover what the office need not see."),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("Photograph or PDF of the proof"), required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,image/*"}),
        help_text=_(
            "At most 10 MB. Only the office of this community opens it; once it has decided, the "
            "file is deleted."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, place: Place, moves: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = proofs_of(place).filter(may_upload=True)
        self.fields["proof"].queryset = shown  # type: ignore[attr-defined]
        if moves:
            self.fields["since"].required = True
            self.fields["since"].help_text = _(
                "The day of your move. Your old home ends on the day before it."
            )


class SeenForm(forms.Form):
    """What a clerk holds in hand. The number of an identity document is checked and not kept: it
    is never written into the page again, not even beside an error."""

    proof = forms.ModelChoiceField(
        ProofKind.objects.none(), label=_("Proof of the home"), required=False,
        empty_label=_("The identity document alone"),
    )  # fmt: skip
    is_adult = forms.BooleanField(
        label=_("The person is 18 or over"), required=False,
        help_text=_("Only where no identity document is looked at."),
    )  # fmt: skip
    type = forms.ChoiceField(
        label=_("Identity document"), choices=DocumentType.choices, required=False,
        initial=DocumentType.RESIDENT_ID,
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number of the identity document"), required=False,
        max_length=60,
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false"}
        ),
    )  # fmt: skip
    born_on = DayField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only where the number does not say it: passports, cards with letters."),
    )
    guardian = forms.CharField(
        label=_("Name of the guardian"), max_length=40, required=False,
        help_text=_("Only under 14: the guardian is here and consents."),
    )  # fmt: skip

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proofs = proofs_of(place)
        self.fields["proof"].queryset = proofs  # type: ignore[attr-defined]
        alone = [str(kind) for kind in proofs if not kind.needs_number]
        self.fields["number"].help_text = _(
            "It is compared and not kept. Not needed with: %(proofs)s."
        ) % {"proofs": pgettext("list", ", ").join(alone) or "–"}

    def clean(self) -> dict[str, Any]:
        """``seen`` in place of its parts: the number goes no further than this."""
        data = super().clean() or {}
        number, proof = data.pop("number", ""), data.pop("proof", None)
        kind = data.pop("type", "")
        document = None
        if number or not proof or proof.needs_number:
            try:
                document = read_document(kind, number)
            except forms.ValidationError as error:
                self.add_error("number", error)
        data["seen"] = Seen(
            document, data.pop("born_on", None), data.pop("guardian", ""), proof,
            data.pop("is_adult", False),
        )  # fmt: skip
        return data


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
