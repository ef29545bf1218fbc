"""Reading the trail."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from mws.audit.models import AuditEvent


def history_of(target: models.Model) -> models.QuerySet[AuditEvent]:
    """All events about one row, oldest first."""
    return AuditEvent.objects.filter(
        target_kind=target._meta.label_lower, target_id=str(target.pk)
    ).order_by("id")


def history_of_case(case_id: UUID) -> models.QuerySet[AuditEvent]:
    """All events of one case file in every room, oldest first."""
    return AuditEvent.objects.filter(case_id=case_id).order_by("id")
