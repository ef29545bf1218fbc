"""What people type when they set up a vote. No form writes anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import MomentField, YuanField
from voting.models import AmendmentKind, InvalidPaper, PollItem


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DatesForm(forms.Form):
    """From when until when residents vote."""

    opens_at = MomentField(
        label=_("The vote opens"),
        help_text=_("It opens by itself at this time. Freeze the list some days before."),
        widget=_moment(),
    )
    closes_at = MomentField(
        label=_("The vote closes"),
        help_text=_("Ballots cast before this moment count; it cannot be cut short later."),
        widget=_moment(),
    )


class ExpectedForm(forms.Form):
    """How many papers a batch has, counted by hand."""

    expected = forms.IntegerField(
        label=_("Papers in this batch"), min_value=1, max_value=200,
        help_text=_("Count them by hand, number them with a pencil, and keep them in that order."),
    )  # fmt: skip


class PaperForm(forms.Form):
    """What one paper says: the numbers that are ticked, or why it does not count."""

    sheet = forms.IntegerField(label=_("Paper no."), min_value=1)
    numbers = forms.CharField(
        label=_("Numbers ticked"), max_length=80, required=False,
        help_text=_("As they stand on the paper, with a space between them: 2 5 11"),
    )  # fmt: skip
    invalid = forms.ChoiceField(
        label=_("Or it does not count, because"), required=False,
        choices=[("", _("it counts")), *InvalidPaper.choices],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """``choices``: item codes; a number that is on no ballot stays in it, for the rule."""
        data = super().clean()
        text = data.get("numbers", "").replace(",", " ").replace("，", " ").replace("、", " ")
        data["choices"] = [self.codes.get(word, word) for word in text.split()]
        if bool(data["choices"]) == bool(data.get("invalid")):
            self.add_error("numbers", _("Enter the numbers, or why the paper does not count."))
        return data

    def __init__(self, *args: Any, items: Iterable[PollItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {str(item.number): item.code for item in items}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=200)


class AmendmentForm(forms.Form):
    """One change of one project on a frozen list."""

    code = forms.ChoiceField(label=_("Project"))
    kind = forms.ChoiceField(label=_("What changes"), choices=AmendmentKind.choices)
    cost_fen = YuanField(label=_("Corrected cost (yuan)"), required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=400, help_text=_("Published as you write it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, items: Iterable[PollItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = cast(forms.ChoiceField, self.fields["code"])
        code.choices = [(item.code, str(item)) for item in items]
