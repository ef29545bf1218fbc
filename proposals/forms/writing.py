"""Writing a proposal, one question a page: what each page asks, and what it makes of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.wording import yuan_words
from mws.rounds.models import Round
from proposals.costs import CostLine
from proposals.forms.costs import CostLineFormSet, cost_lines, stored_lines
from proposals.forms.step import StepForm, long_field, short_field
from proposals.forms.where import PlaceForm
from proposals.models import BeneficiaryGroup, Category, Proposal, Theme
from proposals.rules.cases import TITLE_LENGTH


class ProblemForm(StepForm):
    """What is wrong, and in one line what is asked for."""

    problem = long_field(_("Describe it"), _("Who is troubled, since when, how often."))
    title = forms.CharField(
        label=_("In one line: what should be done?"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: mend the lamps in the pocket park."),
    )

    def clean(self) -> dict[str, Any]:
        """A draft without a title bears its first words until it has one."""
        data = super().clean() or {}
        if self.is_draft and not data.get("title") and "title" not in self.errors:
            data["title"] = first_words(data.get("problem", ""))
        return data


class SolutionForm(StepForm):
    """What should be done; the form names the round's caps."""

    solution = long_field(
        _("What is built, bought or held?"), _("And how much of it, so that it can be priced.")
    )
    category = forms.ChoiceField(label=_("What kind of thing is it?"), widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("What is it about?"), choices=Theme, widget=forms.RadioSelect)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, round=round, **kwargs)
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            (value, f"{label} · {_cap_words(round, value)}")
            for value, label in Category.choices
            if value != Category.IMPORTED
        ]


class CostsForm(StepForm):
    """How much, line by line: no fields of its own but the rows of ``lines``."""

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if data is not None:
            self.lines = CostLineFormSet(data, prefix="lines")
        else:
            self.lines = stored_lines(self.proposal)

    def clean(self) -> dict[str, Any]:
        if self.lines.is_valid() and not self.is_draft and not self.items:
            self.add_error(None, _("Write at least one cost line."))
        return {}

    def is_valid(self) -> bool:
        return super().is_valid() and self.lines.is_valid()

    @property
    def items(self) -> list[CostLine]:
        return cost_lines(self.lines)


class PeopleForm(StepForm):
    """Who benefits, and who looks after it."""

    beneficiaries = short_field(_("Who benefits?"), help_text=_("For example: all who live here."))
    beneficiary_group = forms.ChoiceField(
        label=_("Whom does it serve first?"),
        choices=BeneficiaryGroup,
        initial=BeneficiaryGroup.EVERYONE,
        required=False,
    )
    beneficiary_count = forms.IntegerField(
        label=_("About how many people?"), min_value=0, max_value=10_000_000, required=False
    )
    upkeep = short_field(
        _("Who looks after it later?"),
        help_text=_("For example the property company, or the community workstation."),
    )

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        words = super().stored(proposal)
        return words | {"beneficiary_count": proposal.beneficiary_count or None}

    def clean_beneficiary_group(self) -> str:
        return self.cleaned_data["beneficiary_group"] or BeneficiaryGroup.EVERYONE

    def clean_beneficiary_count(self) -> int:
        return self.cleaned_data["beneficiary_count"] or 0


FORMS: dict[str, type[StepForm]] = {
    "problem": ProblemForm,
    "place": PlaceForm,
    "solution": SolutionForm,
    "costs": CostsForm,
    "people": PeopleForm,
}


def first_words(text: str) -> str:
    """The first sentence of a text, or as much of it as a title holds."""
    first = re.split(r"[。！？!?；;\n]", text.strip(), maxsplit=1)[0]
    return first.strip()[:TITLE_LENGTH]


def _cap_words(round: Round, category: str) -> str:
    cap = round.frozen_rules.cap_fen(category)
    return str(_("up to %(cap)s") % {"cap": yuan_words(cap)}) if cap else str(_("no cap"))
