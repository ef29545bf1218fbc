"""By which route is a provider found, and may it be recorded like this?

The route follows from the form and the approved sum; nobody chooses a lighter one. A package is one
procurement: its sum is that of all its projects, so neither bundling nor splitting lightens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.permissions import Permission
from mws.core.clock import months_after
from mws.core.refusals import Refusal
from mws.core.wording import yuan_words
from mws.providers.models import Supplier
from mws.providers.rules import why_not_engage
from mws.rounds.parameters import RoundRules
from proposals.models import Category, Contract, Duty, Project, Route
from proposals.rules.delivery import why_not_in_office


@dataclass(frozen=True)
class Bid:
    """One quotation: who asked for how much, and when."""

    supplier: Supplier
    amount_fen: int
    received_on: date


@dataclass(frozen=True)
class Choice:
    """What is recorded of a procurement. ``panel``: the names of those who selected."""

    supplier: Supplier
    amount_fen: int
    note: str
    document_no: str = ""
    panel: Sequence[str] = ()
    bids: Sequence[Bid] = field(default_factory=tuple)


def route_for(category: str, approved_fen: int, rules: RoundRules) -> Route:
    """The lightest route that the rules allow for this form and sum."""
    tender_fen = getattr(rules, f"tender_{category}_fen", 0)
    if tender_fen and approved_fen >= tender_fen:
        return Route.TENDER
    is_bought = category in (Category.GOODS, Category.SERVICES)
    if is_bought and rules.route_purchase_fen and approved_fen >= rules.route_purchase_fen:
        return Route.PURCHASE
    for route, up_to in (
        (Route.DIRECT, rules.route_direct_fen),
        (Route.QUOTES, rules.route_quotes_fen),
        (Route.PANEL, rules.route_panel_fen),
    ):
        if approved_fen <= up_to:
            return route
    return Route.OPEN


def why_not_procure(project: Project, *, by: User) -> Refusal | None:
    """Before the contract, by those who will sign it; again where a provider steps back."""
    if refusal := why_not_in_office(project, Permission.CONTRACT_SIGN, by=by, duty=Duty.CONTRACTED):
        return refusal
    if project.status != Project.Status.PROCURING:
        return Refusal("not_procuring", _("There is a contract already, or the project has ended."))
    return None


def why_not_again(projects: Sequence[Project], choice: Choice) -> Refusal | None:
    """The same choice is not recorded twice; another one replaces it, and both stay on record."""
    standing = {project.procurement for project in projects}
    row = next(iter(standing)) if len(standing) == 1 else None
    if row is None or (row.chosen_id, row.chosen_fen) != (choice.supplier.pk, choice.amount_fen):
        return None
    if row.approved_fen != sum(project.approved_fen for project in projects):
        return None
    return Refusal("procured_already", _("This choice is on record already."))


def why_not_bundle(projects: Sequence[Project]) -> Refusal | None:
    """Projects of one sub-district, year and form may share a contract."""
    if not projects:
        return Refusal("no_project", _("Choose at least one project."))
    if len({project.pk for project in projects}) < len(projects):
        return Refusal("project_twice", _("Each project stands in a package once."))
    kinds = {
        (project.community.parent_id, project.year, project.proposal.category)
        for project in projects
    }
    if len(kinds) > 1:
        return Refusal(
            "unlike_projects",
            _("A package holds projects of one sub-district, one year and one form."),
        )
    return None


def why_not_choice(projects: Sequence[Project], choice: Choice, *, today: date) -> Refusal | None:
    """What the route asks for is there, and the provider passes the gate."""
    rules = projects[0].proposal.round.frozen_rules
    approved_fen = sum(project.approved_fen for project in projects)
    if choice.amount_fen <= 0:
        return Refusal("no_amount", _("Enter the sum at which the provider was chosen."))
    if choice.amount_fen > approved_fen:
        return Refusal(
            "above_approved",
            _("The offer (%(amount)s) is above what was approved (%(approved)s).")
            % {"amount": yuan_words(choice.amount_fen), "approved": yuan_words(approved_fen)},
        )
    if not choice.note.strip():
        return Refusal("no_note", _("Write why this provider, and how the price compares."))
    if refusal := _why_not_bids(choice, today):
        return refusal
    route = route_for(projects[0].proposal.category, approved_fen, rules)
    return _why_not_route(route, choice, rules) or why_not_engage(
        choice.supplier, on=today, rules=rules
    )


def splitting_fen(projects: Sequence[Project], supplier: Supplier, *, on: date) -> int:
    """What this provider has under contract for this form in this community within the months
    that the rules look back and ahead, in fen, with what was changed since, without these projects
    (one query)."""
    first = projects[0]
    months = first.proposal.round.frozen_rules.splitting_months
    others = Contract.objects.filter(
        project__community=first.community,
        project__proposal__category=first.proposal.category,
        supplier=supplier,
        signed_on__gt=months_after(on, -months),
        signed_on__lt=months_after(on, months),
    ).exclude(project__in=projects)
    others = others.exclude(project__status=Project.Status.TERMINATED)
    return others.aggregate(total=Sum("project__contract_fen"))["total"] or 0


def why_not_unsplit(
    projects: Sequence[Project], supplier: Supplier, amount_fen: int, *, on: date, reason: str
) -> Refusal | None:
    """拆分提示: several of one community, form and provider that are together above the cap need a
    written, public reason. ``projects``: of one community; ``amount_fen``: theirs together."""
    rules = projects[0].proposal.round.frozen_rules
    cap = rules.cap_fen(projects[0].proposal.category)
    earlier = splitting_fen(projects, supplier, on=on)
    together, is_alone = earlier + amount_fen, len(projects) == 1 and not earlier
    if not cap or together <= cap or is_alone or reason.strip():
        return None
    return Refusal(
        "looks_split",
        _("Within %(months)s months this provider would have %(together)s here for the same form, "
          "above the cap of %(cap)s. Is one project split in parts? Write why not; it is public.")
        % {"months": rules.splitting_months, "together": yuan_words(together),
           "cap": yuan_words(cap)},
    )  # fmt: skip


def _why_not_bids(choice: Choice, today: date) -> Refusal | None:
    bidders = {bid.supplier.pk for bid in choice.bids}
    if len(bidders) < len(choice.bids):
        return Refusal("bidder_twice", _("Each provider stands in the quotations once."))
    if any(bid.amount_fen <= 0 for bid in choice.bids):
        return Refusal("no_amount", _("Every quotation names a sum."))
    if any(bid.received_on > today for bid in choice.bids):
        return Refusal("in_future", _("The day cannot lie in the future."))
    own = [bid for bid in choice.bids if bid.supplier.pk == choice.supplier.pk]
    if choice.bids and not own:
        return Refusal("chosen_did_not_bid", _("The chosen provider is not among the quotations."))
    if own and choice.amount_fen > own[0].amount_fen:
        return Refusal("above_own_bid", _("The provider offered it for less."))
    return None


def _why_not_route(route: Route, choice: Choice, rules: RoundRules) -> Refusal | None:
    if route in (Route.QUOTES, Route.PANEL) and len(choice.bids) < rules.quotations_minimum:
        return Refusal(
            "too_few_quotations",
            _("%(route)s: at least %(count)s quotations of different providers.")
            % {"route": route.label, "count": rules.quotations_minimum},
        )
    if route not in (Route.DIRECT, Route.QUOTES) and not choice.document_no.strip():
        return Refusal(
            "no_document",
            _("%(route)s: enter the number of its record or announcement.")
            % {"route": route.label},
        )
    names = {name.strip() for name in choice.panel if name.strip()}
    if route == Route.PANEL and len(names) < rules.panel_minimum:
        return Refusal(
            "panel_too_small",
            _("%(route)s: name at least %(count)s members.")
            % {"route": route.label, "count": rules.panel_minimum},
        )
    return None
