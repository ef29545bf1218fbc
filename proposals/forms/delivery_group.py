"""The acceptance with its group, and the residents' survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.phones import PhoneField
from mws.core.forms import DayField
from proposals.forms.delivery import DayInput, Lines
from proposals.models import Project, Satisfaction
from proposals.models.choices import Origin
from proposals.models.outcome import AcceptanceResult, Capacity
from proposals.rules.delivery_acceptance import CheckInput, MemberInput

STEPS = [
    (5, _("Very satisfied")),
    (4, _("Satisfied")),
    (3, _("So-so")),
    (2, _("Not satisfied")),
    (1, _("Not at all satisfied")),
]
VOICES = [("yes", _("agrees")), ("no", _("does not agree"))]


class AcceptanceForm(forms.Form):
    """When it was held, and what came of it."""

    held_on = DayField(label=_("Held on"), widget=DayInput())
    findings = forms.CharField(
        label=_("What the group found"), widget=Lines(5),
        help_text=_("Point by point: what was agreed, and what is there."),
    )  # fmt: skip
    result = forms.ChoiceField(
        label=_("Result"), choices=AcceptanceResult.choices, widget=forms.RadioSelect
    )
    rectify_by = DayField(
        label=_("Put right by"), widget=DayInput(), required=False,
        help_text=_("Only where something is to be put right."),
    )  # fmt: skip
    provider = forms.CharField(
        label=_("Who was there for the provider"), max_length=40, required=False,
        help_text=_("Heard, without a voice. Works need somebody."),
    )  # fmt: skip
    signed_form = forms.FileField(
        label=_("Signed form"), required=False,
        help_text=_("Photograph or PDF of the signed paper; only the office sees it."),
    )  # fmt: skip


class CheckForm(forms.Form):
    """One point of the check list."""

    is_right = forms.ChoiceField(
        label=_("As agreed?"), choices=[("yes", _("Yes")), ("no", _("No"))], initial="yes"
    )
    found = forms.CharField(label=_("What was found"), max_length=120, required=False)


class CheckFormSet(forms.BaseFormSet):
    """One row a point; ``points`` are (item, agreed)."""

    def __init__(self, *args: Any, points: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.points = points
        kwargs["initial"] = [{} for _point in points]
        super().__init__(*args, **kwargs)

    @property
    def rows(self) -> list[tuple[str, str, forms.BaseForm]]:
        """Each point with its form."""
        pairs = zip(self.points, self.forms, strict=False)
        return [(item, agreed, form) for (item, agreed), form in pairs]

    @property
    def checks(self) -> list[CheckInput]:
        return [
            CheckInput(found=row.get("found", ""), is_right=row.get("is_right") != "no")
            for row in (form.cleaned_data for form in self.forms)
        ]


CheckListFormSet: type[CheckFormSet] = forms.formset_factory(  # type: ignore[assignment]
    CheckForm, formset=CheckFormSet, extra=0, max_num=100
)


class MemberForm(forms.Form):
    """One member of the group; an empty row counts for nothing."""

    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    capacity = forms.ChoiceField(
        label=_("Takes part as"), choices=[("", "—"), *Capacity.choices], required=False
    )
    voice = forms.ChoiceField(label=_("Voice"), choices=VOICES, initial="yes", required=False)
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("name")) != bool(cleaned.get("capacity")) and not self.errors:
            raise forms.ValidationError(
                _("A member has a name and takes part as somebody."), "incomplete"
            )
        return cleaned


class GroupFormSet(forms.BaseFormSet):
    """The rows of the group. ``people`` are the accounts of this place by name: an office-holder
    who is named sits there with their account, so that separation of duties sees them."""

    def __init__(
        self, *args: Any, project: Project, people: Mapping[str, User], **kwargs: Any
    ) -> None:
        self.people = people
        author, origin = project.proposal.author, project.proposal.origin
        if origin == Origin.RESIDENT:
            kwargs["initial"] = [{"name": str(author), "capacity": Capacity.PROPOSER}]
        super().__init__(*args, **kwargs)

    @property
    def members(self) -> list[MemberInput]:
        """What was typed, row by row."""
        return [
            MemberInput(
                name=row["name"], capacity=row["capacity"], agrees=row["voice"] != "no",
                remark=row["remark"], person=self.people.get(row["name"]),
            )
            for row in (form.cleaned_data for form in self.forms)
            if row.get("name")
        ]  # fmt: skip


MemberFormSet: type[GroupFormSet] = forms.formset_factory(  # type: ignore[assignment]
    MemberForm, formset=GroupFormSet, extra=4, max_num=12
)


class SurveyForm(forms.Form):
    """Five questions on five steps."""

    comment = forms.CharField(
        label=_("What else you want to say"), max_length=500, required=False, widget=Lines()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in Satisfaction.questions():
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=STEPS, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*Satisfaction.QUESTIONS, "comment"])

    @property
    def scores(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in Satisfaction.QUESTIONS}


class CounterSurveyForm(SurveyForm):
    """The same, taken down at the counter for a verified resident."""

    name = forms.CharField(label=_("Name of the resident"), max_length=40)
    phone = PhoneField(
        label=_("The resident's mobile number"),
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "phone", *Satisfaction.QUESTIONS, "comment"])
