"""What people enter once and reuse in later forms."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class Profile(models.Model):
    """资料: the estate one lives in, the organisation one acts for, and the key of one's vault:
    attachments whose ``case_id`` is ``vault_id`` belong to this person and to no case."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    estate = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", verbose_name=_("estate")
    )
    organisation = models.CharField(_("organisation"), max_length=80, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    vault_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_profile_code_of_an_organisation",
                condition=models.Q(credit_code="") | ~models.Q(organisation=""),
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.user_id}"
