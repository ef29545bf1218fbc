"""满意度: who was asked, and what residents answered; once per verified resident and survey."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.project import Project

SCORE = [MinValueValidator(1), MaxValueValidator(5)]
QUESTIONS = ("need", "quality", "speed", "openness", "overall")


class Wave(models.TextChoices):
    FIRST = "first", _("After the acceptance")
    LATER = "later", _("Half a year later")


class AnswerChannel(models.TextChoices):
    LINK = "link", _("On the site")
    CODE = "code", _("By the code on the notice")
    COUNTER = "counter", _("At the counter")


class Survey(models.Model):
    """One wave of a project: from when to when (both days included), and how many were asked."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="surveys")
    wave = models.CharField(max_length=5, choices=Wave)
    opens_on = models.DateField()
    closes_on = models.DateField()
    invited = models.PositiveIntegerField()

    class Meta:
        ordering = ["opens_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="proposals_survey_wave_valid", condition=Q(wave__in=Wave.values)
            ),
            models.CheckConstraint(
                name="proposals_survey_in_order", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.UniqueConstraint(name="proposals_survey_once", fields=["project", "wave"]),
        ]

    def __str__(self) -> str:
        return f"{self.wave} #{self.project_id}"


class Scores(models.Model):
    """Five questions, each answered with 1 to 5."""

    QUESTIONS = QUESTIONS

    wave = models.CharField(max_length=5, choices=Wave, default=Wave.FIRST)
    channel = models.CharField(max_length=7, choices=AnswerChannel, default=AnswerChannel.LINK)
    need = models.PositiveSmallIntegerField(_("It met the need"), validators=SCORE)
    quality = models.PositiveSmallIntegerField(_("Quality"), validators=SCORE)
    speed = models.PositiveSmallIntegerField(_("Speed"), validators=SCORE)
    openness = models.PositiveSmallIntegerField(_("I was kept informed"), validators=SCORE)
    overall = models.PositiveSmallIntegerField(_("Overall"), validators=SCORE)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.overall} #{self.pk}"

    @classmethod
    def questions(cls) -> list[tuple[str, str]]:
        """Each question's name and its words, in their order."""
        named = {field.name: str(field.verbose_name) for field in cls._meta.fields}
        return [(name, named[name]) for name in QUESTIONS]


def score_checks(table: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            name=f"proposals_{table}_{question}_in_range",
            condition=Q(**{f"{question}__gte": 1, f"{question}__lte": 5}),
        )
        for question in QUESTIONS
    ]


class Satisfaction(Scores):
    """A verified resident's answer. ``entered_by``: the clerk who took it down at the counter."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="answers")
    respondent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposals_satisfaction_once", fields=["project", "wave", "respondent"]
            ),
            models.CheckConstraint(
                name="proposals_satisfaction_counter_by_clerk",
                condition=Q(channel="counter", entered_by__isnull=False)
                | (~Q(channel="counter") & Q(entered_by=None)),
            ),
            models.CheckConstraint(
                name="proposals_satisfaction_not_own_clerk",
                condition=Q(entered_by=None) | ~Q(entered_by=F("respondent")),
            ),
            *score_checks("satisfaction"),
        ]


class AnonymousAnswer(Scores):
    """Somebody's answer without a name, kept apart: it never counts among the residents'."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="anonymous_answers")

    class Meta:
        constraints = score_checks("anonymousanswer")
