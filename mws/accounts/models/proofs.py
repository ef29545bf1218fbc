"""What a district accepts as proof that somebody lives there, beside an identity document."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from mws.places.models import Place


class ProofKind(models.Model):
    """证明材料: a kind of paper. ``may_upload``: a file may show it; ``needs_number``: it says too
    little about the person, so an identity document is looked at as well. Where it does not, no
    number is asked for and none is stored. What was once accepted is retired, never deleted."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="proof_kinds")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    may_upload = models.BooleanField(default=True)
    needs_number = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="accounts_proofkind_name_once", fields=["district", "name"]
            ),
            models.CheckConstraint(
                name="accounts_proofkind_named",
                condition=~models.Q(name="") & ~models.Q(name_en=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name
