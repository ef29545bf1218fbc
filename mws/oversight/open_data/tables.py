"""The tables that are open to everyone, column by column.

Every column says which columns of the database it is made of (``source``), so that a test can
compare them with what is declared as personal. Nothing that leads to a person is among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mws.core.clock import local_day
from mws.core.money import plain_yuan
from mws.ledger.models import Transfer
from mws.ledger.selectors import all_transfers
from mws.oversight.filters import counted
from mws.places.models import Place
from proposals.models import CouncilDecision, Proposal

CHUNK = 500
PUBLIC_OF_FILE = frozenset(
    f"proposals.Proposal.{name}" for name in ("receipt_no", "title", "status", "location")
)
"""Columns of a proposal that are public with its file, under the proposer's own agreement."""


@dataclass(frozen=True)
class Column:
    """``name`` in files and in the interface; ``meaning`` in the dictionary."""

    name: str
    meaning: Any
    source: str
    value: Callable[[Any], Any]

    @property
    def sources(self) -> list[str]:
        return self.source.split()


@dataclass(frozen=True)
class Table:
    name: str
    title: Any
    columns: tuple[Column, ...]
    rows: Callable[[Place, int], QuerySet]

    def row(self, row: Any) -> dict[str, Any]:
        return {column.name: column.value(row) for column in self.columns}

    def all_rows(self, place: Place, year: int) -> Iterator[dict[str, Any]]:
        for row in self.rows(place, year).iterator(chunk_size=CHUNK):
            yield self.row(row)


def _day(at: datetime | None) -> str | None:
    return local_day(at).isoformat() if at else None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else plain_yuan(fen)


C, _P = Column, "proposals.Project"

PROJECTS = Table(
    "projects", _("Projects"),
    (
        C("id", _("number of the project on this site"), f"{_P}.id", lambda p: p.pk),
        C("receipt_no", _("receipt number of the proposal"), "proposals.Proposal.receipt_no",
          lambda p: p.proposal.receipt_no),
        C("title", _("title of the proposal"), "proposals.Proposal.title",
          lambda p: p.proposal.title),
        C("year", _("year of the round"), f"{_P}.year", lambda p: p.year),
        C("community_code", _("code of the community"), "places.Place.code",
          lambda p: p.community.code),
        C("community", _("name of the community"), "places.Place.name", lambda p: p.community.name),
        C("form", _("form: works, goods, services"), "proposals.Proposal.category",
          lambda p: p.proposal.category),
        C("subject", _("subject"), "proposals.Proposal.theme", lambda p: p.proposal.theme),
        C("serves", _("whom it serves"), "proposals.Proposal.beneficiary_group",
          lambda p: p.proposal.beneficiary_group),
        C("status", _("state of the project"), f"{_P}.status", lambda p: p.status),
        C("approved_yuan", _("approved sum"), f"{_P}.approved_fen",
          lambda p: _yuan(p.approved_fen)),
        C("contract_yuan", _("sum of the contract"), f"{_P}.contract_fen",
          lambda p: _yuan(p.contract_fen)),
        C("settled_yuan", _("settled sum"), f"{_P}.settled_fen", lambda p: _yuan(p.settled_fen)),
        C("paid_yuan", _("paid so far"), "ledger.Account.paid_fen",
          lambda p: _yuan(p.account.paid_fen)),
        C("supplier", _("supplier"), "providers.Supplier.name",
          lambda p: p.supplier.name if p.supplier else None),
        C("supplier_code", _("unified social credit code"), "providers.Supplier.credit_code",
          lambda p: p.supplier.credit_code if p.supplier else None),
        C("approved_on", _("day of approval"), f"{_P}.opened_at", lambda p: _day(p.opened_at)),
        C("completed_on", _("day of completion"), f"{_P}.completed_at",
          lambda p: _day(p.completed_at)),
        C("accepted_on", _("day of acceptance"), f"{_P}.accepted_at",
          lambda p: _day(p.accepted_at)),
        C("settled_on", _("day of settlement"), f"{_P}.settled_at", lambda p: _day(p.settled_at)),
        C("closed_on", _("day of closing"), f"{_P}.closed_at", lambda p: _day(p.closed_at)),
    ),
    lambda place, year: counted().filter(year=year, community__path__startswith=place.path),
)  # fmt: skip


def _transfers(place: Place, year: int) -> QuerySet[Transfer]:
    return all_transfers().filter(fund__year=year, fund__community__path__startswith=place.path)


_T = "ledger.Transfer"
LEDGER = Table(
    "ledger", _("Every movement of money"),
    (
        C("community_code", _("code of the community"), "places.Place.code",
          lambda t: t.fund.community.code),
        C("community", _("name of the community"), "places.Place.name",
          lambda t: t.fund.community.name),
        C("year", _("year of the fund"), "ledger.Fund.year", lambda t: t.fund.year),
        C("purse", _("whose money: fiscal, or social for co-funding"), "ledger.Fund.purse",
          lambda t: t.fund.purse),
        C("seq", _("number within the fund"), f"{_T}.seq", lambda t: t.seq),
        C("kind", _("what was done"), f"{_T}.kind", lambda t: t.kind),
        C("origin", _("state the money left"), f"{_T}.origin", lambda t: t.origin),
        C("target", _("state the money came into"), f"{_T}.target", lambda t: t.target),
        C("amount_yuan", _("sum"), f"{_T}.amount_fen", lambda t: _yuan(t.amount_fen)),
        C("decision", _("decision it rests on"), f"{_T}.decision", lambda t: t.decision),
        C("effective_on", _("day"), f"{_T}.effective_at", lambda t: _day(t.effective_at)),
        C("hash", _("link of the chain of the fund"), f"{_T}.hash", lambda t: t.hash),
    ),
    _transfers,
)  # fmt: skip


def _decisions(place: Place, year: int) -> QuerySet[CouncilDecision]:
    rows = CouncilDecision.objects.filter(
        proposal__round__year=year,
        proposal__community__path__startswith=place.path,
        proposal__in=Proposal.objects.public(),
    )
    return rows.select_related("proposal__community", "proposal__round").order_by("pk")


_D = "proposals.CouncilDecision"
DECISIONS = Table(
    "decisions", _("Decisions of the councils"),
    (
        C("receipt_no", _("receipt number of the proposal"), "proposals.Proposal.receipt_no",
          lambda d: d.proposal.receipt_no),
        C("title", _("title of the proposal"), "proposals.Proposal.title",
          lambda d: d.proposal.title),
        C("community_code", _("code of the community"), "places.Place.code",
          lambda d: d.proposal.community.code),
        C("year", _("year of the round"), "rounds.Round.year", lambda d: d.proposal.round.year),
        C("batch", _("round within the year"), "rounds.Round.batch",
          lambda d: d.proposal.round.batch),
        C("result", _("result"), f"{_D}.result", lambda d: d.result),
        C("amount_yuan", _("sum that was passed"), f"{_D}.amount_fen",
          lambda d: _yuan(d.amount_fen)),
        C("yes", _("votes for"), f"{_D}.yes", lambda d: d.yes),
        C("no", _("votes against"), f"{_D}.no", lambda d: d.no),
        C("abstain", _("abstentions"), f"{_D}.abstain", lambda d: d.abstain),
        C("present", _("members present"), f"{_D}.present", lambda d: d.present),
        C("seated", _("seats taken"), f"{_D}.seated", lambda d: d.seated),
        C("decided_on", _("day of the decision"), f"{_D}.decided_at", lambda d: _day(d.decided_at)),
    ),
    _decisions,
)  # fmt: skip

TABLES: dict[str, Table] = {table.name: table for table in (PROJECTS, LEDGER, DECISIONS)}
