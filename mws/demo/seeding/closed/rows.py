"""Rows that wait to be stored together, and what belongs to one case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from mws.demo.plan import CLOSED_YEAR, PlannedProject
from mws.demo.seeding.base import Office
from mws.ledger.models import Account, Transfer
from proposals.models import Proposal
from voting.models import Motion


@dataclass
class Rows:
    """Rows by model, in the order in which models first came: parents before children."""

    lists: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.lists.setdefault(type(row), []).append(row)
        return row

    def store(self) -> None:
        for model, rows in self.lists.items():
            model._default_manager.bulk_create(rows, batch_size=500)
        self.lists.clear()


@dataclass
class Case:
    """One planned project with the rows that later rows point to."""

    plan: PlannedProject
    office: Office
    proposal: Proposal
    motion: Motion | None = None
    account: Account | None = None
    payment: Transfer | None = None

    @property
    def document_no(self) -> str:
        street = self.office.place.path.split("/")[2]
        return f"南民微批〔{CLOSED_YEAR}〕{street[-3:]}-{self.plan.batch}号"

    @property
    def invoice_no(self) -> str:
        return f"FP{CLOSED_YEAR}{self.proposal.pk:06d}"
