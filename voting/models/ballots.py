"""Roll and box of the secret ballot (level L1).

Neither table has a time, a serial number or an address; the box knows a voter only by
``HMAC(key of the poll, resident)``, and the key is a file outside the database, destroyed at seal.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.core.append_only import AppendOnlyModel
from voting.models.polls import Poll


class RollChannel(models.TextChoices):
    ONLINE = "online", _("Online")
    ASSISTED = "assisted", _("With help at the service centre")
    PAPER = "paper", _("On paper")


class RollEntry(models.Model):
    """选民名册: who may vote and who has; never when, never what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="roll")
    resident = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="roll_entries"
    )
    channel = models.CharField(max_length=10, choices=RollChannel, blank=True)
    has_voted = models.BooleanField(default=False)
    changes = models.PositiveSmallIntegerField(default=0)
    notices_sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voting_rollentry_once", fields=["poll", "resident"]),
            models.CheckConstraint(
                name="voting_rollentry_channel_when_voted",
                condition=Q(has_voted=False, channel="", changes=0)
                | Q(has_voted=True, channel__in=RollChannel.values),
            ),
        ]

    def __str__(self) -> str:
        return "roll entry"


class BallotSlot(models.Model):
    """票箱: one ballot per slot by constraint; written only while the poll is open (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="box")
    slot = models.CharField(max_length=64)
    choices = models.TextField()
    nonce = models.CharField(max_length=32)
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voting_ballotslot_one_per_slot", fields=["poll", "slot"]),
            models.UniqueConstraint(name="voting_ballotslot_leaf_once", fields=["poll", "leaf"]),
        ]

    def __str__(self) -> str:
        return "ballot"


class SealedBallot(AppendOnlyModel):
    """One counted ballot; ``position`` follows the leaf hashes, so no order of casting is left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="sealed_ballots")
    position = models.PositiveIntegerField()
    choices = models.TextField()
    nonce = models.CharField(max_length=32)
    leaf = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=[("cast", "cast"), ("imported", "imported")])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="voting_sealedballot_position_once", fields=["poll", "position"]
            ),
            models.CheckConstraint(
                name="voting_sealedballot_origin_valid",
                condition=Q(origin__in=["cast", "imported"]),
            ),
        ]

    def __str__(self) -> str:
        return f"sealed ballot {self.position}"
