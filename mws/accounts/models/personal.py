"""What a person agreed to, and who looked at the person's data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.accounts.permissions import Role
from mws.core.append_only import AppendOnlyModel


class Consent(models.Model):
    """同意: that a person agreed to a version of the privacy note, and until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_once",
                fields=["user", "version"],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="accounts_consent_withdrawn_after_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} agreed to {self.version}"


class ViewedData(models.TextChoices):
    CLAIM = "claim", _("Your claim to live here, with your name and number")
    PROOF = "proof", _("The proof that you uploaded")
    ACCOUNT = "account", _("Your name, your number and your roles")


class SensitiveView(AppendOnlyModel):
    """Who looked at which data of whom, in which role, and when. Shown to the person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="looks_at_me")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role)
    what = models.CharField(max_length=10, choices=ViewedData)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="accounts_sensitiveview_what_valid", condition=Q(what__in=ViewedData.values)
            ),
            models.CheckConstraint(
                name="accounts_sensitiveview_not_of_oneself",
                condition=~Q(viewer=models.F("person")),
            ),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="accounts_sensitiveview_person")]

    def __str__(self) -> str:
        return f"{self.viewer_id} saw {self.what} of {self.person_id}"
