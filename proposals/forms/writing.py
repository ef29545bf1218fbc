"""Writing a proposal: what is asked for, and what it costs line by line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import Profile
from mws.core.forms import YuanField
from mws.core.wording import yuan_words
from mws.rounds.models import Round
from proposals.costs import CostLine
from proposals.models import BeneficiaryGroup, Category, Proposal, Theme
from proposals.rules.cases import COST_LINES, NEEDED, TITLE_LENGTH

FIRST_LINES = 3
MORE_LINES = 3


def _long(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def _short(label: Any, *, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=120)


class ProposalForm(forms.Form):
    """The words of a proposal. A draft needs its title, form and subject; the rest can wait
    until it is checked (``is_draft`` False)."""

    title = forms.CharField(
        label=_("In one line: what should be done?"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: mend the lamps in the pocket park."),
    )
    problem = _long(_("What is wrong?"), _("Who is troubled, since when, how often."))
    location = _short(
        _("Where?"), help_text=_("Estate, road, building; so that somebody else finds it.")
    )
    solution = _long(
        _("What is built, bought or held?"), _("And how much of it, so that it can be priced.")
    )
    category = forms.ChoiceField(widget=forms.RadioSelect)  # choices name the round's caps
    theme = forms.ChoiceField(label=_("What is it about?"), choices=Theme, widget=forms.RadioSelect)
    beneficiaries = _short(_("Who benefits?"), help_text=_("For example: all who live here."))
    beneficiary_group = forms.ChoiceField(
        label=_("Whom does it serve first?"),
        choices=BeneficiaryGroup,
        initial=BeneficiaryGroup.EVERYONE,
        required=False,
    )
    beneficiary_count = forms.IntegerField(
        label=_("About how many people?"), min_value=0, max_value=10_000_000, required=False
    )
    upkeep = _short(
        _("Who looks after it later?"),
        help_text=_("For example the property company, or the community workstation."),
    )

    def __init__(self, *args: Any, round: Round, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NEEDED:
            self.fields[name].required = name == "title" or not is_draft
        self.fields["category"] = forms.ChoiceField(
            label=_("What kind of thing is it?"),
            widget=forms.RadioSelect,
            choices=[
                (value, f"{label} · {_cap_words(round, value)}")
                for value, label in Category.choices
                if value != Category.IMPORTED
            ],
        )

    def clean_beneficiary_group(self) -> str:
        return self.cleaned_data["beneficiary_group"] or BeneficiaryGroup.EVERYONE

    def clean_beneficiary_count(self) -> int:
        return self.cleaned_data["beneficiary_count"] or 0


def _cap_words(round: Round, category: str) -> str:
    cap = round.frozen_rules.cap_fen(category)
    return str(_("up to %(cap)s") % {"cap": yuan_words(cap)}) if cap else str(_("no cap"))


class CostLineForm(forms.Form):
    """One cost line; a row left wholly empty is no line."""

    name = forms.CharField(label=_("Item"), max_length=60)
    quantity = forms.DecimalField(
        label=_("Quantity"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=10)
    unit_price_fen = YuanField(label=_("Unit price (yuan)"))


CostLineFormSet = forms.formset_factory(
    CostLineForm, extra=FIRST_LINES, max_num=COST_LINES, validate_max=True
)


def cost_lines(formset: Any) -> list[CostLine]:
    """The filled rows of a valid formset."""
    return [CostLine(**form.cleaned_data) for form in formset if form.cleaned_data]


def stored_lines(proposal: Proposal) -> Any:
    """The formset of a draft: its lines, and room for one more."""
    rows = [
        {
            "name": line.name,
            "unit": line.unit,
            "quantity": f"{line.quantity.normalize():f}",
            "unit_price_fen": line.unit_price_fen,
        }
        for line in proposal.cost_items.all()
    ]
    lines = CostLineFormSet(initial=rows, prefix="lines")
    lines.extra = 1 if rows else FIRST_LINES
    return lines


def as_typed(data: Mapping[str, Any], *, round: Round) -> tuple[ProposalForm, Any]:
    """The forms again with all that was typed, unchecked, and with more cost lines."""
    words = ProposalForm(initial=_typed(ProposalForm(data, round=round)), round=round)
    rows = [_typed(form) for form in CostLineFormSet(data, prefix="lines")]
    lines = CostLineFormSet(initial=[row for row in rows if any(row.values())], prefix="lines")
    lines.extra = MORE_LINES
    return words, lines


def from_profile(words: ProposalForm, profile: Profile | None) -> ProposalForm:
    """Fill in what the person entered once; the field says so, and leads to where it is changed."""
    if profile is not None and profile.estate is not None:
        field = words.fields["location"]
        field.initial = profile.estate.name
        field.from_profile = "accounts:profile"  # type: ignore[attr-defined]
    return words


def _typed(form: forms.BaseForm) -> dict[str, Any]:
    return {name: form[name].data for name in form.fields}


def words_of(proposal: Proposal) -> dict[str, Any]:
    """The stored words as the form's initial values."""
    return {name: getattr(proposal, name) for name in ProposalForm.base_fields}
