"""What proves that somebody lives in a place: rows of the district, each with its legal basis."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mws.places.models import Place


class ResidencyBasis(models.TextChoices):
    HUKOU = "hukou", _("Household registration")
    RESIDENCE = "residence", _("Lives here")


class ProofKind(models.Model):
    """证明: accepted until the district strikes it off; old claims keep naming it."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="proof_kinds")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=12, choices=ResidencyBasis)
    legal_basis = models.CharField(max_length=200)
    is_accepted = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_proofkind_name_once", fields=["district", "name"]
            ),
            models.CheckConstraint(
                name="accounts_proofkind_basis_valid",
                condition=Q(basis__in=ResidencyBasis.values),
            ),
            models.CheckConstraint(
                name="accounts_proofkind_has_legal_basis", condition=~Q(legal_basis="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
