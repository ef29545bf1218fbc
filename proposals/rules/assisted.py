"""May a clerk enter this proposal for this resident, and why not."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mws.accounts.models import User
from mws.accounts.names import normalise_name
from mws.accounts.permissions import Permission
from mws.accounts.selectors import people_with_document, people_with_phone
from mws.core.refusals import Refusal
from mws.rounds.models import Round
from proposals.models import Proposal, ProposalStatus


def resident_called(round: Round, *, name: str, phone: str = "", document: str = "") -> User | None:
    """The verified resident of the round's community with this name and telephone number (+86…),
    or with this name and number of an identity document, for who has no telephone.

    Both must agree: a slip in the number would put words into somebody else's mouth.
    """
    called = normalise_name(name)
    found = people_with_phone(phone) if phone else people_with_document(document)
    return next(
        (
            person
            for person in found
            if person.home
            and person.home.pk == round.community_id
            and normalise_name(person.display_name) == called
        ),
        None,
    )


def why_not_enter_for(round: Round, person: User | None, *, by: User) -> Refusal | None:
    """One answer for no such number, another name and another community: nobody is searched for."""
    if not by.may(Permission.PROPOSAL_ENTER, round.community):
        return Refusal("not_office", _("Only the community's own office enters for its residents."))
    if person is None:
        return Refusal(
            "no_such_resident",
            _("No verified resident of %(community)s has this name and this number. Compare both; "
              "whoever is not registered yet registers first, here at the counter if they like.")
            % {"community": round.community.name},
        )  # fmt: skip
    if person.pk == by.pk:
        return Refusal("own_proposal", _("For yourself, propose on the residents' own pages."))
    return None


def why_not_twice(round: Round, person: User, *, title: str) -> Refusal | None:
    """The same form may lie in two heaps: one person, one title, one round, once."""
    same = Proposal.objects.filter(round=round, author=person, title=title.strip())
    entered = same.exclude(status=ProposalStatus.WITHDRAWN).first()
    if entered is None:
        return None
    return Refusal(
        "entered_already",
        _("This person has proposed the same already: %(number)s.")
        % {"number": entered.receipt_no or _("Draft")},
    )
