"""The queue of the desk: everything that waits for a person in every room, and what of it is
looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.selectors import desk_tasks as account_tasks
from mws.core.tasks import DeskTask
from proposals.selectors.desk import desk_tasks as case_tasks
from voting.council.selectors_tasks import desk_tasks as council_tasks
from voting.polls.selectors.desk import desk_tasks as poll_tasks

SOURCES = (account_tasks, case_tasks, council_tasks, poll_tasks)
COLOURS = [("red", _("Overdue")), ("amber", _("Due soon or overdue"))]
BULK = {"intake": "admit", "shortlist": "shortlist"}
"""Which kinds of task can be decided several at once, and by which decision."""


class QueueForm(forms.Form):
    """The filters, each a query parameter; only what the queue holds can be chosen."""

    q = forms.CharField(label=_("Search my queue"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("What to do"), required=False)
    place = forms.ChoiceField(label=_("Community"), required=False)
    round = forms.ChoiceField(label=_("Round"), required=False)
    colour = forms.ChoiceField(label=_("Time limit"), required=False)

    def __init__(self, data: Mapping[str, Any], tasks: Iterable[DeskTask]) -> None:
        super().__init__(data)
        rows = list(tasks)
        batch = _("%(year)s, batch %(batch)s")
        found: dict[str, dict[str, Any]] = {
            "kind": {task.kind: task.label for task in rows},
            "place": {task.place_name: task.place_name for task in rows},
            "round": {
                code_of(task): batch % {"year": task.round[0], "batch": task.round[1]}
                for task in sorted(rows, key=code_of, reverse=True)
                if task.round
            },
            "colour": dict(COLOURS),
        }
        for name, choices in found.items():
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *choices.items()]


@dataclass(frozen=True, slots=True)
class Queue:
    tasks: list[DeskTask]
    total: int
    form: QueueForm
    bulk: dict[str, int]  # decisions that can be taken for several at once, and for how many here

    @property
    def ticked(self) -> list[str]:
        """The kinds of task that have a box to tick."""
        return [kind for kind, decision in BULK.items() if decision in self.bulk]

    @property
    def is_cut(self) -> bool:
        """Whether a filter is in force."""
        return any(self.form.cleaned_data.values())


def queue_of(person: User, params: Mapping[str, Any], *, now: datetime) -> Queue:
    """What is due first on top, the undated last; a filter that is not known cuts nothing."""
    every = [task for source in SOURCES for task in source(person, now)]
    every.sort(key=lambda task: (task.due_on or date.max, str(task.title)))
    form = QueueForm(params, every)
    form.is_valid()
    tasks = [task for task in every if _matches(task, form.cleaned_data)]
    return Queue(tasks, len(every), form, _bulk(tasks))


def _bulk(tasks: Iterable[DeskTask]) -> dict[str, int]:
    count = Counter(task.kind for task in tasks if task.kind in BULK)
    return {BULK[kind]: number for kind, number in count.items() if number > 1}


def code_of(task: DeskTask) -> str:
    return f"{task.round[0]}-{task.round[1]}" if task.round else ""


def _matches(task: DeskTask, wanted: Mapping[str, str]) -> bool:
    text = wanted.get("q", "").casefold()
    colour = wanted.get("colour", "")
    return (
        wanted.get("kind", "") in ("", task.kind)
        and wanted.get("place", "") in ("", task.place_name)
        and wanted.get("round", "") in ("", code_of(task))
        and (not colour or task.colour == "red" or task.colour == colour)
        and text in f"{task.title} {task.place_name} {task.label}".casefold()
    )
