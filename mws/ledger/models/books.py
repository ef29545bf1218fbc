"""The books: double entry in fen, append-only, applied by the database itself.

One ``Fund`` per community and year with five disjoint balances; one ``Account`` per case with its
share of them; every movement is a ``Transfer`` from one bucket to another. A trigger applies each
inserted transfer to both balances; a second trigger refuses any other change of a balance. So
``allocated = available + reserved + committed + paid + returned``, each ≥ 0, holds after every
row, whoever writes it. Mistakes are reversed by a counter-entry, never edited.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.core.canonical import GENESIS
from mws.core.money import Balances
from mws.places.models import Place


class Bucket(models.TextChoices):
    """Where money can be. ``source`` is the treasury outside the fund."""

    SOURCE = "source", _("Treasury")
    AVAILABLE = "available", _("Available")
    RESERVED = "reserved", _("Reserved")
    COMMITTED = "committed", _("Committed")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Returned")


class Purse(models.TextChoices):
    """Whose money a fund holds. Co-funding is never mixed with fiscal money."""

    FISCAL = "fiscal", _("Fiscal money")
    SOCIAL = "social", _("Co-funding")


class Kind(models.TextChoices):
    ALLOCATE = "allocate", _("Allocated")
    RESERVE = "reserve", _("Reserved")
    COMMIT = "commit", _("Committed")
    PAY = "pay", _("Paid")
    RELEASE = "release", _("Released")
    RETURN = "return", _("Returned")
    REVERSE = "reverse", _("Reversed")
    OPEN = "open", _("Opening entry")
    MOVE_OUT = "move_out", _("Handed to another fund")
    MOVE_IN = "move_in", _("Received from another fund")
    CARRY_OUT = "carry_out", _("Carried into the next year")
    CARRY_IN = "carry_in", _("Carried over from the last year")
    LAPSE = "lapse", _("Lapsed at the end of the year")


# Which way each kind may move; a reversal goes the other way round.
MOVES: dict[str, tuple[tuple[str, str], ...]] = {
    Kind.ALLOCATE: ((Bucket.SOURCE, Bucket.AVAILABLE),),
    Kind.RESERVE: ((Bucket.AVAILABLE, Bucket.RESERVED),),
    Kind.COMMIT: ((Bucket.RESERVED, Bucket.COMMITTED),),
    Kind.PAY: ((Bucket.COMMITTED, Bucket.PAID),),
    Kind.RELEASE: (
        (Bucket.RESERVED, Bucket.AVAILABLE),
        (Bucket.COMMITTED, Bucket.AVAILABLE),
    ),
    Kind.RETURN: ((Bucket.AVAILABLE, Bucket.RETURNED),),
    Kind.LAPSE: ((Bucket.AVAILABLE, Bucket.RETURNED),),
    Kind.OPEN: (
        (Bucket.SOURCE, Bucket.AVAILABLE),
        (Bucket.SOURCE, Bucket.COMMITTED),
        (Bucket.SOURCE, Bucket.PAID),
    ),
}
MOVES[Kind.REVERSE] = tuple(
    dict.fromkeys((target, origin) for moves in list(MOVES.values()) for origin, target in moves)
)
# Between two funds: what leaves one arrives in the other, and names the row that sent it.
PAIRS: dict[str, str] = {Kind.MOVE_IN: Kind.MOVE_OUT, Kind.CARRY_IN: Kind.CARRY_OUT}
MOVES |= {
    Kind.MOVE_OUT: ((Bucket.AVAILABLE, Bucket.SOURCE),),
    Kind.MOVE_IN: ((Bucket.SOURCE, Bucket.AVAILABLE),),
    Kind.CARRY_OUT: ((Bucket.AVAILABLE, Bucket.SOURCE), (Bucket.COMMITTED, Bucket.SOURCE)),
    Kind.CARRY_IN: ((Bucket.SOURCE, Bucket.AVAILABLE), (Bucket.SOURCE, Bucket.COMMITTED)),
}
TWO_PERSON_KINDS = tuple(kind for kind in Kind if kind not in (Kind.RESERVE, Kind.RELEASE))
CASE_BUCKETS = (Bucket.RESERVED, Bucket.COMMITTED, Bucket.PAID)


def _allowed_moves() -> Q:
    condition = Q()
    for kind, moves in MOVES.items():
        for origin, target in moves:
            condition |= Q(kind=kind, origin=origin, target=target)
    return condition


class Fund(models.Model):
    """资金: what a community has in one year, shared by the year's rounds; a sub-district's fund is
    its pool (街道统筹). Co-funding lies in a fund of its own."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="funds")
    year = models.PositiveSmallIntegerField()
    purse = models.CharField(max_length=6, choices=Purse, default=Purse.FISCAL)
    allocated_fen = models.BigIntegerField(default=0, editable=False)
    available_fen = models.BigIntegerField(default=0, editable=False)
    reserved_fen = models.BigIntegerField(default=0, editable=False)
    committed_fen = models.BigIntegerField(default=0, editable=False)
    paid_fen = models.BigIntegerField(default=0, editable=False)
    returned_fen = models.BigIntegerField(default=0, editable=False)
    entries = models.BigIntegerField(default=0, editable=False)
    head_hash = models.CharField(max_length=64, default=GENESIS, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-year", "community"]
        constraints = [
            models.UniqueConstraint(
                name="ledger_fund_once_a_year", fields=["community", "year", "purse"]
            ),
            models.CheckConstraint(
                name="ledger_fund_purse_valid", condition=Q(purse__in=Purse.values)
            ),
            models.CheckConstraint(
                name="ledger_fund_closed_empty",
                condition=Q(closed_at=None)
                | Q(available_fen=0, reserved_fen=0, committed_fen=0),
            ),
            *(
                models.CheckConstraint(
                    name=f"ledger_fund_{name}_not_negative",
                    condition=Q(**{f"{name}_fen__gte": 0}),
                )
                for name in (
                    "allocated", "available", "reserved", "committed", "paid", "returned",
                )
            ),
            models.CheckConstraint(
                name="ledger_fund_balanced",
                condition=Q(
                    allocated_fen=F("available_fen")
                    + F("reserved_fen")
                    + F("committed_fen")
                    + F("paid_fen")
                    + F("returned_fen")
                ),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["year"], name="ledger_fund_year")]

    def __str__(self) -> str:
        return f"{self.community_id} {self.year}"

    @property
    def is_social(self) -> bool:
        return self.purse == Purse.SOCIAL

    @property
    def balances(self) -> Balances:
        return Balances(
            allocated=self.allocated_fen,
            available=self.available_fen,
            reserved=self.reserved_fen,
            committed=self.committed_fen,
            paid=self.paid_fen,
            returned=self.returned_fen,
        )


class Account(models.Model):
    """专账科目: one case's share of a fund. At the end of a year it goes with what is still to be
    paid into the next year's fund; ``paid_fen`` counts all years."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="accounts")
    case_id = models.UUIDField(unique=True)
    reserved_fen = models.BigIntegerField(default=0, editable=False)
    committed_fen = models.BigIntegerField(default=0, editable=False)
    paid_fen = models.BigIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name=f"ledger_account_{name}_not_negative",
                condition=Q(**{f"{name}_fen__gte": 0}),
            )
            for name in ("reserved", "committed", "paid")
        ]

    def __str__(self) -> str:
        return f"account of {self.case_id}"

    @property
    def balances(self) -> Balances:
        """The case's share, as a whole of its own (nothing available, nothing returned)."""
        held = self.reserved_fen + self.committed_fen + self.paid_fen
        return Balances(
            allocated=held,
            available=0,
            reserved=self.reserved_fen,
            committed=self.committed_fen,
            paid=self.paid_fen,
            returned=0,
        )


class Transfer(AppendOnlyModel):
    """One movement of money. ``reference`` makes a repeat harmless; ``decision`` says by what
    right: a document number, a motion, a claim or a settlement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="transfers")
    seq = models.BigIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="transfers")
    kind = models.CharField(max_length=10, choices=Kind)
    origin = models.CharField(max_length=10, choices=Bucket)
    target = models.CharField(max_length=10, choices=Bucket)
    amount_fen = models.BigIntegerField()
    decision = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    counterpart = models.OneToOneField("self", models.PROTECT, null=True, related_name="arrived_as")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["fund", "seq"]
        constraints = [
            models.UniqueConstraint(name="ledger_transfer_seq_once", fields=["fund", "seq"]),
            models.CheckConstraint(
                name="ledger_transfer_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(name="ledger_transfer_move_allowed", condition=_allowed_moves()),
            models.CheckConstraint(
                name="ledger_transfer_two_persons",
                condition=~Q(kind__in=TWO_PERSON_KINDS)
                | (
                    Q(made_by__isnull=False, approved_by__isnull=False)
                    & ~Q(approved_by=F("made_by"))
                ),
            ),
            models.CheckConstraint(
                name="ledger_transfer_account_of_case",
                condition=Q(account=None)
                & ~Q(origin__in=CASE_BUCKETS)
                & ~Q(target__in=CASE_BUCKETS)
                | Q(account__isnull=False)
                & (Q(origin__in=CASE_BUCKETS) | Q(target__in=CASE_BUCKETS)),
            ),
            models.CheckConstraint(
                name="ledger_transfer_reverses_paired",
                condition=Q(kind=Kind.REVERSE, reverses__isnull=False)
                | (~Q(kind=Kind.REVERSE) & Q(reverses=None)),
            ),
            models.CheckConstraint(
                name="ledger_transfer_counterpart_paired",
                condition=Q(kind__in=[*PAIRS], counterpart__isnull=False)
                | (~Q(kind__in=[*PAIRS]) & Q(counterpart=None)),
            ),
            models.CheckConstraint(
                name="ledger_transfer_decision_named", condition=~Q(decision="")
            ),
        ]
        indexes = [
            models.Index(fields=["account", "seq"], name="ledger_transfer_account"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"
