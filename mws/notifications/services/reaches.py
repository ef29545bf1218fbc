"""How messages reach a person besides the inbox, as the person chose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from mws.audit.services import record
from mws.core.refusals import require
from mws.notifications import rules
from mws.notifications.addresses import addresses_of
from mws.notifications.models import Channel, Reach


@transaction.atomic
def choose_reach(
    *,
    urgent: Collection[str],
    ordinary: Collection[str],
    by: Any,
    now: datetime | None = None,
) -> Reach:
    """The ways that urgent and that ordinary messages take to ``by``; none is a choice too.

    A way without an address stays as it was, so that an address added later works at once.
    """
    addresses = addresses_of(by.pk)
    require(rules.why_not_choose(addresses, channels=[*urgent, *ordinary]))
    Reach.objects.get_or_create(person_id=by.pk)
    reach = Reach.objects.select_for_update().get(person_id=by.pk)
    for channel in Channel.outward():
        if addresses.of(channel):
            setattr(reach, f"urgent_{channel}", channel in urgent)
            setattr(reach, f"ordinary_{channel}", channel in ordinary)
    reach.save()
    record(
        "reach.chosen", target=reach, by=by, effective_at=now, urgent=sorted(urgent),
        ordinary=sorted(ordinary),
    )  # fmt: skip
    return reach
