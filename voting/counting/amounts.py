"""Money as integers.

Costs and budgets are whole numbers of the smallest unit that the election needs. Its ``scale``
says how many of those make one unit of currency: 1 where every amount is whole, 100 where some
are given in hundredths. Floating point numbers never take part.
"""

import re

DECIMAL = re.compile(r"(\d{1,18})(?:\.(\d{1,18})|,(\d{1,2}))?")


class AmountError(ValueError):
    """The text is not a plain amount, such as 1200, 1200.50 or 1200,50."""


def parse_amount(text: str) -> tuple[int, int]:
    """Return the amount as digits and decimal places: ``"12.50"`` is ``(125, 1)``.

    A comma counts as a decimal comma only before one or two final digits, so that "1,000" is
    refused rather than read as one.
    """
    match = DECIMAL.fullmatch(text)
    if match is None:
        raise AmountError(text)
    whole, point, comma = match.groups()
    decimals = (point or comma or "").rstrip("0")
    return int(whole + decimals), len(decimals)


def common_scale(amounts: list[tuple[int, int]]) -> int:
    """Return the smallest power of ten in which all parsed amounts are whole numbers."""
    return 10 ** max((places for _digits, places in amounts), default=0)


def in_scale(amount: tuple[int, int], scale: int) -> int:
    """Return a parsed amount in units of ``1 / scale``, which must hold it exactly."""
    digits, places = amount
    return digits * scale // 10**places


def rescale(amount: int, scale: int, wanted: int) -> int:
    """Return ``amount`` (in 1/scale) in units of ``1 / wanted``; ValueError where it is lost.

    >>> rescale(1050, 100, 10000)
    105000
    """
    numerator = amount * wanted
    if numerator % scale:
        raise ValueError(f"{format_amount(amount, scale)} is not a whole number of 1/{wanted}")
    return numerator // scale


def format_amount(amount: int, scale: int) -> str:
    """Write an amount for people: ``format_amount(123456, 100)`` is ``1,234.56``."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), scale)
    if not rest:
        return f"{sign}{whole:,}"
    places = len(str(scale)) - 1
    return f"{sign}{whole:,}.{rest:0{places}d}"


def plain_amount(amount: int, scale: int) -> str:
    """Write an amount as files have it: ``plain_amount(123450, 100)`` is ``1234.5``."""
    whole, rest = divmod(amount, scale)
    if not rest:
        return str(whole)
    return f"{whole}.{rest:0{len(str(scale)) - 1}d}".rstrip("0")
