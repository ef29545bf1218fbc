"""May a proposal be written, submitted or withdrawn, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.audit.selectors import history_of_case
from mws.core.clock import local_day
from mws.core.money import MOST_FEN
from mws.core.refusals import Refusal
from mws.core.wording import day_and_year, yuan_words
from mws.places.models import Level, Place
from mws.rounds.calendar import add_working_days
from mws.rounds.models import Deadline, DeadlineKind, PollRole, Round, RoundOrigin, Stage
from proposals.costs import CostLine, total_fen
from proposals.models import Category, Channel, CostItem, Proposal, ProposalStatus, Theme

Status = ProposalStatus

TITLE_LENGTH = 40
COST_LINES = 40
NEEDED = (
    "title", "category", "theme", "problem", "location", "solution", "beneficiaries", "upkeep",
)  # fmt: skip
PUT_ON_BALLOT = "proposal.put_on_ballot"  # in the trail, when the list of the vote is frozen
NEVER_EMPTY = ("category", "theme")  # of a file that an office has had already; so are its costs
WITHDRAWABLE = (
    Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.ADMITTED, Status.SCREENED,
    Status.SHORTLISTED, Status.DEFERRED, Status.WAITLISTED,
)  # fmt: skip


def why_not_propose(round: Round, *, author: User, by: User, now: datetime) -> Refusal | None:
    """Whether this person may start a proposal of ``author`` in the round now."""
    return why_not_call(round, now=now) or why_not_write_for(round, author=author, by=by, now=now)


def why_not_channel(channel: str, *, is_assisted: bool) -> Refusal | None:
    """Who writes for somebody else says how it reached the office; nobody else does."""
    if is_assisted == (channel in Channel.assisted()):
        return None
    return Refusal("no_channel", _("Say how the proposal reached the office."))


def why_not_call(round: Round, *, now: datetime) -> Refusal | None:
    if round.accepts_proposals(now):
        return None
    return Refusal(
        "round_closed", _("No proposals are called for now. The community's page says when.")
    )


def why_not_write_for(round: Round, *, author: User, by: User, now: datetime) -> Refusal | None:
    """Who writes for whom: residents for themselves, the community office for a resident."""
    if by.pk != author.pk and not by.may(Permission.PROPOSAL_ENTER, round.community):
        return Refusal("not_author", _("Only the proposer may do this, or the community's clerk."))
    if author.home is None:
        return Refusal(
            "not_resident",
            _("Proposing is for verified residents. Register your home first; the community "
              "office verifies it."),
        )  # fmt: skip
    if author.home.pk != round.community_id:
        return Refusal(
            "lives_elsewhere",
            _("Your verified home is in %(home)s, so you propose there.")
            % {"home": author.home.name},
        )
    years = round.frozen_rules.proposing_age
    residency = author.verified_residency
    if residency and not residency.is_of_age(years, local_day(now)):
        return Refusal(
            "under_age",
            _("Proposing is for residents who are %(years)s or over. Ask a grown-up to propose it "
              "for you.") % {"years": years},
        )  # fmt: skip
    return None


def why_not_store(
    round: Round, fields: Mapping[str, Any], items: Sequence[CostLine]
) -> Refusal | None:
    """Whether a draft can be kept: a title, no unknown category, theme or area, sound costs."""
    title = fields.get("title", "").strip()
    if not title:
        return Refusal("no_title", _("Give the proposal a title."))
    if len(title) > TITLE_LENGTH and round.origin != RoundOrigin.IMPORTED:
        return Refusal(
            "title_too_long",
            _("Shorten the title to %(length)s characters; it has %(count)s.")
            % {"length": TITLE_LENGTH, "count": len(title)},
        )
    category, theme, area = (fields.get(name) for name in ("category", "theme", "area"))
    if category and (refusal := why_not_category(round, category)):
        return refusal
    if theme and theme not in Theme.values:
        return Refusal("no_theme", _("Choose what the proposal is about."))
    if area and area.pk != round.community_id and not _is_estate_of(round.community, area):
        return Refusal("area_elsewhere", _("Choose an estate of this community."))
    return why_not_pin(round, fields) or why_not_costs(items)


def why_not_pin(round: Round, fields: Mapping[str, Any]) -> Refusal | None:
    """A pin lies on a plan of this community; a point on earth has both its numbers."""
    plan, *pin = (fields.get(name) for name in ("plan", "pin_x", "pin_y"))
    if plan is None and pin != [None, None]:
        return Refusal("no_plan", _("Choose a point on the community's plan."))
    if plan is not None and (
        plan.place_id != round.community_id
        or not all(isinstance(at, int) and 0 <= at <= 1000 for at in pin)
    ):
        return Refusal("pin_elsewhere", _("Choose a point on the community's plan."))
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    if (latitude is None) != (longitude is None) or (
        latitude is not None and not (abs(latitude) <= 90 and abs(longitude) <= 180)
    ):
        return Refusal(
            "no_coordinates", _("Write latitude and longitude, as in 22.5431, 113.9872.")
        )
    return None


def _is_estate_of(community: Place, area: Place) -> bool:
    return area.level == Level.ESTATE and community.contains(area)


def why_not_empty(
    proposal: Proposal, fields: Mapping[str, Any], items: Sequence[CostLine] | None
) -> Refusal | None:
    """A file that was submitted once keeps its form, its theme and its costs."""
    if proposal.submitted_at is None:
        return None
    if any(fields.get(name) == "" for name in NEVER_EMPTY) or (items is not None and not items):
        return Refusal("emptied", _("This was submitted already: change it, but leave it filled."))
    return None


def why_not_category(round: Round, category: str) -> Refusal | None:
    if category not in Category.values:
        return Refusal("no_category", _("Choose works, goods or services."))
    if (category == Category.IMPORTED) != (round.origin == RoundOrigin.IMPORTED):
        return Refusal("category_imported", _("Choose works, goods or services."))
    return None


def why_not_costs(items: Sequence[CostLine]) -> Refusal | None:
    if len(items) > COST_LINES:
        return Refusal(
            "too_many_lines",
            _("Sum the costs up in at most %(count)s lines.") % {"count": COST_LINES},
        )
    longest_name = CostItem._meta.get_field("name").max_length
    longest_unit = CostItem._meta.get_field("unit").max_length
    for number, line in enumerate(items, start=1):
        named = 0 < len(line.name.strip()) <= longest_name
        measured = 0 < len(line.unit.strip()) <= longest_unit
        if not (named and measured and line.quantity > 0 and line.unit_price_fen > 0):
            return Refusal(
                "bad_line",
                _("Cost line %(number)s needs an item, a unit, a quantity and a price above zero.")
                % {"number": number},
            )
        if line.amount_fen < 1:
            return Refusal("bad_line", _("Cost line %(number)s comes to less than one fen.")
                           % {"number": number})  # fmt: skip
    if total_fen(items) > MOST_FEN:
        return Refusal("too_much", _("That is more money than there is. Check the figures."))
    return None


def why_not_edit(proposal: Proposal, *, by: User, now: datetime) -> Refusal | None:
    """A draft, or one that was returned for completion and is still in time."""
    if by.pk not in (proposal.author_id, proposal.entered_by_id):
        return Refusal("not_author", _("Only the proposer may do this, or the community's clerk."))
    if proposal.status == Status.RETURNED:
        return _why_not_supplement(proposal, now)
    if proposal.status != Status.DRAFT:
        return Refusal(
            "not_draft", _("This proposal is already submitted. To change it, withdraw it first.")
        )
    return None


def why_not_submit(proposal: Proposal, *, by: User, now: datetime) -> Refusal | None:
    """Complete, within the cap, in time, and by a verified resident of the community."""
    if refusal := why_not_edit(proposal, by=by, now=now):
        return refusal
    if proposal.status == Status.DRAFT and (refusal := why_not_call(proposal.round, now=now)):
        return refusal
    if refusal := why_not_write_for(proposal.round, author=proposal.author, by=by, now=now):
        return refusal
    return why_not_complete(proposal)


def why_not_complete(proposal: Proposal) -> Refusal | None:
    """What a draft still lacks before it can be submitted."""
    missing = [
        str(field.verbose_name)
        for field in Proposal._meta.fields
        if field.name in NEEDED and not getattr(proposal, field.name).strip()
    ]
    if missing:
        return Refusal(
            "incomplete", _("Still to be filled in: %(fields)s.") % {"fields": "、".join(missing)}
        )
    if not proposal.requested_fen:
        return Refusal("no_costs", _("Write at least one cost line."))
    return why_not_afford(proposal, proposal.requested_fen)


def why_not_afford(proposal: Proposal, amount_fen: int) -> Refusal | None:
    """Whether a sum keeps within the round's cap for this form (0 means no cap)."""
    cap = proposal.round.frozen_rules.cap_fen(proposal.category)
    if cap and amount_fen > cap:
        return Refusal(
            "above_cap",
            _("%(amount)s is %(over)s above the cap of %(cap)s for %(category)s. Make it smaller.")
            % {
                "amount": yuan_words(amount_fen),
                "over": yuan_words(amount_fen - cap),
                "cap": yuan_words(cap),
                "category": proposal.get_category_display(),
            },
        )
    return None


def why_not_withdraw(proposal: Proposal, *, by: User, now: datetime) -> Refusal | None:
    """The proposer may take it back until the council has it."""
    if by.pk not in (proposal.author_id, proposal.entered_by_id):
        return Refusal("not_author", _("Only the proposer may do this, or the community's clerk."))
    if proposal.status not in WITHDRAWABLE:
        return Refusal(
            "too_late", _("The council has this case already; it can no longer be withdrawn.")
        )
    if proposal.status == Status.SHORTLISTED and is_on_a_ballot(proposal, now):
        return Refusal(
            "on_ballot",
            _("This case is on the residents' ballot; it can no longer be withdrawn."),
        )
    return None


def supplement_due(proposal: Proposal) -> date | None:
    """The last day on which a returned proposal can be handed in again, as its clock says; none
    while it stands still."""
    clock = (
        Deadline.objects.running()
        .filter(case_id=proposal.case_id, kind=DeadlineKind.SUPPLEMENT)
        .first()
    )
    if clock is not None:
        return None if clock.paused_at else clock.due_on
    days = proposal.round.frozen_rules.supplement_days
    return add_working_days(local_day(proposal.status_since), days)


def _why_not_supplement(proposal: Proposal, now: datetime) -> Refusal | None:
    due = supplement_due(proposal)
    if due is not None and local_day(now) > due:
        return Refusal(
            "supplement_over",
            _("It had to be completed by %(day)s. Propose it again in the next round.")
            % {"day": day_and_year(due)},
        )
    return None


def is_on_a_ballot(proposal: Proposal, now: datetime) -> bool:
    """Whether residents vote on this shortlisted case, have voted, or will on a ballot that is
    frozen already (one query at most)."""
    if proposal.round.poll_role == PollRole.NONE:
        return False
    window = proposal.round.windows.get(Stage.POLL)
    if window is not None and window.starts_at <= now:
        return True
    return history_of_case(proposal.case_id).filter(action=PUT_ON_BALLOT).exists()
