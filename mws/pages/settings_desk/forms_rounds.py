"""Forms of rounds and allocations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.pages.settings_desk.fields import DayField, PlaceField
from mws.pages.settings_desk.round_dates import suggested_windows, window_of
from mws.rounds.models import PollRole, Round


class RoundForm(forms.Form):
    """A community's round, its stages suggested from the first day on."""

    batch = forms.IntegerField(label=_("Batch of the year"), min_value=1, max_value=9, initial=1)
    poll_role = forms.ChoiceField(
        label=_("Residents' vote"), choices=PollRole.choices, widget=forms.RadioSelect,
        initial=PollRole.NONE,
    )  # fmt: skip
    first_day = DayField(
        label=_("First day of the call for proposals"),
        help_text=_("The dates of all stages are suggested from it; you can move each."),
    )  # fmt: skip

    def __init__(self, *args: Any, communities: Any, rule_sets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"] = PlaceField(communities, label=_("Community"))
        self.fields["rule_set"] = forms.ModelChoiceField(
            rule_sets, label=_("Rules"), empty_label=None,
            help_text=_("They also say the year. They are frozen into the round when it opens."),
        )  # fmt: skip
        self.order_fields(["community", "rule_set", "batch", "poll_role", "first_day"])
        self.fields["first_day"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """The facts that the service takes, windows among them."""
        data = super().clean() or {}
        first = data.pop("first_day", None)
        if first and "poll_role" in data:
            data["windows"] = suggested_windows(first, data["poll_role"])
        if self._is_taken(data):
            self.add_error("batch", _("This community has a round of this number in that year."))
        return data

    @staticmethod
    def _is_taken(data: dict[str, Any]) -> bool:
        rule_set = data.get("rule_set")
        return (
            rule_set is not None
            and Round.objects.filter(
                community=data.get("community"), year=rule_set.year, batch=data.get("batch")
            ).exists()
        )


class StageForm(forms.Form):
    """The first and the last day of one stage."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.pop("first_day", None), data.pop("last_day", None)
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif first and last:
            data["starts_at"], data["ends_at"] = window_of(first, last)
        return data
