"""Sessions of a service, counted goods, assets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import DayField
from proposals.forms.delivery import DayInput, Lines
from proposals.models import GoodsCount, ServiceSession
from proposals.models.lanes import Condition
from proposals.rules.delivery_lanes import GoodsLine, PlannedSession


class SessionPlanForm(forms.Form):
    """One planned session; an empty row counts for nothing."""

    title = forms.CharField(label=_("Session"), max_length=60, required=False)
    planned_on = DayField(label=_("Planned on"), widget=DayInput(), required=False)
    heads = forms.IntegerField(
        label=_("People planned for"), min_value=1, max_value=30_000, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = [bool(cleaned.get(name)) for name in ("title", "planned_on", "heads")]
        if any(filled) and not all(filled) and not self.errors:
            raise forms.ValidationError(
                _("A session has a name, a day and a number of people."), "incomplete"
            )
        return cleaned

    @property
    def session(self) -> PlannedSession | None:
        data = self.cleaned_data
        if not data.get("title"):
            return None
        return PlannedSession(data["title"], data["planned_on"], data["heads"])


SessionPlanFormSet = forms.formset_factory(SessionPlanForm, extra=4, max_num=20)


class GoodsLineForm(forms.Form):
    """One line of the delivery; a row without a name is dropped."""

    name = forms.CharField(label=_("Item"), max_length=60, required=False)
    specification = forms.CharField(
        label=_("Model and specification"), max_length=120, required=False
    )
    agreed = forms.DecimalField(
        label=_("Agreed"), max_digits=10, decimal_places=2, min_value=0, required=False
    )

    @property
    def line(self) -> GoodsLine | None:
        data = self.cleaned_data
        if not data.get("name"):
            return None
        return GoodsLine(data["name"], data["specification"], data["agreed"] or Decimal(0))


GoodsLineFormSet = forms.formset_factory(GoodsLineForm, extra=3, max_num=60)


class SessionForm(forms.Form):
    """A session that was held."""

    held_on = DayField(label=_("Day of the session"), widget=DayInput())
    heads = forms.IntegerField(label=_("How many came"), min_value=1, max_value=30_000)
    sign_in_sheet = forms.FileField(
        label=_("Sign-in sheet"),
        help_text=_("Photograph or PDF. It holds names: only the office sees it."),
    )
    photograph = forms.ImageField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Place and camera are removed from it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    alt_text = forms.CharField(
        label=_("What can be seen"), max_length=120,
        help_text=_("For people who cannot see the photograph."),
    )  # fmt: skip

    def __init__(self, *args: Any, session: ServiceSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", session.planned_on)


class CallOffForm(forms.Form):
    reason = forms.CharField(label=_("Why it does not take place"), max_length=200, widget=Lines())


class CountForm(forms.Form):
    """What was delivered of one line, counted and tried out."""

    specification = forms.CharField(
        label=_("Model and specification"), max_length=120,
        help_text=_("As on the label: maker, model, size."),
    )  # fmt: skip
    delivered_on = DayField(label=_("Delivered on"), widget=DayInput())
    counted = forms.DecimalField(label=_("Counted"), min_value=0, max_digits=10, decimal_places=2)
    is_tested = forms.BooleanField(label=_("Tried out, and it works"), required=False)

    def __init__(self, *args: Any, line: GoodsCount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("specification", line.specification)
        self.fields["counted"].help_text = _("Agreed: %(count)s.") % {
            "count": f"{line.agreed.normalize():f}"
        }


class AssetForm(forms.Form):
    """One entry of the asset register."""

    name = forms.CharField(label=_("What it is"), max_length=60)
    model_no = forms.CharField(label=_("Model"), max_length=60, required=False)
    serial_no = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    quantity = forms.DecimalField(
        label=_("How many"), min_value=0, max_digits=10, decimal_places=2, initial=1
    )
    kept_at = forms.CharField(label=_("Where it is kept"), max_length=120)
    keeper = forms.CharField(
        label=_("Who keeps it"), max_length=60, help_text=_("The office or body, not a person.")
    )
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Condition.choices, initial=Condition.GOOD
    )


class AssetMoveForm(forms.Form):
    """Where a registered asset is now, and how it is."""

    kept_at = forms.CharField(label=_("Where it is kept"), max_length=120)
    keeper = forms.CharField(
        label=_("Who keeps it"), max_length=60, help_text=_("The office or body, not a person.")
    )
    condition = forms.ChoiceField(label=_("Condition"), choices=Condition.choices)
