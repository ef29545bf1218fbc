"""What each kind of message says: ``WORDS[code]``; a MessageTemplate row overrides it.

``{names}`` are filled from the context given to ``queue``: a text as it is, a lazy translation in
the reader's language, a day written out, an int as a number, and one named ``…_fen`` in yuan.
Every room adds its codes here. An urgent message also goes out by SMS and e-mail, where the
person has them; others wait in the inbox. An SMS carries the body alone, so a body says by itself
what it is about.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    """A subject, a body, and whether it should reach the person away from the site."""

    subject: str | Promise
    body: str | Promise
    is_urgent: bool = False


WORDS: dict[str, Words] = {
    "residency_verified": Words(
        _("Your residency is verified"),
        _("{place} has verified that you live there. You can now propose and vote."),
        is_urgent=True,
    ),
    "residency_refused": Words(
        _("Your residency could not be verified"),
        _("{place} could not verify that you live there: {reason}"),
        is_urgent=True,
    ),
    "membership_granted": Words(
        _("You hold a new role"), _("You are now {role} of {place}, from {starts_on}.")
    ),
    "membership_ended": Words(
        _("A role of yours ends"), _("Your role {role} of {place} ends on {ends_on}.")
    ),
    "ballot_cast": Words(
        _("A ballot was cast in your name"),
        _(
            "In the residents' vote of {place} a ballot was cast in your name. If it was not you, "
            "tell the community office at once."
        ),
        is_urgent=True,
    ),
    "project_contracted": Words(
        _("The contract is signed"),
        _("“{title}”: {supplier} carries it out for {amount} yuan."),
    ),
    "project_completed": Words(
        _("The works are completed"),
        _("“{title}” is completed. You will be asked to the acceptance."),
        is_urgent=True,
    ),
    "project_sent_back": Words(
        _("Works to be put right"), _("The acceptance of “{title}” found things to put right.")
    ),
    "project_accepted": Words(
        _("The works are accepted"),
        _("“{title}” is accepted. Say on its page what you think of it."),
    ),
    "project_closed": Words(
        _("Your project is closed"), _("“{title}” is finished, settled and paid: {amount} yuan.")
    ),
    "project_terminated": Words(
        _("Your project was terminated"), _("“{title}” was terminated: {reason}"), is_urgent=True
    ),
    "claim_paid": Words(
        _("A claim is paid"),
        _("“{title}”: {amount} yuan are paid."),
    ),
    "claim_refused": Words(_("A claim was refused"), _("“{title}”, claim refused: {reason}")),
}

# Sent at once and kept nowhere: no row, no audit event, no log in production.
SIGN_IN_CODE = Words(
    _("Your code"),
    _("{code} is your code for {site}. It is valid for a few minutes. Never pass it on."),
)
NUMBER_HAS_ACCOUNT = Words(
    _("You already have an account"),
    _("Somebody tried to register this number at {site}, where it already has an account. "
      "To sign in, ask for a code there. If it was not you, there is nothing to do."),
)  # fmt: skip
