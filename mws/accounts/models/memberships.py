"""Which role a person holds, where, and until when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from mws.accounts.permissions import Role
from mws.places.models import Place


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day: date) -> MembershipQuerySet:
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: date) -> MembershipQuerySet:
        """In force on that day, or to begin later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Membership(models.Model):
    """任职: one person, one role, one place, from and to (both days included)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="granted_memberships"
    )
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ended_memberships"
    )
    end_reason = models.CharField(max_length=200, blank=True)
    end_told_at = models.DateTimeField(null=True, editable=False)  # that the end is near

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_membership_role_valid", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="accounts_membership_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.UniqueConstraint(
                name="accounts_membership_open_once",
                fields=["user", "role", "place"],
                condition=Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="accounts_membership_not_granted_to_self",
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="accounts_membership_ended_on_a_day",
                condition=Q(ended_by=None, end_reason="") | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.place_id}"
