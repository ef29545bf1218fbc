"""Money as whole numbers of fen (分): 1 yuan (元) is 100 fen, 1 wan (万元) is 1,000,000 fen.

Nothing here uses a float: what is shown, split or parsed is exact integer arithmetic.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000

_AMOUNT = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<part>\d*))?")
_MAX_DIGITS = 13  # a 64-bit column holds it with room to add up
MOST_FEN = 10**_MAX_DIGITS - 1  # 9,999,999,999,999


class MoneyError(ValueError):
    """Text that is no amount of money; `code` says why.

    Codes: `empty`, `negative`, `not_a_number`, `too_precise` (less than one fen), `too_large`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Balances:
    """The five disjoint states of a fund's money, and their sum `allocated`; all in fen."""

    allocated: int
    available: int
    reserved: int
    committed: int
    paid: int
    returned: int

    @classmethod
    def zero(cls) -> Self:
        return cls(0, 0, 0, 0, 0, 0)

    def __add__(self, other: "Balances") -> "Balances":
        """Roll two funds up into one, state by state."""
        names = [field.name for field in fields(self)]
        return Balances(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def is_balanced(self) -> bool:
        """Whether every fen of the allocation stands in exactly one state, none below zero."""
        states = (self.available, self.reserved, self.committed, self.paid, self.returned)
        return min(states) >= 0 and sum(states) == self.allocated

    def share(self, name: str) -> int:
        """A state's share of the allocation in tenths of a percent, half rounded up."""
        return per_mille(getattr(self, name), self.allocated)


def per_mille(part: int, whole: int) -> int:
    """`part` of `whole` in tenths of a percent, half rounded up; 0 where there is no whole."""
    return _divide_half_up(part * 1000, whole) if whole else 0


def format_yuan(fen: int) -> str:
    """10944000 -> "109,440.00" (元, always with two decimals)."""
    return _grouped(fen)


def format_wan(fen: int) -> str:
    """68000000 -> "68.00" (万元, two decimals, half rounded away from zero)."""
    return _grouped(_divide_half_up(fen, FEN_PER_WAN // 100))


def plain_yuan(fen: int) -> str:
    """10944000 -> "109440.00": a number for any program, exact to the fen."""
    return _grouped(fen).replace(",", "")


def parse_yuan(text: str) -> int:
    """Read what a person typed as an amount, in fen.

    Takes full-width digits, thousands separators, ¥, 元 and 万/万元. Raises `MoneyError`.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    plain = plain.removeprefix("¥").removesuffix("元")
    places = 6 if plain.endswith("万") else 2
    plain = plain.removesuffix("万")
    if not plain:
        raise MoneyError("empty")
    if plain[0] in "-−":
        raise MoneyError("negative")
    match = _AMOUNT.fullmatch(plain)
    if match is None or not (match["whole"] or match["part"]):
        raise MoneyError("not_a_number")
    whole, part = (match["whole"] or "0").replace(",", ""), (match["part"] or "").rstrip("0")
    if len(part) > places:
        raise MoneyError("too_precise")
    if len(whole.lstrip("0")) + places > _MAX_DIGITS:
        raise MoneyError("too_large")
    return int(whole + part.ljust(places, "0"))


def amount_of(text: str) -> int:
    """A cell's sum in fen; 0 where it holds none."""
    try:
        return parse_yuan(text)
    except MoneyError:
        return 0


def split_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to `weights` so that the parts add up exactly.

    What integer division leaves over goes, one by one, to the largest remainders; on a tie the
    earlier part gets it. Raises ValueError if there is something to split and no weight.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither the total nor a weight may be negative")
    if whole == 0:
        if total:
            raise ValueError("nothing to split the total by")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def _divide_half_up(number: int, divisor: int) -> int:
    """Integer division with half rounded away from zero."""
    quotient = (2 * abs(number) + divisor) // (2 * divisor)
    return quotient if number >= 0 else -quotient


def _grouped(hundredths: int) -> str:
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole:,}.{part:02d}"
