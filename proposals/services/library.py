"""项目库点单: a draft that a service of the library fills in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.providers.models import ServiceItem
from proposals.costs import CostLine
from proposals.models import Category, Proposal, Theme
from proposals.rules import library as rules
from proposals.services.cases import create_proposal


@transaction.atomic
def start_from_library(*, item_id: int, by: User, now: datetime | None = None) -> Proposal:
    """Begin a proposal of a service where this person lives; the provider is named as an idea,
    chosen is it only by a procurement. Raises Refused."""
    now = now or database_now()
    item = ServiceItem.objects.select_related("supplier").get(pk=item_id)
    require(rules.why_not_start(by=by, now=now))
    round = rules.round_for(by, now=now)
    require(rules.why_not_order(item, round))
    fields = {
        "title": item.title, "category": Category.SERVICES, "theme": Theme.ACTIVITIES,
        "problem": item.need,
        "solution": f"{item.content}（项目库：{item.supplier.name}，{item.get_mode_display()}）",
        "beneficiaries": item.audience, "beneficiary_count": item.heads * item.sessions,
        "area": round.community, "location": f"{round.community.name}党群服务中心",
        "upkeep": "社区工作站",
    }  # fmt: skip
    line = CostLine("活动场次", "场", Decimal(item.sessions), item.session_price_fen)
    return create_proposal(round_id=round.pk, fields=fields, items=[line], by=by, now=now)
