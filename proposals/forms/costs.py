"""What a proposal costs, line by line: typed, checked, filled in from what such things cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.core.forms import YuanField
from proposals.costs import CostLine
from proposals.models import Proposal
from proposals.rules.cases import COST_LINES
from proposals.selectors.prices import PriceHint

FIRST_LINES = 3
MORE_LINES = 3
_ROW = re.compile(r"lines-(\d{1,4})-")


class CostLineForm(forms.Form):
    """One cost line; a row left wholly empty is no line."""

    name = forms.CharField(label=_("Item"), max_length=60)
    quantity = forms.DecimalField(
        label=_("Quantity"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=10)
    unit_price_fen = YuanField(label=_("Unit price (yuan)"))

    hint: PriceHint | None = None


class CostLines(forms.BaseFormSet):
    """Any row may be emptied again, the stored ones too; and all that were sent are shown again,
    whatever is said of their number."""

    def total_form_count(self) -> int:
        if not self.is_bound:
            return super().total_form_count()
        sent = (int(found[1]) for key in self.data if (found := _ROW.match(key)))
        return min(max(sent, default=-1) + 1, COST_LINES)

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


CostLineFormSet = forms.formset_factory(
    CostLineForm, CostLines, extra=FIRST_LINES, max_num=COST_LINES, absolute_max=COST_LINES,
    validate_max=True,
)  # fmt: skip


def cost_lines(formset: Any) -> list[CostLine]:
    """The filled rows of a valid formset."""
    return [CostLine(**form.cleaned_data) for form in formset if form.cleaned_data]


def stored_lines(proposal: Proposal | None) -> Any:
    """The formset of a draft: its lines, and room for one more."""
    items = proposal.cost_items.all() if proposal else ()
    rows = [
        {
            "name": line.name,
            "unit": line.unit,
            "quantity": f"{line.quantity.normalize():f}",
            "unit_price_fen": line.unit_price_fen,
        }
        for line in items
    ]
    return _with_room(rows, 1 if rows else FIRST_LINES)


def more_lines(data: Mapping[str, Any]) -> Any:
    """All that was typed, unchecked, and more rows below it."""
    return _with_room([row for row in _typed(data) if any(row.values())], MORE_LINES)


def with_price(data: Mapping[str, Any], number: int, hint: PriceHint) -> Any:
    """All that was typed, unchecked, and in row ``number`` the middle price of such an item."""
    rows = _typed(data)
    row = rows[number]
    row |= {"unit_price_fen": hint.median_fen, "unit": row["unit"] or hint.unit}
    return _with_room(rows, 0)


def typed_names(lines: Any) -> list[str]:
    """The items as they stand in the rows, typed or stored."""
    return [str(line["name"].value() or "").strip() for line in lines]


def name_in_row(data: Mapping[str, Any], number: int) -> str:
    """The item that was typed in row ``number``, blank rows counted; empty if there is none."""
    rows = _typed(data)
    return rows[number]["name"].strip() if number < len(rows) else ""


def _typed(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {name: form[name].data or "" for name in form.fields}
        for form in CostLineFormSet(data, prefix="lines")
    ]


def _with_room(rows: list[dict[str, Any]], room: int) -> Any:
    lines = CostLineFormSet(initial=rows, prefix="lines")
    lines.extra = room
    return lines
