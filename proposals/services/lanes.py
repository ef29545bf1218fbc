"""三类项目: sessions of a service, counted goods, assets that stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.refusals import require
from mws.files.models import Visibility
from mws.files.services import store_photograph, store_upload
from proposals.models import Asset, Category, Duty, GoodsCount, Project, ServiceSession
from proposals.rules import delivery_lanes as rules
from proposals.rules.delivery_claims import why_not_reason
from proposals.rules.delivery_lanes import PlannedSession
from proposals.services.duties import record_duty
from proposals.services.progress import begin_works
from proposals.services.projects import lock_project, note_step


def plan_lane(*, project: Project) -> None:
    """What the contract makes due in this form: of goods, each line of the estimate is counted.
    Part of the caller's transaction."""
    if project.proposal.category != Category.GOODS:
        return
    GoodsCount.objects.bulk_create(
        GoodsCount(
            project=project, name=item.name, specification=f"{item.position} · {item.unit}",
            agreed=item.quantity,
        )
        for item in project.proposal.cost_items.all()
    )  # fmt: skip


@transaction.atomic
def plan_sessions(
    *, project_id: int, sessions: Sequence[PlannedSession], by: User, now: datetime | None = None
) -> list[ServiceSession]:
    """Say when the service takes place, and for how many. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_plan_sessions(project, by=by))
    require(rules.why_not_session_plan(project, sessions))
    rows = ServiceSession.objects.bulk_create(
        ServiceSession(
            project=project, title=each.title.strip(), planned_on=each.planned_on,
            planned_heads=each.heads,
        )
        for each in sessions
    )  # fmt: skip
    note_step(project, action="project.sessions_planned", by=by, now=now, sessions=len(rows))
    return rows


@transaction.atomic
def report_session(
    *,
    session_id: int,
    held_on: date,
    heads: int,
    sign_in_sheet: UploadedFile,
    photograph: UploadedFile,
    alt_text: str,
    by: User,
    now: datetime | None = None,
) -> ServiceSession:
    """A session was held. The sign-in sheet holds names: only those who handle the case see it.
    The first one starts the project. Raises Refused."""
    now = now or database_now()
    session = _lock_session(session_id)
    project = session.project
    require(rules.why_not_report_session(session, by=by))
    require(
        rules.why_not_session_facts(session, held_on=held_on, heads=heads, today=local_day(now))
    )
    require(
        rules.why_not_evidence(
            has_sheet=sign_in_sheet is not None, has_photograph=photograph is not None,
            alt_text=alt_text,
        )
    )  # fmt: skip
    session.held_on, session.heads = held_on, heads
    session.sign_in_sheet = store_upload(
        upload=sign_in_sheet, case_id=project.case_id, by=by, photographs=Visibility.RESTRICTED
    )
    session.photograph = store_photograph(
        upload=photograph, case_id=project.case_id, by=by, caption=session.title, alt_text=alt_text
    )
    _keep(session, action="project.session_held", by=by, now=now)
    return session


@transaction.atomic
def call_off_session(
    *, session_id: int, reason: str, by: User, now: datetime | None = None
) -> ServiceSession:
    """A planned session does not take place; why is public. Raises Refused."""
    now = now or database_now()
    session = _lock_session(session_id)
    require(rules.why_not_report_session(session, by=by))
    require(why_not_reason(reason))
    session.called_off = reason.strip()
    _keep(session, action="project.session_called_off", by=by, now=now)
    return session


@transaction.atomic
def change_goods_lines(
    *, project_id: int, lines: Sequence[rules.GoodsLine], by: User, now: datetime | None = None
) -> list[GoodsCount]:
    """After an approved change of the plan, what is to be delivered from now on: these lines and
    no others. Counts that were made stay. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_change_lines(project, by=by))
    require(rules.why_not_lines(project, lines))
    before = {(row.name, row.specification): row for row in project.counts.select_for_update()}
    for line in lines:
        row = before.pop(line.key, None) or GoodsCount(
            project=project, name=line.key[0], specification=line.key[1]
        )
        row.agreed = line.agreed
        row.save()
    GoodsCount.objects.filter(pk__in=[row.pk for row in before.values()]).delete()
    record_duty(case_id=project.case_id, person=by, duty=Duty.CONTRACTED, now=now)
    note_step(
        project, action="project.goods_lines_changed", by=by, now=now, lines=len(lines),
        dropped=len(before),
    )  # fmt: skip
    return list(project.counts.all())


@transaction.atomic
def count_goods(
    *,
    count_id: int,
    delivered_on: date,
    counted: Decimal,
    is_tested: bool,
    specification: str = "",
    by: User,
    now: datetime | None = None,
) -> GoodsCount:
    """Count and test one line of the delivery; counted again, the last count stands and the trail
    keeps the earlier ones. Raises Refused."""
    now = now or database_now()
    line = GoodsCount.objects.get(pk=count_id)
    project = lock_project(line.project_id)
    line = GoodsCount.objects.select_for_update().get(pk=count_id)
    line.project = project
    require(rules.why_not_count(line, by=by))
    require(
        rules.why_not_count_facts(
            line, delivered_on=delivered_on, counted=counted, today=local_day(now)
        )
    )
    line.specification = specification.strip() or line.specification
    line.delivered_on, line.counted, line.is_tested = delivered_on, counted, is_tested
    line.counted_by, line.counted_at = by, now
    line.save()
    begin_works(project=project, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.ACCEPTED, now=now)
    note_step(
        project, action="project.goods_counted", target=line, by=by, now=now,
        counted=str(counted), is_tested=is_tested,
    )  # fmt: skip
    return line


@transaction.atomic
def register_asset(
    *,
    project_id: int,
    name: str,
    quantity: Decimal,
    kept_at: str,
    keeper: str,
    model_no: str = "",
    serial_no: str = "",
    condition: str = "good",
    by: User,
    now: datetime | None = None,
) -> Asset:
    """Enter what the project left, where it stands and who keeps it. Raises Refused."""
    now = now or database_now()
    project = lock_project(project_id)
    require(rules.why_not_register_asset(project, by=by))
    facts: dict[str, Any] = {
        "name": name,
        "kept_at": kept_at,
        "keeper": keeper,
        "serial_no": serial_no,
    }
    require(rules.why_not_asset_facts(project, quantity=quantity, **facts))
    asset = Asset.objects.create(
        project=project, quantity=quantity, model_no=model_no.strip(), condition=condition,
        registered_by=by, registered_at=now, **{key: text.strip() for key, text in facts.items()},
    )  # fmt: skip
    note_step(project, action="asset.registered", target=asset, by=by, now=now,
              quantity=str(quantity))  # fmt: skip
    return asset


@transaction.atomic
def move_asset(
    *, asset_id: int, kept_at: str, keeper: str, condition: str, by: User,
    now: datetime | None = None,
) -> Asset:  # fmt: skip
    """It stands elsewhere, another keeps it, or it is no longer in order. Raises Refused."""
    now = now or database_now()
    project = lock_project(Asset.objects.get(pk=asset_id).project_id)
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    require(rules.why_not_register_asset(project, by=by))
    require(
        rules.why_not_asset_facts(
            project, name=asset.name, quantity=asset.quantity, kept_at=kept_at, keeper=keeper,
            serial_no="", is_new=False,
        )
    )  # fmt: skip
    asset.kept_at, asset.keeper, asset.condition = kept_at.strip(), keeper.strip(), condition
    asset.save(update_fields=["kept_at", "keeper", "condition"])
    note_step(project, action="asset.moved", target=asset, by=by, now=now, condition=condition)
    return asset


def _lock_session(session_id: int) -> ServiceSession:
    project = lock_project(ServiceSession.objects.get(pk=session_id).project_id)
    session = ServiceSession.objects.select_for_update().get(pk=session_id)
    session.project = project
    return session


def _keep(session: ServiceSession, *, action: str, by: User, now: datetime) -> None:
    session.reported_by, session.reported_at = by, now
    session.save()
    project = session.project
    begin_works(project=project, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.REPORTED, now=now)
    note_step(project, action=action, target=session, by=by, now=now)
