"""Who sits in the council: the published scheme, and the terms of its members."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class SeatKind(models.TextChoices):
    PARTY = "party", _("Community party committee")
    COMMITTEE = "committee", _("Residents' committee")
    DEPUTY = "deputy", _("People's congress deputy")
    ENTERPRISE = "enterprise", _("Enterprise or property management")
    RESIDENT = "resident", _("Resident")


class CouncilSeatQuerySet(models.QuerySet):
    def seated_on(self, day: date) -> CouncilSeatQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def seated_from(self, day: date) -> CouncilSeatQuerySet:
        """Terms that touch this day or a later one."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class SeatBasis(models.TextChoices):
    ELECTED = "elected", _("Elected")
    APPOINTED = "appointed", _("Appointed")


class CouncilSeat(models.Model):
    """议事会席位: one member's term. A vacant seat has no row and does not count.

    ``document``: the announcement of the election or the letter of appointment. ``sworn_on``: the
    day of the oath. ``substitute``: who may sit in the member's place, if the scheme allows it.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="council_seats")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=SeatKind)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="council_seats"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=10, choices=SeatBasis, default=SeatBasis.ELECTED)
    document = models.CharField(max_length=80, blank=True)
    sworn_on = models.DateField(null=True)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = CouncilSeatQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="voting_councilseat_kind_valid", condition=Q(kind__in=SeatKind.values)
            ),
            models.CheckConstraint(
                name="voting_councilseat_basis_valid", condition=Q(basis__in=SeatBasis.values)
            ),
            models.CheckConstraint(
                name="voting_councilseat_substitute_is_another",
                condition=Q(substitute=None) | ~Q(substitute=F("member")),
            ),
            models.UniqueConstraint(
                name="voting_councilseat_one_open_term",
                fields=["place", "number"],
                condition=Q(ends_on=None),
            ),
            models.UniqueConstraint(
                name="voting_councilseat_one_seat_per_member",
                fields=["place", "member"],
                condition=Q(ends_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.number}"


class CouncilScheme(models.Model):
    """组成方案: how many seats of which kind a council has, since when, by which document.

    A new scheme replaces the earlier one from its day; the earlier stays to be read.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="council_schemes")
    adopted_on = models.DateField()
    document = models.CharField(max_length=80)
    allows_substitutes = models.BooleanField(default=False)

    class Meta:
        ordering = ["-adopted_on"]
        constraints = [
            models.UniqueConstraint(
                name="voting_councilscheme_one_a_day", fields=["place", "adopted_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.document


class SchemeSeats(models.Model):
    """The seats of one kind in a scheme."""

    scheme = models.ForeignKey(CouncilScheme, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=SeatKind)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voting_schemeseats_once", fields=["scheme", "kind"]),
            models.CheckConstraint(
                name="voting_schemeseats_kind_valid", condition=Q(kind__in=SeatKind.values)
            ),
            models.CheckConstraint(name="voting_schemeseats_some", condition=Q(seats__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.seats} {self.kind}"
