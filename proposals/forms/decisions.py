"""What offices write when they decide; the rules judge it, the forms only shape it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from mws.core.clock import database_now
from mws.core.forms import YuanField
from mws.rounds.models import Clause
from proposals.models import DefectPart, Light, Opinion, Proposal, ReasonUse, Verdict
from proposals.rules.screening import MERGE_TARGETS
from proposals.selectors.desk_tasks import desks_of
from proposals.selectors.duplicates import duplicates_report
from proposals.selectors.reasons import reasons_for

LIGHT_QUESTIONS = {
    "public_benefit": _("Does it serve the community, not a few?"),
    "legality": _("Is it lawful, and nobody else's duty?"),
    "affordability": _("Is the cost sound, and within the cap?"),
}


def _text(label: Any, *, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=2000, widget=forms.Textarea({"rows": rows})
    )


def clause_field(proposal: Proposal, label: Any, *, help_text: Any = "") -> forms.Field:
    """One clause of the list as it stood when the round opened."""
    clauses = Clause.objects.of_round(proposal.round)
    return forms.TypedChoiceField(
        label=label, help_text=help_text, coerce=int, empty_value=None,
        choices=[("", "—"), *((row.pk, str(row)) for row in clauses)],
    )  # fmt: skip


class DecisionForm(forms.Form):
    """A decision that needs no words."""

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal


class AdmitForm(DecisionForm):
    """Each similar case that was found asks for a verdict."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = duplicates_report(self.proposal, now=database_now())
        for row in self.report.found:
            self.fields[f"verdict_{row.proposal.pk}"] = forms.ChoiceField(
                label=_("“%(title)s”, %(percent)s%% alike")
                % {"title": row.proposal.title, "percent": row.percent},
                choices=Verdict,
                widget=forms.RadioSelect,
                help_text=f"{row.proposal.community.name} · {row.proposal.receipt_no}",
            )
            self.fields[f"reason_{row.proposal.pk}"] = forms.CharField(
                label=_("How do they differ, or why not?"), max_length=300, required=False,
                help_text=_("The proposer says: %(reason)s") % {"reason": escape(row.difference)}
                if row.difference else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        keys = [row.proposal.pk for row in self.report.found]
        found = {pk: (data.get(f"verdict_{pk}", ""), data.get(f"reason_{pk}", "")) for pk in keys}
        return {"verdicts": found}


class Suggestions(forms.TextInput):
    """A text field that offers reasons kept ready; anything else may be typed as well."""

    template_name = "django/forms/widgets/suggestions.html"

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__()
        self.offered = offered

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_list"
        if self.offered:
            context["widget"]["attrs"]["list"] = list_id
        return context | {"offered": self.offered, "list_id": list_id}


class ReasonedForm(DecisionForm):
    """A reason: one that is kept ready, one's own words, or both."""

    use = ""
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": 3}), help_text=_("It is published; name no persons."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = reasons_for(self.proposal, self.use).get("", [])
        if ready:
            self.fields["ready"] = forms.ChoiceField(
                label=_("A reason kept ready"), required=False,
                choices=[("", _("none, only my own words")), *((text, text) for text in ready)],
                help_text=_("What you write below is put after it."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = [data.pop("ready", ""), data.get("reason", "").strip()]
        data["reason"] = "\n".join(filter(None, words))
        if not data["reason"] and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason, or write one."))
        return data


class ReturnForm(DecisionForm):
    """The one full list: a line for each part of the form on which something is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = reasons_for(self.proposal, ReasonUse.RETURN)
        for part in DefectPart:
            self.fields[part.value] = forms.CharField(
                label=part.label, max_length=300, required=False,
                widget=Suggestions(ready.get(part.value, [])),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        return {"defects": super().clean() or {}}


class RefuseAdmissionForm(ReasonedForm):
    use = ReasonUse.REFUSE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause_id"] = clause_field(self.proposal, _("Clause of the negative list"))
        self.order_fields(["clause_id", "ready", "reason"])


class FindingsForm(DecisionForm):
    """The three lights, each with its reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lights: dict[str, forms.Field] = {}
        for name, label in LIGHT_QUESTIONS.items():
            lights[name] = forms.ChoiceField(label=label, choices=Light, widget=forms.RadioSelect)
            lights[f"{name}_reason"] = forms.CharField(
                label=_("Reason"), max_length=300, required=False,
                help_text=_("Needed unless the answer is “yes”. It is published."),
            )  # fmt: skip
        self.fields = {**lights, **self.fields}


class RefuseScreeningForm(FindingsForm, RefuseAdmissionForm):
    """Refused at the screening: the clause, and the light that is red."""


class ScreeningForm(FindingsForm):
    """Three lights, owner and upkeep, the office's own estimate."""

    owner = forms.CharField(label=_("Who owns the place"), max_length=120)
    upkeep = forms.CharField(label=_("Who looks after the result"), max_length=120)
    estimate_fen = YuanField(label=_("Estimated cost"))
    estimate_reason = forms.CharField(
        label=_("Why the estimate differs"), max_length=300, required=False
    )
    reason = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It is published; name no persons."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("estimate_fen", self.proposal.requested_fen)
        self.initial.setdefault("upkeep", self.proposal.upkeep)


class EstimateForm(DecisionForm):
    estimate_fen = YuanField(label=_("Estimated cost"))
    reason = forms.CharField(label=_("Why the estimate differs"), max_length=300)


class MergeForm(ReasonedForm):
    use = ReasonUse.MERGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Proposal.objects.filter(
            community=self.proposal.community_id, status__in=MERGE_TARGETS
        ).exclude(pk=self.proposal.pk)
        self.fields["into_id"] = forms.TypedChoiceField(
            label=_("Goes on in"),
            choices=[("", "—"), *((row.pk, f"{row.title} {row.receipt_no}") for row in others)],
            coerce=int,
        )
        self.order_fields(["into_id", "ready", "reason"])


class UndoForm(DecisionForm):
    reason = _text(
        _("Why is it taken back?"),
        help_text=_("It is published beside the decision; name no persons."),
    )


class AskForm(DecisionForm):
    """Several desks at once."""

    question = forms.CharField(label=_("What are they asked?"), max_length=300)
    is_required = forms.BooleanField(
        label=_("The screening waits for the answers"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desks = desks_of(self.proposal)
        self.fields["desk_ids"] = forms.TypedMultipleChoiceField(
            label=_("Desks"),
            choices=[(desk.pk, f"{desk.name}：{desk.task}") for desk in desks],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["desk_ids"])


class TaskAnswerForm(DecisionForm):
    opinion = forms.ChoiceField(label=_("Opinion"), choices=Opinion, widget=forms.RadioSelect)
    answer = _text(_("Answer"), help_text=_("For the community office; it is not published."))


class WaiveForm(DecisionForm):
    reason = forms.CharField(label=_("Why go on without this answer?"), max_length=300)


class AppealForm(DecisionForm):
    text = _text(_("Why is the refusal wrong?"), help_text=_("It is published."), rows=5)


class HearForm(DecisionForm):
    answer = _text(_("Answer"), help_text=_("The proposer and everyone else reads it."), rows=5)
    is_upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[
            ("no", _("Dismissed: the refusal stands")),
            ("yes", _("Upheld: back to the community office")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


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
    meeting_no = forms.CharField(
        label=_("Meeting of the party working committee"), max_length=60, required=False,
        help_text=_("Its number, for sums above the leader's own limit."),
    )  # fmt: skip


class TurnDownForm(DocumentForm):
    """Refused or sent back: the clause it rests on, and why it applies."""

    reason = _text(_("Reason"), help_text=_("It is published; name no persons."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause_id"] = clause_field(
            self.proposal, _("Clause"), help_text=_("The council and everybody else reads it.")
        )
        self.order_fields(["document_no", "clause_id", "reason"])
