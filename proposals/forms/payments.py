"""What finance types and brings when payments go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import DayField
from mws.core.table_uploads import TableForm
from mws.places.models import Place
from proposals.forms.delivery import DayInput


class ConfirmForm(forms.Form):
    """One payment that the bank has confirmed."""

    bank_no = forms.CharField(label=_("Number of the bank"), max_length=60)
    paid_on = DayField(label=_("Paid on"), widget=DayInput())


class BankListForm(TableForm):
    """The bank's list of what it carried out."""

    file_label = _("The bank's list (CSV or XLSX)")
    place = forms.ModelChoiceField(
        label=_("Whose account"), queryset=Place.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.queryset = Place.objects.filter(pk__in=[place.pk for place in places])
        self.order_fields(["place", "file"])
        self.only = places[0] if len(places) == 1 else None
        if self.only is not None:
            del self.fields["place"]

    @property
    def chosen(self) -> Place:
        """The sub-district whose account the list is of."""
        chosen: Place = self.only or self.cleaned_data["place"]
        return chosen


class NoteForm(forms.Form):
    """What became of a line that fits no payment."""

    note = forms.CharField(label=_("What became of it"), max_length=200)
