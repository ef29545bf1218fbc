"""Outbox and templates: what is said to whom, after the deed is committed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    IN_SITE = "in_site", _("On this site")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")

    @classmethod
    def outward(cls) -> tuple[Channel, ...]:
        """The ways that leave the site."""
        return (cls.SMS, cls.EMAIL)


class MessageTemplate(models.Model):
    """The words of one kind of message in one language; ``{names}`` are filled from the context."""

    code = models.SlugField(max_length=64)
    language = models.CharField(max_length=10, default="zh-hans")
    subject = models.CharField(max_length=120)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notifications_template_once", fields=["code", "language"])
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"


class Reach(models.Model):
    """How messages reach one person besides the inbox; without a row, what is urgent goes every
    way there is and what is ordinary none."""

    person_id = models.BigIntegerField(primary_key=True)
    urgent_sms = models.BooleanField(default=True)
    urgent_email = models.BooleanField(default=True)
    ordinary_sms = models.BooleanField(default=False)
    ordinary_email = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"→ {self.person_id}"

    def ways(self, *, is_urgent: bool) -> list[Channel]:
        return [way for way in Channel.outward() if self.wants(way, is_urgent=is_urgent)]

    def wants(self, channel: str, *, is_urgent: bool) -> bool:
        return getattr(self, f"{'urgent' if is_urgent else 'ordinary'}_{channel}")


class Message(models.Model):
    """One message to one person over one channel; the id goes along, so a repeat is no second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=64)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.IN_SITE)
    recipient_id = models.BigIntegerField()
    case_id = models.UUIDField(null=True, db_index=True)
    context = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # of the next attempt; None: nothing left to do
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notifications_message_channel_valid",
                condition=models.Q(channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="notifications_message_sent_is_not_due",
                condition=models.Q(sent_at=None) | models.Q(due_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notifications_waiting",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["recipient_id", "queued_at"], name="notifications_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.recipient_id}"
