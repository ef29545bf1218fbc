"""The community office at work: a file split over desks, one overdue, a refusal appealed against,
two cases made one."""

from __future__ import annotations

from mws.accounts.permissions import Role
from mws.demo.seeding.current.life import Life
from mws.rounds.models import Clause, Desk
from mws.rounds.services import open_desk, seat_at_desk
from proposals.services import appeals, desk_tasks, screening

DESKS = (
    ("城建办", "造价、施工安全", Role.WORKS_OFFICER),
    ("财政办", "资金是否重复安排", Role.FINANCE_OFFICER),
    ("城管办", "占道、绿化和市容", Role.SUBDISTRICT_OFFICER),
)


def play_office(life: Life) -> None:
    """What one finds at the desks of a community where the screening is under way."""
    desks = _desks(life)
    split = life.admit(8, 55)
    secretary = life.office[Role.COMMUNITY_SECRETARY]
    asked = desk_tasks.ask_desks(
        proposal_id=split.pk, desk_ids=[desk.pk for desk in desks[:2]],
        question="报价是否合理？是否已有其他资金？", by=secretary, now=life.at(58),
    )  # fmt: skip
    desk_tasks.answer_task(
        task_id=asked[0].pk, opinion="conditions", answer="单价合理，开工前须核对地下管线。",
        by=life.office[Role.WORKS_OFFICER], now=life.at(60),
    )  # fmt: skip
    life.admit(9, 40)  # lies there, overdue
    _refuse(life)
    doubled = life.admit(11, 50)
    screening.merge_proposal(
        proposal_id=doubled.pk, into_id=split.pk, reason="需求相同、地点相邻，合并办理。",
        by=secretary, now=life.at(59),
    )  # fmt: skip


def _refuse(life: Life) -> None:
    refused = life.submit(10, 52)
    clause = Clause.objects.of_round(life.round).get(code="1")
    screening.refuse_admission(
        proposal_id=refused.pk, clause_id=clause.pk, now=life.at(54),
        reason="场地属于物业管理区域，应由物业服务企业维护。", by=life.office[Role.INTAKE_CLERK],
    )  # fmt: skip
    appeals.file_appeal(
        proposal_id=refused.pk, text="这块地在红线以外，产权证可以证明归社区。", by=refused.author,
        now=life.at(60),
    )  # fmt: skip


def _desks(life: Life) -> list[Desk]:
    """The desks of the sub-district, each with the officer who answers there."""
    desks = []
    for name, task, role in DESKS:
        desk = open_desk(
            place=life.office.place.parent, name=name, task=task, by=None, now=life.begin
        )
        seat_at_desk(desk_id=desk.pk, person=life.office[role], by=None, now=life.begin)
        desks.append(desk)
    return desks
