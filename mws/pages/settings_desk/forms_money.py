"""Forms of allocations, of the end of a year and of books that are taken over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mws.core.forms import YuanField
from mws.core.table_uploads import TableForm
from mws.ledger.models import Line, Source
from mws.pages.settings_desk.fields import PlaceField


def _year(before: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Year"), min_value=2015, max_value=2100,
        initial=lambda: timezone.localdate().year - before,
    )  # fmt: skip


class AllocationForm(forms.Form):
    """One line of a document: money given, moved between a pool and a community, or taken back."""

    year = _year()
    line = forms.ChoiceField(
        label=_("What the money is for"), choices=Line, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(label=_("Whose budget"), choices=Source, widget=forms.RadioSelect)
    amount_fen = YuanField(label=_("Amount"))
    document_no = forms.CharField(
        label=_("Number of the document"), max_length=100,
        help_text=_("As in 南财〔2026〕12号. Each of its lines is entered once for a community."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("Purpose"), max_length=80, required=False)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"] = PlaceField(communities, label=_("Community or sub-district"))
        self.fields["giver"] = PlaceField(
            communities, label=_("Out of whose fund"), required=False,
            empty_label=_("From the treasury"),
            help_text=_("For money that moves between a sub-district's pool and a community."),
        )  # fmt: skip
        self.order_fields(["community", "year", "line", "source", "giver"])
        self.initial.setdefault("line", Line.BASE)
        self.initial.setdefault("source", Source.DISTRICT)


class AllocationListForm(TableForm):
    """Many lines from a spreadsheet."""

    file_label = _("The list (XLSX or CSV)")


class YearCloseForm(forms.Form):
    """The closing of a sub-district's year."""

    year = _year(1)
    document_no = forms.CharField(label=_("Number of the document"), max_length=100)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = PlaceField(places, label=_("Sub-district"), empty_label=None)
        self.order_fields(["place"])


class OpeningForm(TableForm):
    """A community's own books of a year."""

    file_label = _("The community's books (台账, XLSX or CSV)")
    year = _year()
    allocated_fen = YuanField(
        label=_("Given in all"), help_text=_("What the community was given for this year so far.")
    )
    document_no = forms.CharField(label=_("Number of the document"), max_length=100)

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"] = PlaceField(communities, label=_("Community"))
        self.order_fields(["community", "year", "allocated_fen", "document_no", "file"])
