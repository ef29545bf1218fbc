"""The register of personal data: every table that says something about a person.

Export and erasure read it, so what stands here is what happens; ``tests/architecture`` fails on a
column that might be personal and is neither here nor among ``IMPERSONAL``. Tables of higher rooms
are named by their labels: this room imports nothing of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(StrEnum):
    """What becomes of the rows when a person's account is erased."""

    EMPTIED = "emptied"  # the row stays without the personal columns
    DELETED = "deleted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Table:
    """``person`` leads from a row to the person's key; ``columns`` are exported and, where the
    row is emptied, emptied; ``secret`` columns are personal too, but no use to their owner."""

    model: str
    person: str
    title: Any
    columns: tuple[str, ...]
    purpose: Any
    basis: Any
    kept: Any
    fate: Fate
    secret: tuple[str, ...] = ()

    @property
    def rows(self) -> models.Manager:
        return apps.get_model(self.model)._default_manager

    def of(self, person_id: int) -> models.QuerySet:
        return self.rows.filter(**{self.person: person_id}).order_by("pk")


SERVICE = _("To provide the service you asked for (PIPL art. 13.1.2)")
DUTY = _("To fulfil duties laid down by law (PIPL art. 13.1.3)")
RECORD = _("The public record of how public money was decided on (PIPL art. 13.1.3)")
ACCOUNT = _("Until you delete your account")
YEARS = _("As long as the records of the fiscal year must be kept")

TABLES: tuple[Table, ...] = (
    Table("accounts.User", "pk", _("My account"),
          ("display_name", "phone", "email", "last_login", "date_joined"),
          _("To sign you in and to name you beside what you propose"), SERVICE, ACCOUNT,
          Fate.EMPTIED,
          ("username", "first_name", "last_name", "password", "phone_lookup", "phone_verified")),
    Table("account.EmailAddress", "user_id", _("My e-mail addresses"), ("email", "verified"),
          _("To sign you in by e-mail"), SERVICE, ACCOUNT, Fate.DELETED),
    Table("mfa.Authenticator", "user_id", _("My second factors"), ("type", "created_at"),
          _("To protect an account with a role"), DUTY, ACCOUNT, Fate.DELETED, ("data",)),
    Table("usersessions.UserSession", "user_id", _("My devices"),
          ("created_at", "ip", "user_agent"),
          _("To show you where you are signed in"), SERVICE, _("Until you sign out"),
          Fate.DELETED, ("session_key", "data")),
    Table("socialaccount.SocialAccount", "user_id", _("My other sign-ins"),
          ("provider", "date_joined"), _("To sign you in through WeChat or the city's service"),
          SERVICE, ACCOUNT, Fate.DELETED, ("uid", "extra_data")),
    Table("accounts.Consent", "user_id", _("My consents"), ("version", "given_at"),
          _("To prove that you agreed"), DUTY, _("Three years after you delete your account"),
          Fate.KEPT),
    Table("accounts.Residency", "user_id", _("Where I live"),
          ("place", "basis", "since", "status", "claimed_at", "decided_at", "reason"),
          _("One person has one vote, where the person lives"), DUTY, ACCOUNT, Fate.EMPTIED),
    Table("accounts.Membership", "user_id", _("My roles"),
          ("role", "place", "starts_on", "ends_on", "reason", "end_reason"),
          _("Everyone may know who held an office"), RECORD, YEARS, Fate.KEPT),
    Table("accounts.SensitiveView", "person_id", _("Who looked at my data"),
          ("what", "at", "role"), _("You may know who saw what of yours"), DUTY,
          _("As long as you have an account"), Fate.KEPT, ("viewer_id",)),
    Table("notifications.Message", "recipient_id", _("My messages"),
          ("code", "channel", "context", "queued_at", "sent_at", "read_at"),
          _("To tell you what happened"), SERVICE, ACCOUNT, Fate.DELETED, ("url", "last_error")),
    Table("proposals.Proposal", "author_id", _("My proposals"),
          ("receipt_no", "title", "problem", "location", "solution", "beneficiaries", "upkeep",
           "status", "submitted_at"),
          _("A proposal is a public matter; your name goes, the proposal stays"), RECORD, YEARS,
          Fate.KEPT),
    Table("proposals.Support", "person_id", _("What I support"), ("proposal", "at"),
          _("To count each supporter once"), RECORD, YEARS, Fate.KEPT),
    Table("proposals.CoProposer", "person_id", _("What I sign together with others"),
          ("proposal", "accepted", "answered_at"),
          _("A proposal is a public matter; your name goes, the proposal stays"), RECORD, YEARS,
          Fate.KEPT),
    Table("proposals.Follow", "person_id", _("What I follow"), ("proposal",),
          _("To tell you what happened"), SERVICE, ACCOUNT, Fate.DELETED),
    Table("proposals.Contribution", "author_id", _("What I wrote under proposals"),
          ("proposal", "kind", "text", "at", "answer", "hidden_reason"),
          _("A discussion can be read only as a whole; your name goes"), RECORD, YEARS, Fate.KEPT),
    Table("proposals.Report", "by_id", _("What I reported"), ("ground", "at", "upheld"),
          _("To look at it and to answer you"), SERVICE, YEARS, Fate.KEPT),
    Table("proposals.AcceptanceMember", "person_id", _("Acceptances I took part in"),
          ("name", "remark"), _("Who accepted public works is on record"), RECORD, YEARS,
          Fate.KEPT),
    Table("rounds.Objection", "filed_by_id", _("My objections"),
          ("text", "filed_at", "answer", "answered_at"),
          _("An objection and its answer belong together"), RECORD, YEARS, Fate.KEPT),
    Table("voting.RollEntry", "resident_id", _("Residents' votes I may vote in"),
          ("poll", "channel", "has_voted"),
          _("One ballot for each person; what you chose stands nowhere beside your name"), DUTY,
          YEARS, Fate.KEPT),
    Table("voting.CouncilSeat", "member_id", _("My council seats"),
          ("kind", "starts_on", "ends_on"), _("The council votes openly and by name"), RECORD,
          YEARS, Fate.KEPT),
    Table("voting.Attendance", "member_id", _("My attendance at council meetings"),
          ("meeting", "arrived_at", "left_at", "absence_reason"),
          _("The council votes openly and by name"), RECORD, YEARS, Fate.KEPT),
    Table("voting.CouncilVote", "member_id", _("My votes in the council"),
          ("motion", "value", "reason", "cast_at"), _("The council votes openly and by name"),
          RECORD, YEARS, Fate.KEPT),
    Table("voting.Recusal", "member_id", _("My recusals"), ("item", "ground"),
          _("The council votes openly and by name"), RECORD, YEARS, Fate.KEPT),
    Table("files.Attachment", "uploaded_by_id", _("Files I uploaded"),
          ("original_name", "kind", "caption", "alt_text", "uploaded_at", "visibility"),
          _("Evidence of a case"), RECORD, YEARS, Fate.KEPT, ("file",)),
    Table("proposals.CaseDuty", "person_id", _("What I did on files"), ("duty", "done_at"),
          _("Nobody decides about the same file twice"), DUTY, YEARS, Fate.KEPT),
)  # fmt: skip


def table_of(label: str) -> Table:
    return next(table for table in TABLES if table.model == label)


def personal_columns() -> Iterator[tuple[str, str]]:
    """Every registered column as (model label, name), the way to the person among them."""
    for table in TABLES:
        for name in (*table.columns, *table.secret, table.person.removesuffix("_id")):
            yield table.model, name
