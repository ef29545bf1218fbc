"""The ballot at the kiosk: the same cards, for whoever holds a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voting.models import KioskCode, Poll
from voting.polls.kiosk_codes import hmac_of
from voting.polls.selectors.ballot import BallotPage, ballot_of


@dataclass(frozen=True, slots=True)
class KioskPage:
    """``found``: the code, if it is one of this vote; it does not say whose."""

    found: KioskCode | None
    ballot: BallotPage


def kiosk_page(poll: Poll, *, code: str, choices: Sequence[str], order: int) -> KioskPage:
    found = KioskCode.objects.filter(poll=poll, code_hmac=hmac_of(poll.pk, code)).first()
    ballot = ballot_of(poll, choices=choices, order=order, refusal=None, has_voted=False)
    return KioskPage(found if code else None, ballot)
