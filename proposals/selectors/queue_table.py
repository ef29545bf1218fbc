"""What waits for a person, as a table in the official layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import override

from mws.accounts.models import User
from mws.core.money import plain_yuan
from mws.core.tasks import DeskTask
from proposals.models import CostItem, Proposal
from proposals.selectors.cases import public_name


def queue_rows(tasks: Sequence[DeskTask], reader: User) -> Iterator[list[Any]]:
    """A row for each task that is about a case (three queries, however many). Telephone numbers and
    full names stay in the file: a table is passed on more easily than a page."""
    keys = {task.case for task in tasks if task.case is not None}
    cases = Proposal.objects.visible_to(reader).filter(pk__in=keys)
    cases = cases.select_related("community", "author", "project").prefetch_related("cost_items")
    found = {case.pk: case for case in cases.annotate(supporters=Count("supports", distinct=True))}
    with override("zh-hans"):
        for task in tasks:
            if task.case in found:
                yield _row(task, found[task.case])


def _row(task: DeskTask, case: Any) -> list[Any]:
    holder = getattr(case, "project", None) or case
    return [
        case.receipt_no, case.title, case.get_category_display(), case.get_theme_display(),
        case.get_origin_display(), case.get_channel_display(), public_name(case),
        case.community.name, case.location, case.problem, case.solution,
        "；".join(map(_line, case.cost_items.all())), plain_yuan(case.requested_fen),
        case.get_beneficiary_group_display(), case.beneficiaries, case.beneficiary_count or None,
        case.upkeep, case.supporters, str(holder.get_status_display()), str(task.label),
        task.due_on, task.days_late or None,
    ]  # fmt: skip


def _line(item: CostItem) -> str:
    """24 盏庭院灯 × 1680.00 元"""
    quantity = f"{item.quantity.normalize():f}"
    return f"{item.name} {quantity}{item.unit} × {plain_yuan(item.unit_price_fen)}"
