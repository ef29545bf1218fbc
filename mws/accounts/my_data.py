"""What the site knows about a person, in words for that person. Reads only; which columns those
are, each room declares (see mws.core.personal)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mws.accounts.models import SensitiveView, User
from mws.core.personal import Personal, declared
from mws.core.wording import day_and_year

TITLES: dict[str, Any] = {
    "accounts.User": _("My account"),
    "accounts.Residency": _("Where I live"),
    "accounts.IdentityDocument": _("Documents I showed"),
    "accounts.GuardianConsent": _("My guardian's consent"),
    "accounts.Profile": _("My profile"),
    "accounts.Membership": _("My roles"),
    "accounts.Consent": _("My consents"),
    "accounts.SensitiveView": _("Who looked at my data"),
    "account.EmailAddress": _("My e-mail addresses"),
    "mfa.Authenticator": _("My second factors"),
    "usersessions.UserSession": _("My devices"),
    "socialaccount.SocialAccount": _("My other sign-ins"),
    "notifications.Message": _("My messages"),
    "files.Attachment": _("Files I uploaded"),
    "rounds.Objection": _("My objections"),
    "proposals.Proposal": _("My proposals"),
    "proposals.Support": _("What I support"),
    "proposals.CoProposer": _("What I sign together with others"),
    "proposals.Follow": _("What I follow"),
    "proposals.Contribution": _("What I wrote under proposals"),
    "proposals.Report": _("What I reported"),
    "proposals.CaseDuty": _("What I did on files"),
    "proposals.AcceptanceMember": _("Acceptances I took part in"),
    "proposals.Satisfaction": _("How I rated finished works"),
    "voting.RollEntry": _("Residents' votes I may vote in"),
    "voting.CouncilSeat": _("My council seats"),
    "voting.Attendance": _("My attendance at council meetings"),
    "voting.CouncilVote": _("My votes in the council"),
    "voting.Recusal": _("My recusals"),
    "audit.AuditEvent": _("What I did here"),
}
"""By the labels of the models, most of them of higher rooms; the rest show their own name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One model of the register, as a person reads of it."""

    model: str
    entries: tuple[Personal, ...]

    @property
    def title(self) -> Any:
        return TITLES.get(self.model) or apps.get_model(self.model)._meta.verbose_name

    @property
    def first(self) -> Personal:
        """All entries of a model share its purpose, ground and end."""
        return self.entries[0]

    def rows_of(self, person: User) -> Iterable[models.Model]:
        rows = apps.get_model(self.model)._default_manager.filter(**{self.first.whose: person.pk})
        relations = [name for name in self.names if rows.model._meta.get_field(name).is_relation]
        return rows.select_related(*relations).order_by("pk")

    @property
    def names(self) -> list[str]:
        return [name for entry in self.entries for name in entry.names]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind with a person's rows, each a list of (column, words)."""

    kind: Kind
    rows: list[list[tuple[Any, str]]]


def register() -> list[Kind]:
    """What is kept about people and shown to them, a kind each, the account first."""
    shown = [entry for entry in declared() if entry.is_exported]
    order = list(TITLES)
    shown.sort(key=lambda entry: (order.index(entry.model) if entry.model in TITLES else 99,
                                  entry.model))  # fmt: skip
    by_model = groupby(shown, key=lambda entry: entry.model)
    return [Kind(model, tuple(entries)) for model, entries in by_model]


def sheets_of(person: User) -> list[Sheet]:
    """The kinds of which there is something about the person; a query each."""
    sheets = [
        Sheet(kind, [_words(kind, row) for row in kind.rows_of(person)]) for kind in register()
    ]
    return [sheet for sheet in sheets if sheet.rows]


def looks_at(person: User) -> list[SensitiveView]:
    """Who looked at this person's data, the latest first (one query)."""
    return list(person.looks_at_me.select_related("viewer")[:200])


def _words(kind: Kind, row: models.Model) -> list[tuple[Any, str]]:
    fields = [row._meta.get_field(name) for name in kind.names]
    return [
        (getattr(field, "verbose_name", field.name), _said(row, field.name))
        for field in fields
        if getattr(row, field.name) not in (None, "")
    ]


def _said(row: models.Model, name: str) -> str:
    choice = getattr(row, f"get_{name}_display", None)
    value = choice() if choice else getattr(row, name)
    if isinstance(value, datetime):
        return f"{day_and_year(value)} {localtime(value):%H:%M}"
    return day_and_year(value) if isinstance(value, date) else str(localize(value))
