"""The trail: who did what to which file, when; and the chain that makes later edits visible.

An event is written inside the transaction of the deed. Its link (number, previous hash, hash) is
added after the commit by ``seal_trail``: so no deed waits for another at one chain head, and the
numbers are in the order in which deeds became facts, which is also what subscribers read.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel


class AuditEvent(AppendOnlyModel):
    """审计记录: no foreign keys, no names, no free text; so it outlives what it speaks of."""

    action = models.CharField(max_length=64, db_index=True)
    target_kind = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    case_id = models.UUIDField(null=True, db_index=True)
    place_path = models.CharField(max_length=80, blank=True)
    actor_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["target_kind", "target_id", "id"], name="audit_event_target")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind}:{self.target_id}"


class AuditLink(AppendOnlyModel):
    """One link of the chain; ``seq`` has no gaps and follows the order of commits."""

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="link")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="audit_link_seq_positive", condition=models.Q(seq__gte=1)),
            models.UniqueConstraint(name="audit_link_previous_once", fields=["previous_hash"]),
        ]

    def __str__(self) -> str:
        return f"#{self.seq}"


class SubscriberCursor(models.Model):
    """How far a subscriber (a dotted path in settings) has read the chain."""

    name = models.CharField(max_length=128, primary_key=True)
    position = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name} @ {self.position}"


class Heartbeat(models.Model):
    """When something was last seen alive: the database taking a write, the clock's job."""

    name = models.CharField(max_length=32, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at}"
