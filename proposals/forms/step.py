"""What the pages of the wizard share: a draft may leave everything open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from mws.accounts.models import Profile
from mws.rounds.models import Round
from proposals.costs import CostLine
from proposals.models import Proposal


def long_field(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


def short_field(label: Any, *, help_text: Any = "", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=120, **options)


class StepForm(forms.Form):
    """One page of the wizard. A draft may leave everything open (``is_draft``); who goes on to the
    next page has answered."""

    lines: Any = None  # the formset of the page that asks for cost lines

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, round: Round,
        proposal: Proposal | None = None, profile: Profile | None = None, is_draft: bool = False,
    ) -> None:  # fmt: skip
        self.round, self.proposal, self.is_draft = round, proposal, is_draft
        super().__init__(data, initial=self.stored(proposal) if proposal else None)
        if is_draft:
            for field in self.fields.values():
                field.required = False
        if profile is not None:
            self.fill_in(profile)

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        """What the draft says already."""
        return {name: getattr(proposal, name) for name in self.base_fields}

    def fill_in(self, profile: Profile) -> None:
        """Offer what the person entered once; nothing on most pages."""

    @property
    def words(self) -> dict[str, Any]:
        """The fields to be stored, of a valid form."""
        return self.cleaned_data

    @property
    def items(self) -> list[CostLine] | None:
        """The cost lines to be stored; None on a page that does not ask for them."""
        return None
