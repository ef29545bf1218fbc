"""The checked forms between preview and confirmation: sealed into the page, kept nowhere.

They hold names and numbers, so the page carries cipher text: it serves the same clerk and the same
round, for an hour.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from cryptography.fernet import InvalidToken

from mws.accounts.models import User
from mws.core.secrets import cipher
from mws.rounds.models import Round
from proposals.batch import PaperForm
from proposals.costs import CostLine

AN_HOUR = 3600


def sealed(forms: list[PaperForm], *, round: Round, by: User) -> str:
    content = {"by": by.pk, "round": round.pk, "forms": [asdict(form) for form in forms]}
    text = json.dumps(content, default=str, ensure_ascii=False)
    return cipher().encrypt(base64.b64encode(zlib.compress(text.encode()))).decode()


def unsealed(token: str, *, round: Round, by: User) -> list[PaperForm] | None:
    """None for what is too old, was changed, or was sealed for somebody else."""
    try:
        packed = cipher().decrypt(token.encode(), ttl=AN_HOUR)
    except (InvalidToken, UnicodeEncodeError):
        return None
    content = json.loads(zlib.decompress(base64.b64decode(packed)))
    if (content["by"], content["round"]) != (by.pk, round.pk):
        return None
    return [_form(row) for row in content["forms"]]


def _form(row: dict[str, Any]) -> PaperForm:
    items = [
        CostLine(i["name"], i["unit"], Decimal(i["quantity"]), i["unit_price_fen"])
        for i in row.pop("items")
    ]
    return PaperForm(**row | {"items": items, "faults": []})
