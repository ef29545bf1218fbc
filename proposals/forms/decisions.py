"""What offices write when they decide; the rules judge it, the forms only shape it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import YuanField
from proposals.models import Light, Proposal

LIGHTS = {
    "public_benefit": _("Does it serve the community, not a few?"),
    "legality": _("Is it lawful, and nobody else's duty?"),
    "affordability": _("Is the cost sound, and within the cap?"),
}


def _text(label: Any, *, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=forms.Textarea({"rows": rows})
    )


class DecisionForm(forms.Form):
    """A decision that needs no words."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal


class ReturnForm(DecisionForm):
    reason = _text(
        _("What must be completed"), help_text=_("List everything at once; the proposer reads it.")
    )


class RefuseAdmissionForm(DecisionForm):
    clause = forms.CharField(
        label=_("Clause"),
        max_length=120,
        help_text=_("Of the negative list, for example: duty of the property company."),
    )
    reason = _text(_("Reason"), help_text=_("It is published; name no persons."))


class ScreeningForm(DecisionForm):
    """Three lights, the office's own estimate, and the conditions."""

    estimate_fen = YuanField(label=_("Estimated cost"))
    reason = forms.CharField(
        label=_("Reasons and conditions"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed where an answer is “with conditions”. It is published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("estimate_fen", self.proposal.requested_fen)
        lights = {
            name: forms.ChoiceField(label=label, choices=Light, widget=forms.RadioSelect)
            for name, label in LIGHTS.items()
        }
        self.fields = {**lights, **self.fields}


class ObjectionForm(forms.Form):
    text = _text(_("What do you object to, and why?"), rows=5)


class AnswerForm(DecisionForm):
    answer = _text(_("Answer"), help_text=_("The objector and everyone else reads it."), rows=5)
    is_upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[
            ("no", _("Dismissed: the notice goes on")),
            ("yes", _("Upheld: back to the council, the money is released")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


class ReviewForm(DecisionForm):
    amount_fen = YuanField(label=_("Sum to be approved"))
    note = _text(_("Findings"), help_text=_("Money free, no duplicate, price sound."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("amount_fen", self.proposal.selected_fen)


class DocumentForm(DecisionForm):
    document_no = forms.CharField(
        label=_("Decision document"), max_length=60, help_text=_("Its number, as on the paper.")
    )


class ApproveForm(DocumentForm):
    amount_fen = YuanField(label=_("Approved sum"))


class RefuseForm(DocumentForm):
    clause = forms.CharField(label=_("Clause"), max_length=120)
    reason = _text(_("Reason"), help_text=_("It is published; name no persons."))


class SendBackForm(DocumentForm):
    reason = _text(_("Reason"), help_text=_("It is published; name no persons."))
