"""Terms: a role ends by itself with its last day; its holder hears of it a month before."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from mws.accounts.models import Membership
from mws.accounts.permissions import Role
from mws.accounts.services.memberships import END_IS_NEAR
from mws.core.clock import database_now, local_day
from mws.core.context import url_or_none
from mws.core.due import do_each
from mws.notifications import services as notifications

BATCH = 500


def tell_of_ends(now: datetime | None = None) -> int:
    """The clock's job: tell whose role ends within 30 days, each once; how many were told."""
    now = now or database_now()
    today = local_day(now)
    ending = Membership.objects.in_force(today).filter(
        ends_on__lte=today + END_IS_NEAR, end_told_at=None
    )
    keys = list(ending.order_by("ends_on", "pk").values_list("pk", flat=True)[:BATCH])
    return do_each(keys, partial(_tell, now=now))


@transaction.atomic
def _tell(membership_id: int, now: datetime) -> bool:
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("place", "user")
        .get(pk=membership_id)
    )
    if membership.end_told_at or not membership.ends_on:
        return False
    notifications.queue(
        "membership_ending", to=membership.user, now=now, url=url_or_none("accounts:me") or "",
        context={
            "role": Role(membership.role).label, "place": membership.place.name,
            "ends_on": membership.ends_on,
        },
    )  # fmt: skip
    membership.end_told_at = now
    membership.save(update_fields=["end_told_at"])
    return True
