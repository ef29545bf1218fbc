"""May somebody start a proposal from a service of the library?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.core.refusals import Refusal
from mws.providers.models import ServiceItem
from mws.rounds.models import Round, RoundState
from proposals.rules.cases import why_not_propose


def round_for(by: User, *, now: datetime) -> Round | None:
    """The round that calls for proposals where this person lives (one query)."""
    if by.home is None:
        return None
    rounds = Round.objects.filter(community=by.home, state=RoundState.OPEN)
    found = rounds.select_related("community").order_by("-year", "-batch")
    return next((round for round in found if round.accepts_proposals(now)), None)


def why_not_start(*, by: User, now: datetime) -> Refusal | None:
    if by.home is None:
        return Refusal(
            "not_resident",
            _("Proposing is for verified residents. Register your home first; the community "
              "office verifies it."),
        )  # fmt: skip
    round = round_for(by, now=now)
    if round is None:
        return Refusal(
            "round_closed", _("No proposals are called for now. The community's page says when.")
        )
    return why_not_propose(round, author=by, by=by, now=now)


def why_not_order(item: ServiceItem, round: Round) -> Refusal | None:
    """Still offered, and within the cap for services."""
    if item.withdrawn_at is not None:
        return Refusal("withdrawn_already", _("This service is no longer offered."))
    cap = round.frozen_rules.cap_services_fen
    if cap and item.total_fen > cap:
        return Refusal("above_cap", _("This service costs more than a services project may."))
    return None
