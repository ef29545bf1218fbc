"""Acceptance by a group, settlement, and what people thought of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.project import Project


class AcceptanceResult(models.TextChoices):
    PASSED = "passed", _("Passed")
    RECTIFY = "rectify", _("To be put right")


class Capacity(models.TextChoices):
    SUBDISTRICT = "subdistrict", _("Sub-district")
    COMMITTEE = "committee", _("Residents' committee")
    COUNCIL = "council", _("Council")
    RESIDENT = "resident", _("Residents' representative")
    PROPOSER = "proposer", _("Proposer")
    SUPERVISION = "supervision", _("Site supervision")


class Acceptance(models.Model):
    """验收: held by a group; passed, or to be put right by a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="acceptances")
    held_on = models.DateField()
    result = models.CharField(max_length=8, choices=AcceptanceResult)
    findings = models.TextField()
    rectify_by = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_acceptance_result_valid",
                condition=Q(result__in=AcceptanceResult.values),
            ),
            models.CheckConstraint(
                name="proposals_acceptance_rectify_by_paired",
                condition=Q(result="passed", rectify_by=None)
                | Q(result="rectify", rectify_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="proposals_acceptance_passed_once",
                fields=["project"],
                condition=Q(result="passed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} #{self.project_id}"


class AcceptanceMember(models.Model):
    """One member of the group; outside members have a name and no account."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=40)
    capacity = models.CharField(max_length=12, choices=Capacity)
    agrees = models.BooleanField()
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_acceptancemember_capacity_valid",
                condition=Q(capacity__in=Capacity.values),
            ),
            models.UniqueConstraint(
                name="proposals_acceptancemember_once", fields=["acceptance", "name"]
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """结算: submitted, audited down, the rest released in the same transaction."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="settlement")
    submitted_fen = models.BigIntegerField()
    audited_fen = models.BigIntegerField()
    document_no = models.CharField(max_length=60)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposals_settlement_audited_within_submitted",
                condition=Q(audited_fen__gt=0, audited_fen__lte=F("submitted_fen")),
            )
        ]

    def __str__(self) -> str:
        return self.document_no

    @property
    def cut_fen(self) -> int:
        """核减: what the audit took off."""
        return self.submitted_fen - self.audited_fen


SCORE = [MinValueValidator(1), MaxValueValidator(5)]


class Satisfaction(models.Model):
    """满意度: five questions on five steps, one answer per verified resident and project."""

    QUESTIONS = ("need", "quality", "speed", "openness", "overall")

    project = models.ForeignKey(Project, models.PROTECT, related_name="answers")
    respondent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    need = models.PositiveSmallIntegerField(_("It met the need"), validators=SCORE)
    quality = models.PositiveSmallIntegerField(_("Quality"), validators=SCORE)
    speed = models.PositiveSmallIntegerField(_("Speed"), validators=SCORE)
    openness = models.PositiveSmallIntegerField(_("I was kept informed"), validators=SCORE)
    overall = models.PositiveSmallIntegerField(_("Overall"), validators=SCORE)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposals_satisfaction_once", fields=["project", "respondent"]
            ),
            *(
                models.CheckConstraint(
                    name=f"proposals_satisfaction_{question}_in_range",
                    condition=Q(**{f"{question}__gte": 1, f"{question}__lte": 5}),
                )
                for question in ("need", "quality", "speed", "openness", "overall")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.overall} #{self.project_id}"

    @classmethod
    def questions(cls) -> list[tuple[str, str]]:
        """Each question's name and its words, in their order."""
        named = {field.name: str(field.verbose_name) for field in cls._meta.fields}
        return [(name, named[name]) for name in cls.QUESTIONS]
