"""What a person may do about a project now, each with its reason where it may not be yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from mws.core.refusals import Refusal
from proposals.models import Project
from proposals.selectors.project_steps import PROJECT_STEPS


@dataclass(frozen=True, slots=True)
class Action:
    """A button with its address, or the reason why it is not there."""

    label: str
    url: str
    refusal: Refusal | None = None


def project_actions(project: Project, *, user: Any, today: date) -> list[Action]:
    """The steps at hand for those whose office they are; nothing for everybody else."""
    if not user.is_authenticated:
        return []
    return [
        Action(
            step.label,
            reverse(step.url_name, args=[project.pk]),
            step.why_not(project, by=user, today=today),
        )
        for step in PROJECT_STEPS
        if step.fits(project) and user.may(step.permission, project.community)
    ]
