"""Forms of roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import ROLE_LEVELS, Role
from mws.pages.settings_desk.fields import DayField, PlaceField
from mws.places.models import Level, Place

REASON_HELP = _("The decision or document that this rests on, with its number.")


class PlacePickForm(forms.Form):
    """First the place: which roles there are depends on it."""

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_roles = places.exclude(level__in=[Level.COMMITTEE, Level.ESTATE])
        self.fields["place"] = PlaceField(with_roles, label=_("Place"))


class GrantForm(forms.Form):
    """A role in a place that is chosen already."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=REASON_HELP)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: without end."))

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in Role if place.level in ROLE_LEVELS[role]]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=roles, widget=forms.RadioSelect
        )
        self.fields["starts_on"].initial = timezone.localdate()
        self.order_fields(["role", "reason", "starts_on", "ends_on"])


class EndForm(forms.Form):
    """How a role ends."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=REASON_HELP)
    last_day = DayField(
        label=_("Last day"),
        help_text=_("It still counts. To end the role at once, choose yesterday."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate()
