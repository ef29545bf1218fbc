"""How a rule says no: with a stable code for programs and a reason for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not happen now. ``message`` says what the person can do about it."""

    code: str
    message: str | _StrPromise

    def __str__(self) -> str:
        return str(self.message)


class Refused(Exception):
    """Raised by services when a rule refuses; carries the same Refusal that the page shows."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}")
        self.refusal = refusal

    @property
    def code(self) -> str:
        return self.refusal.code


def require(refusal: Refusal | None) -> None:
    """Raise Refused unless the rule had nothing against it."""
    if refusal is not None:
        raise Refused(refusal)
