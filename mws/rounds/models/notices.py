"""Public notices and the objections to them. Files of cases are known by their ``case_id``."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.rounds.models.rounds import Round


class NoticeState(models.TextChoices):
    POSTED = "posted", _("Posted")
    OBJECTED = "objected", _("Objection being answered")
    ENDED = "ended", _("Ended without open objection")
    UPHELD = "upheld", _("Objection upheld")


class PublicNotice(models.Model):
    """公示: what was decided, posted for the notice days of the round; anyone may object."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="notices")
    case_id = models.UUIDField(db_index=True)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=220)
    body = models.TextField()
    amount_fen = models.BigIntegerField()
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.POSTED)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rounds_notice_state_valid", condition=Q(state__in=NoticeState.values)
            ),
            models.CheckConstraint(
                name="rounds_notice_amount_positive", condition=Q(amount_fen__gt=0)
            ),
            models.CheckConstraint(
                name="rounds_notice_ended_at_paired",
                condition=Q(state__in=["posted", "objected"], ended_at=None)
                | Q(state__in=["ended", "upheld"], ended_at__isnull=False),
            ),
            models.UniqueConstraint(name="rounds_notice_number_once", fields=["round", "number"]),
            models.UniqueConstraint(
                name="rounds_notice_one_running_per_case",
                fields=["case_id"],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Objection(models.Model):
    """异议: written, by a named person; answered in writing by someone else."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    text = models.TextField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    is_upheld = models.BooleanField(null=True)

    class Meta:
        ordering = ["filed_at"]
        constraints = [
            models.CheckConstraint(
                name="rounds_objection_answer_complete",
                condition=Q(answered_at=None, answered_by=None, is_upheld=None, answer="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & Q(is_upheld__isnull=False)
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="rounds_objection_answered_by_another",
                condition=Q(answered_by=None) | ~Q(answered_by=F("filed_by")),
            ),
            models.UniqueConstraint(
                name="rounds_objection_once_per_person", fields=["notice", "filed_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"
