"""质保期: begun by the acceptance; before it ends the community is told to look once more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from mws.accounts.permissions import Role
from mws.accounts.selectors import holders_of
from mws.core.clock import database_now, local_day, months_after
from mws.core.due import do_each
from proposals.models import Project, Warranty
from proposals.services.moves import tell
from proposals.services.projects import lock_project, note_step


def start_warranty(*, project: Project, starts_on: date) -> Warranty | None:
    """From the day of the acceptance for the months of the round's rules; none where these are 0.
    Part of the caller's transaction."""
    rules = project.proposal.round.frozen_rules
    if not rules.warranty_months:
        return None
    ends_on = months_after(starts_on, rules.warranty_months)
    remind_on = max(starts_on, ends_on - timedelta(days=rules.warranty_notice_days))
    return Warranty.objects.create(
        project=project, starts_on=starts_on, ends_on=ends_on, remind_on=remind_on
    )


def remind_of_warranties(now: datetime | None = None) -> int:
    """The clock's job: tell of warranties that end soon, once each; how many."""
    now = now or database_now()
    due = Warranty.objects.filter(remind_on__lte=local_day(now), reminded_at=None)
    keys = list(due.order_by("pk").values_list("project_id", flat=True))
    return do_each(keys, lambda key: _remind(key, now))


@transaction.atomic
def _remind(project_id: int, now: datetime) -> bool:
    """The secretary of the community, and the works officer of its sub-district."""
    project = lock_project(project_id)
    warranty = project.warranty
    if warranty.reminded_at is not None:
        return False
    warranty.reminded_at = now
    warranty.save(update_fields=["reminded_at"])
    for role in (Role.COMMUNITY_SECRETARY, Role.WORKS_OFFICER):
        for person in holders_of(role, project.community, now=now):
            tell(
                project.proposal, code="warranty_ends", now=now, to=person,
                ends_on=warranty.ends_on,
            )  # fmt: skip
    note_step(project, action="warranty.reminded", target=warranty, by=None, now=now)
    return True
