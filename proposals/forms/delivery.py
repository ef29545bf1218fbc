"""What is typed on the way from the contract to the settlement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import DayField, YuanField
from mws.core.wording import yuan_words
from mws.places.plans import DrawnPlan
from mws.places.selectors import plan_of
from mws.providers.models import Grade, ProviderKind
from proposals.models import EntryKind, Project
from proposals.models.delivery import ClaimKind
from proposals.rules.delivery_claims import claimed_fen, kinds_now, limit_fen
from proposals.rules.delivery_progress import entry_kinds


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class Lines(forms.Textarea):
    """A few lines of text."""

    def __init__(self, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows})


class SupplierForm(forms.Form):
    """A provider for the public register."""

    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=30,
        help_text=_("18 characters, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the provider"), max_length=80)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ProviderKind.choices, widget=forms.RadioSelect
    )
    registered_on = DayField(
        label=_("Registered on"), widget=DayInput(), help_text=_("At least one year ago.")
    )
    specialty = forms.CharField(label=_("What they are good at"), max_length=80, required=False)
    grade = forms.ChoiceField(
        label=_("Grade of a social organisation"), choices=Grade.choices, required=False
    )


class MilestoneForm(forms.Form):
    """One step of the works with its day; both or nothing."""

    title = forms.CharField(label=_("Step of the works"), max_length=60, required=False)
    due_on = DayField(label=_("Done by"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("title")) != bool(cleaned.get("due_on")) and not self.errors:
            raise forms.ValidationError(_("A step has a name and a day."), "incomplete")
        return cleaned


MilestoneFormSet = forms.formset_factory(MilestoneForm, extra=3, max_num=8)


class ProgressForm(forms.Form):
    """How far the works are, with a photograph."""

    kind = forms.ChoiceField(label=_("Kind of report"), widget=forms.RadioSelect)
    percent = forms.IntegerField(
        label=_("How far, in percent"), min_value=0, max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": "5"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What was done"), widget=Lines(),
        help_text=_("One or two sentences that a resident understands."),
    )  # fmt: skip
    square = forms.ChoiceField(
        label=_("Square on the plan"), required=False,
        help_text=_("Where in the community this was, if it helps to find it."),
    )  # fmt: skip
    milestones_done = forms.TypedMultipleChoiceField(
        label=_("Steps that are done"), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    photograph = forms.ImageField(
        label=_("Photograph"), required=False,
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Place and camera are removed from it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    caption = forms.CharField(
        label=_("Caption"), max_length=120, required=False,
        help_text=_("For example: the evening the lamps came on, 8 May."),
    )  # fmt: skip
    alt_text = forms.CharField(
        label=_("What can be seen"), max_length=120, required=False,
        help_text=_("For people who cannot see the photograph."),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("percent", _last_percent(project))
        kinds = [(kind, EntryKind(kind).label) for kind in entry_kinds(project)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.initial.setdefault("kind", kinds[0][0])
        plan = plan_of(project.community)
        if plan is None:
            del self.fields["square"]
        else:
            squares = [(square, square) for square in DrawnPlan(plan).squares]
            self.fields["square"].choices = [("", _("No pin")), *squares]  # type: ignore[attr-defined]
        open_steps = [(step.pk, step.title) for step in project.milestones.filter(done_at=None)]
        if open_steps:
            self.fields["milestones_done"].choices = open_steps  # type: ignore[attr-defined]
        else:
            del self.fields["milestones_done"]


class ClaimForm(forms.Form):
    """An invoice to be paid."""

    kind = forms.ChoiceField(label=_("Kind of payment"), widget=forms.RadioSelect)
    amount_fen = YuanField(label=_("Sum"))
    invoice_no = forms.CharField(label=_("Invoice number"), max_length=40)
    upload = forms.FileField(
        label=_("The invoice"),
        help_text=_("PDF or photograph, at most 10 MB. Only offices see it."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/*"}),
    )  # fmt: skip

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, ClaimKind(kind).label) for kind in kinds_now(project)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.initial.setdefault("kind", kinds[0][0])
        left = limit_fen(project) - claimed_fen(project)
        self.fields["amount_fen"].help_text = _("Now at most %(amount)s.") % {
            "amount": yuan_words(max(left, 0))
        }


class SettlementForm(forms.Form):
    """The audited sum that ends the account of a project."""

    submitted_fen = YuanField(label=_("Submitted for audit"))
    audited_fen = YuanField(
        label=_("Audited sum"), help_text=_("What is left of the approved sum goes back.")
    )
    document_no = forms.CharField(label=_("Settlement document"), max_length=60)


class ReasonForm(forms.Form):
    """Why something is refused or ended; the reason is published."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=Lines())


def _last_percent(project: Project) -> int | None:
    last = project.progress.first()
    return last.percent if last else None
