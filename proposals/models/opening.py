"""期初: a community's own books, taken over in the middle of a year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mws.places.models import Place
from mws.rounds.models import Round


class OpeningList(models.Model):
    """期初台账: read from a spreadsheet by one person, taken over by another. ``rows`` is the list
    as it was read, kept as the paper behind the opening entries; ``allocated_fen`` what the
    community had been given in all."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="opening_lists")
    year = models.PositiveSmallIntegerField()
    allocated_fen = models.BigIntegerField()
    document_no = models.CharField(max_length=100)
    rows = models.JSONField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    round = models.OneToOneField(Round, models.PROTECT, null=True, related_name="opening_list")

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="proposals_openinglist_once_a_year", fields=["community", "year"]
            ),
            models.CheckConstraint(
                name="proposals_openinglist_allocated_positive", condition=Q(allocated_fen__gt=0)
            ),
            models.CheckConstraint(
                name="proposals_openinglist_two_persons",
                condition=Q(taken_by=None, taken_at=None, round=None)
                | (
                    Q(taken_by__isnull=False, taken_at__isnull=False, round__isnull=False)
                    & ~Q(taken_by=F("entered_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.year}"
