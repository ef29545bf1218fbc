"""May it happen now, and why not: setting a residents' vote up, voting, counting, certifying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import local_day
from mws.core.refusals import Refusal
from mws.core.wording import day_and_time, yuan_words
from mws.rounds.models import PollRole, Round, RoundState
from voting.models import (
    AmendmentKind,
    Poll,
    PollAmendment,
    PollState,
    RollChannel,
    RollEntry,
)


def why_not_run(round: Round, *, by: User | None) -> Refusal | None:
    """``by`` is None when the clock acts (tick)."""
    if by is None or by.may(Permission.POLL_RUN, round.community):
        return None
    return Refusal(
        "not_poll_office",
        _("The community secretary or the sub-district runs the vote here."),
    )


def why_not_create_poll(
    round: Round,
    *,
    opens_at: datetime,
    closes_at: datetime,
    available_fen: int,
    by: User,
    now: datetime,
) -> Refusal | None:
    if refusal := why_not_run(round, by=by):
        return refusal
    if round.state != RoundState.OPEN:
        return Refusal("round_not_open", _("This round is not open."))
    if round.poll_role == PollRole.NONE:
        return Refusal(
            "no_poll_in_round",
            _("In this round the council decides without a residents' vote. The sub-district "
              "chooses this when it opens a round."),
        )  # fmt: skip
    if hasattr(round, "poll"):
        return Refusal("poll_exists", _("This round has its residents' vote already."))
    if available_fen <= 0:
        return Refusal(
            "no_money", _("No money is available this year yet. The sub-district allocates it.")
        )
    return why_not_dates(opens_at=opens_at, closes_at=closes_at, now=now)


def why_not_dates(*, opens_at: datetime, closes_at: datetime, now: datetime) -> Refusal | None:
    if closes_at <= opens_at:
        return Refusal("closes_before_opening", _("The vote must close after it opens."))
    if closes_at <= now:
        return Refusal("closes_in_the_past", _("The closing time is over. Choose a later one."))
    return None


def why_not_freeze_poll(
    poll: Poll,
    *,
    costs_fen: Sequence[int],
    residents: int,
    available_fen: int,
    by: User | None,
    now: datetime,
) -> Refusal | None:
    """``costs_fen``: of the shortlisted proposals; ``residents``: verified in the community."""
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if poll.state != PollState.DRAFT:
        return Refusal(
            "frozen_already", _("The list is frozen already; it cannot change any more.")
        )
    if not costs_fen:
        return Refusal(
            "nothing_shortlisted", _("No proposal of this round is shortlisted. Shortlist some.")
        )
    if min(costs_fen) <= 0:
        return Refusal("cost_missing", _("A shortlisted proposal has no cost. Enter its cost."))
    if residents == 0:
        return Refusal(
            "roll_empty", _("Nobody is on the roll: no resident of this community is verified.")
        )
    if available_fen <= 0:
        return Refusal(
            "no_money", _("No money is available this year yet. The sub-district allocates it.")
        )
    return why_not_dates(opens_at=poll.opens_at, closes_at=poll.closes_at, now=now)


def why_not_open_poll(
    poll: Poll, *, has_key: bool, by: User | None, now: datetime
) -> Refusal | None:
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if poll.state == PollState.DRAFT:
        return Refusal("not_frozen", _("Freeze the list first."))
    if poll.state != PollState.FROZEN:
        return Refusal("opened_already", _("This vote has been opened already."))
    if now < poll.opens_at:
        return Refusal(
            "too_early",
            _("The vote opens by itself at the published time: %(time)s.")
            % {"time": day_and_time(poll.opens_at)},
        )
    return None if has_key else _key_missing()


def why_not_vote(poll: Poll, entry: RollEntry | None, *, by: User, now: datetime) -> Refusal | None:
    """Whether this person may cast or change a ballot now. ``entry``: their line on the roll."""
    if not by.is_authenticated:
        return Refusal("not_signed_in", _("Sign in to vote."))
    if refusal := why_not_now(poll, now=now):
        return refusal
    if entry is None:
        return why_not_on_roll(poll, by=by)
    if entry.channel == RollChannel.PAPER:
        return Refusal("paper_ballot", _("You were given a paper ballot; that one counts."))
    return None


def why_not_now(poll: Poll, *, now: datetime) -> Refusal | None:
    """Whether the time is right for anyone: half-open, by the database clock."""
    over = (PollState.CLOSING, PollState.RECONCILING, *PollState.counted())
    if now >= poll.closes_at or poll.state in over:
        return Refusal("poll_closed", _("This vote is closed."))
    if not poll.takes_ballots(now):
        return Refusal(
            "not_open_yet",
            _("This vote opens on %(time)s.") % {"time": day_and_time(poll.opens_at)},
        )
    return None


def why_not_on_roll(poll: Poll, *, by: User) -> Refusal:
    """Why a person is not on the roll, and what to do about it."""
    if by.home is None:
        return Refusal(
            "not_resident",
            _("Voting is for verified residents. Register your home; the community office "
              "verifies it. Who is verified after the roll was closed votes next time."),
        )  # fmt: skip
    if not by.home.path.startswith(poll.round.community.path):
        return Refusal(
            "lives_elsewhere",
            _("Your verified home is in %(home)s, so you vote there.") % {"home": by.home.name},
        )
    years = poll.round.frozen_rules.voting_age
    residency = by.verified_residency
    if residency and not residency.is_of_age(years, local_day(poll.opens_at)):
        return Refusal(
            "under_age",
            _("Voting is for residents who are %(years)s or over on the day the vote opens.")
            % {"years": years},
        )
    return Refusal(
        "verified_too_late",
        _("You were verified after the roll of this vote was closed. You are on the next one."),
    )


def why_not_choices(
    choices: Sequence[str],
    *,
    costs: Mapping[str, int],
    choices_max: int,
    budget_fen: int | None = None,
) -> Refusal | None:
    """Whether the choices make a ballot: known, different, at least one and not too many.

    ``costs``: fen by code of what is on the ballot; ``budget_fen``: the money a knapsack ballot
    is held to, None for the others.
    """
    if not choices:
        return Refusal("no_choice", _("Choose at least one project."))
    if any(not isinstance(code, str) or code not in costs for code in choices):
        return Refusal("unknown_choice", _("This project is not on the ballot. Choose again."))
    if len(set(choices)) != len(choices):
        return Refusal("chosen_twice", _("A project can be chosen once only."))
    if len(choices) > choices_max:
        return Refusal(
            "too_many_choices",
            _("You chose %(chosen)s projects; at most %(most)s may be chosen. Take some off.")
            % {"chosen": len(choices), "most": choices_max},
        )
    if budget_fen is not None and (over := sum(costs[code] for code in choices) - budget_fen) > 0:
        return Refusal(
            "over_budget",
            _("Your projects cost %(sum)s more than there is. Take one off.")
            % {"sum": yuan_words(over)},
        )
    return None


def why_not_withdraw(
    poll: Poll, entry: RollEntry | None, *, by: User, now: datetime
) -> Refusal | None:
    if refusal := why_not_vote(poll, entry, by=by, now=now):
        return refusal
    if entry is None or not entry.has_voted:
        return Refusal("not_voted", _("There is no ballot of yours in the box."))
    return None


def why_not_rehearse(poll: Poll, *, by: User) -> Refusal | None:
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if poll.state != PollState.FROZEN:
        return Refusal("not_frozen", _("A rehearsal lies between the freeze and the opening."))
    if poll.is_rehearsing:
        return Refusal("rehearsing_already", _("The rehearsal is running."))
    return None


def why_not_end_rehearsal(poll: Poll, *, by: User) -> Refusal | None:
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if not poll.is_rehearsing:
        return Refusal("no_rehearsal", _("No rehearsal is running."))
    return None


def why_not_propose_amendment(
    poll: Poll, *, is_listed: bool, kind: str, cost_fen: int, reason: str, by: User, now: datetime
) -> Refusal | None:
    """``is_listed``: the project stands on the ballot as it is now."""
    if refusal := why_not_run(poll.round, by=by) or _why_not_amendable(poll, now=now):
        return refusal
    if kind not in AmendmentKind.values or not is_listed:
        return Refusal("unknown_choice", _("This project is not on the ballot. Choose again."))
    if kind == AmendmentKind.COST and cost_fen <= 0:
        return Refusal("cost_missing", _("Enter the corrected cost."))
    if not reason.strip():
        return Refusal("reason_missing", _("Say why; the reason is published."))
    return None


def why_not_confirm_amendment(
    poll: Poll, amendment: PollAmendment, *, is_listed: bool, by: User, now: datetime
) -> Refusal | None:
    if not by.may(Permission.POLL_CERTIFY, poll.round.community):
        return Refusal("not_certifier", _("The sub-district signs second."))
    if refusal := _why_not_amendable(poll, now=now):
        return refusal
    if amendment.confirmed_at is not None:
        return Refusal("amended_already", _("This amendment is in force."))
    if amendment.proposed_by_id == by.pk:
        return Refusal("same_person", _("You signed first. A second person must sign."))
    if not is_listed:
        return Refusal("unknown_choice", _("This project is not on the ballot. Choose again."))
    return None


def _why_not_amendable(poll: Poll, *, now: datetime) -> Refusal | None:
    if poll.state == PollState.DRAFT:
        return Refusal("not_frozen", _("The list is not frozen yet; change it where it is made."))
    if poll.state not in (PollState.FROZEN, PollState.OPEN) or now >= poll.closes_at:
        return Refusal("poll_closed", _("This vote is closed."))
    return None


def why_not_close_poll(poll: Poll, *, by: User | None, now: datetime) -> Refusal | None:
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if poll.state in (PollState.RECONCILING, *PollState.counted()):
        return Refusal("closed_already", _("This vote has been closed and counted."))
    if poll.state != PollState.OPEN:
        return Refusal("not_open", _("This vote is not open."))
    if now < poll.closes_at:
        return Refusal(
            "not_over",
            _("The vote runs until %(time)s, as was published; it cannot be cut short.")
            % {"time": day_and_time(poll.closes_at)},
        )
    return None


def why_not_propose_certification(poll: Poll, *, by: User) -> Refusal | None:
    if refusal := why_not_run(poll.round, by=by):
        return refusal
    if refusal := _why_not_certifiable(poll):
        return refusal
    if poll.proposed_by_id is not None:
        return Refusal("proposed_already", _("The first signature is there; a second one follows."))
    return None


def why_not_certify_poll(poll: Poll, *, by: User) -> Refusal | None:
    if not by.may(Permission.POLL_CERTIFY, poll.round.community):
        return Refusal("not_certifier", _("The sub-district certifies the result."))
    if refusal := _why_not_certifiable(poll):
        return refusal
    if poll.proposed_by_id is None:
        return Refusal("not_proposed", _("The first signature is missing."))
    if poll.proposed_by_id == by.pk:
        return Refusal("same_person", _("You signed first. A second person must certify."))
    return None


def _why_not_certifiable(poll: Poll) -> Refusal | None:
    if poll.state == PollState.CERTIFIED:
        return Refusal("certified_already", _("The result is certified."))
    if poll.state != PollState.SEALED:
        return Refusal("not_counted", _("The votes are not counted yet."))
    if poll.forgotten_at is None:
        return Refusal(
            "not_forgotten",
            _("The traces of who cast which ballot are being destroyed. Wait a minute."),
        )
    return None


def why_not_download(poll: Poll, audience: str, *, by: User) -> Refusal | None:
    """The public package is everybody's; the other shows every ballot."""
    if audience == "public":
        return None
    place = poll.round.community
    if by.is_authenticated and (
        by.may(Permission.AUDIT_READ, place) or by.may(Permission.POLL_CERTIFY, place)
    ):
        return None
    return Refusal("not_auditor", _("Auditors and certifiers see every ballot."))


def why_not_without_key(has_key: bool) -> Refusal | None:
    """No key, no voting: refused at once rather than stored where nobody finds it again."""
    return None if has_key else _key_missing()


def _key_missing() -> Refusal:
    return Refusal(
        "key_missing",
        _("Voting is paused for a technical reason; your ballot was not recorded. "
          "Please try again later."),
    )  # fmt: skip
