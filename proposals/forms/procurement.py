"""How a provider was found, and the contract that was signed with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import DayField, YuanField
from mws.core.wording import yuan_words
from mws.providers.models import Supplier
from proposals.forms.delivery import DayInput, Lines
from proposals.models import Category, Project, Route
from proposals.rules.delivery_procurement import Bid, Choice

NEEDS_DOCUMENT = (Route.PANEL, Route.OPEN, Route.PURCHASE, Route.TENDER)


class ProcurementForm(forms.Form):
    """Who was chosen for how much, and why; ``route`` says what else is asked."""

    together = forms.ModelMultipleChoiceField(
        label=_("Together with (a package)"), queryset=Project.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Projects of this sub-district, year and form that share one contract."),
    )  # fmt: skip
    supplier = forms.ModelChoiceField(
        label=_("Chosen provider"), queryset=Supplier.objects.all(), empty_label=_("Please choose")
    )
    amount_fen = YuanField(label=_("Chosen for"))
    note = forms.CharField(
        label=_("Why this provider"), max_length=300, widget=Lines(),
        help_text=_("How the price compares; if it is not the lowest offer, why. It is public."),
    )  # fmt: skip
    document_no = forms.CharField(
        label=_("Number of the record or announcement"), max_length=60, required=False
    )
    panel = forms.CharField(
        label=_("Members of the panel"), max_length=200, required=False,
        help_text=_("Names, with commas between them."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, project: Project, route: Route, mates: Sequence[Project], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount_fen"].help_text = _("At most %(amount)s, the approved sum.") % {
            "amount": yuan_words(project.approved_fen)
        }
        field: Any = self.fields["together"]
        field.queryset = Project.objects.filter(pk__in=[mate.pk for mate in mates])
        field.choices = [(mate.pk, _mate(mate)) for mate in mates]
        if mates:
            self.initial.setdefault(
                "together", [mate.pk for mate in mates if mate.procurement_id is not None]
            )
            return  # a package may need a stricter route than this project alone
        del self.fields["together"]
        if route != Route.PANEL:
            del self.fields["panel"]
        if route not in NEEDS_DOCUMENT:
            del self.fields["document_no"]

    def choice(self, bids: Sequence[Bid]) -> Choice:
        data = self.cleaned_data
        names = re.split(r"[、,，;；\n]+", data.get("panel", ""))
        return Choice(
            supplier=data["supplier"], amount_fen=data["amount_fen"], note=data["note"],
            document_no=data.get("document_no", ""), panel=[n for n in names if n.strip()],
            bids=bids,
        )  # fmt: skip

    @property
    def mates(self) -> list[int]:
        return [project.pk for project in self.cleaned_data.get("together", ())]


class BidForm(forms.Form):
    """One quotation; an empty row counts for nothing."""

    supplier = forms.ModelChoiceField(
        label=_("Provider"), queryset=Supplier.objects.all(), required=False, empty_label="—"
    )
    amount_fen = YuanField(label=_("Offer"), required=False)
    received_on = DayField(label=_("Received on"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = [bool(cleaned.get(name)) for name in ("supplier", "amount_fen", "received_on")]
        if any(filled) and not all(filled) and not self.errors:
            raise forms.ValidationError(
                _("A quotation has a provider, a sum and a day."), "incomplete"
            )
        return cleaned

    @property
    def bid(self) -> Bid | None:
        data = self.cleaned_data
        if not data.get("supplier"):
            return None
        return Bid(data["supplier"], data["amount_fen"], data["received_on"])


BidFormSet = forms.formset_factory(BidForm, extra=3, max_num=8)


class ContractForm(forms.Form):
    """The contract as it was signed with the chosen provider."""

    number = forms.CharField(label=_("Contract number"), max_length=50)
    amount_fen = YuanField(label=_("Contract sum"))
    signed_on = DayField(label=_("Signed on"), widget=DayInput())
    starts_on = DayField(label=_("Works start on"), widget=DayInput())
    ends_on = DayField(label=_("Works end by"), widget=DayInput())
    has_hidden_works = forms.BooleanField(
        label=_("There are hidden works"), required=False,
        help_text=_("Pipes, foundations, waterproofing: they are photographed before they are "
                    "covered."),
    )  # fmt: skip
    splitting_reason = forms.CharField(
        label=_("Why this is not one project split in parts"), max_length=200, required=False,
        widget=Lines(2), help_text=_("Only where the site asks for it; it is public."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procurement = project.procurement
        most = procurement.chosen_fen if procurement else project.approved_fen
        self.fields["amount_fen"].help_text = _(
            "At most %(amount)s, the offer that was chosen."
        ) % {"amount": yuan_words(most)}
        self.initial.setdefault("amount_fen", most)
        if project.proposal.category != Category.WORKS:
            del self.fields["has_hidden_works"]


def _mate(project: Project) -> str:
    place, title = project.community.name, project.proposal.title
    return f"{place} · {title} · {yuan_words(project.approved_fen)}"
