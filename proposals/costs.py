"""The cost of a proposal line by line, before it is stored: quantity × unit price, in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line as a person wrote it; ``unit_price_fen`` in fen."""

    name: str
    unit: str
    quantity: Decimal
    unit_price_fen: int

    @property
    def amount_fen(self) -> int:
        """Quantity × unit price, rounded half up to the fen."""
        return int((self.quantity * self.unit_price_fen).quantize(Decimal(1), ROUND_HALF_UP))


def total_fen(lines: Sequence[CostLine]) -> int:
    return sum(line.amount_fen for line in lines)
