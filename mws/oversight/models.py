"""Sums that are kept so that the board need not count the city at every look, and what auditors
note. Money is not among them: the ledger keeps its own balances."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from mws.places.models import Place


class Subject(models.TextChoices):
    """What was counted. ``count`` and ``total`` of a tally mean what stands behind each."""

    PROJECTS = "projects", _("projects by state: how many, approved fen")
    CATEGORY = "category", _("projects by form: how many, approved fen")
    THEME = "theme", _("projects by subject: how many, approved fen")
    GROUP = "group", _("projects by whom they serve: how many, approved fen")
    SITE = "site", _("projects by kind of estate: how many, approved fen")
    PROPOSALS = "proposals", _("submitted proposals by state: how many")
    CHANNEL = "channel", _("submitted proposals by the way they came: how many")
    PROMISE = "promise", _("the five promises: kept, of how many")
    LIMIT = "limit", _("steps that are done, by kind: in time, of how many")
    HELD = "held", _("steps that are done, by kind: how many, days they took")
    MONTH = "month", _("money by month and state it came into: movements, fen")
    PROPOSERS = "proposers", _("residents who proposed, by household registration: persons")
    ROLL = "roll", _("residents on the rolls of certified votes: persons")
    VOTERS = "voters", _("residents who voted, by household registration: persons")
    BALLOTS = "ballots", _("ballots of certified votes by channel: ballots")
    SEATS = "seats", _("council members, by household registration: persons")
    ANSWERS = "answers", _("answers about satisfaction by mark: answers")
    HIDDEN = "hidden", _("figures withheld because of their neighbours, by figure")


class Tally(models.Model):
    """合计: one sum about one place of any level and one year."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="tallies")
    year = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=10, choices=Subject)
    key = models.CharField(max_length=24, blank=True)
    count = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="oversight_tally_once", fields=["place", "year", "subject", "key"]
            ),
            models.CheckConstraint(
                name="oversight_tally_subject_valid", condition=Q(subject__in=Subject.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} of {self.place_id} {self.year}"


class TallyMark(models.Model):
    """How far into the audit trail the tallies have been counted, and when: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="oversight_tallymark_one", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"up to {self.seq}"


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    REFERRAL = "referral", _("Referred to another office")
    SETTLED = "settled", _("Looked into: in order")


class OversightNote(AppendOnlyModel):
    """监督记录: what an auditor wrote about a case that caught the eye; never taken back."""

    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=NoteKind)
    text = models.TextField(_("what was found"))
    referred_to = models.CharField(_("to which office"), max_length=80, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="oversight_note_kind_valid", condition=Q(kind__in=NoteKind.values)
            ),
            models.CheckConstraint(name="oversight_note_written", condition=~Q(text="")),
            models.CheckConstraint(
                name="oversight_note_referred_to_somebody",
                condition=(Q(kind="referral") & ~Q(referred_to=""))
                | (~Q(kind="referral") & Q(referred_to="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.case_id}"
