"""The current year: every community votes at once, and most who will vote have voted.

Rounds, rolls and polls go through the services of the site; ballots go into the box by COPY,
where the trigger of the box judges each of them as it judges a cast.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from mws.accounts.permissions import Role
from mws.demo.city.copying import copy_rows
from mws.demo.city.years import PROJECTS, make_case
from mws.demo.seeding.base import Office
from mws.ledger.services import allocate
from mws.rounds.models import PollRole, Round, RuleSet, Stage
from mws.rounds.services import create_round, open_round
from proposals.models import CostItem, Proposal, ProposalStatus
from voting.models import BallotSlot, Poll, RollChannel
from voting.polls import keys
from voting.polls.ballot_line import choices_text, leaf_of
from voting.polls.services import create_poll, freeze_poll, open_poll
from voting.polls.services.casting import NONCE_BYTES

ALLOCATED_FEN = 105_400_000
BEFORE, AFTER = timedelta(days=8), timedelta(days=14)


def seed_poll(office: Office, rule_set: RuleSet, ballots: int, first: int, now: datetime) -> Poll:
    """An open vote of one community with so many ballots in its box."""
    round = _round(office, rule_set, now)
    with transaction.atomic():
        shortlist(office, round, first)
    by = office[Role.COMMUNITY_SECRETARY]
    poll = create_poll(
        round_id=round.pk, opens_at=now - timedelta(days=2), closes_at=now + AFTER, by=by, now=now
    )
    freeze_poll(poll_id=poll.pk, by=by, now=now)
    poll = open_poll(poll_id=poll.pk, by=None, now=now)
    with transaction.atomic():
        _cast(poll, ballots, Random(first))
    return poll


def _round(office: Office, rule_set: RuleSet, now: datetime) -> Round:
    allocate(
        community=office.place, year=rule_set.year, amount_fen=ALLOCATED_FEN,
        document_no=f"深财社〔{rule_set.year}〕9号",
        reference=f"city-allocate-{office.place.code}-{rule_set.year}",
        made_by=office[Role.FINANCE_OFFICER], by=office[Role.SUBDISTRICT_LEADER], now=now,
    )  # fmt: skip
    begin = now - timedelta(days=80)
    windows: dict[str, tuple[datetime, datetime]] = {
        Stage.CALL: (begin, begin + timedelta(days=60)),
        Stage.SCREENING: (begin + timedelta(days=60), now - BEFORE),
        Stage.POLL: (now - BEFORE, now + AFTER),
        Stage.COUNCIL: (now + AFTER, now + AFTER + timedelta(days=15)),
    }
    leader = office[Role.SUBDISTRICT_LEADER]
    created = create_round(
        community=office.place, rule_set=rule_set, batch=1, poll_role=PollRole.ADVISORY,
        windows=windows, by=leader, now=begin,
    )  # fmt: skip
    return open_round(round_id=created.pk, by=leader, now=begin)


def shortlist(office: Office, round: Round, first: int) -> list[Proposal]:
    """Twenty proposals of the round that stand for the vote; ``first``: the number of the first."""
    chance = Random(first)
    cases = [make_case(chance, office, round, first + n) for n in range(PROJECTS)]
    for case in cases:
        case.proposal.status, case.proposal.selected_fen = ProposalStatus.SHORTLISTED, None
    proposals = Proposal.objects.bulk_create([case.proposal for case in cases])
    CostItem.objects.bulk_create(
        CostItem(proposal=proposal, position=1, name="项目整体", unit="项", quantity=1,
                 unit_price_fen=proposal.requested_fen, amount_fen=proposal.requested_fen)
        for proposal in proposals
    )  # fmt: skip
    return proposals


def _cast(poll: Poll, ballots: int, chance: Random) -> None:
    residents = list(poll.roll.order_by("pk").values_list("resident_id", flat=True)[:ballots])
    rows = sorted(_ballots(poll, residents, chance))  # by slot, which tells nothing
    copy_rows(BallotSlot(poll=poll), ("slot", "choices", "nonce", "leaf", "id"), rows)
    # As if each had been told of the ballot: a seed sends no messages.
    poll.roll.filter(resident_id__in=residents).update(
        has_voted=True, channel=RollChannel.ONLINE, notices_sent=1
    )


def _ballots(
    poll: Poll, residents: list[int], chance: Random
) -> Iterator[tuple[str, str, str, str, uuid.UUID]]:
    key, label = keys.read_key(poll.pk), poll.label
    codes = sorted(poll.items.values_list("code", flat=True))
    weights = [1 / (number + 3) for number in range(len(codes))]
    for resident in residents:
        choices = sorted(set(chance.choices(codes, weights, k=poll.choices_max)))
        nonce = secrets.token_hex(NONCE_BYTES)
        leaf = leaf_of(round_label=label, choices=choices, nonce=nonce)
        yield keys.slot_of(key, resident), choices_text(choices), nonce, leaf, uuid.uuid4()
