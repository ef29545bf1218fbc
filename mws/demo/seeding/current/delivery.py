"""From contract to closing: how the demonstration's projects are carried out."""

from __future__ import annotations

from datetime import timedelta

from mws.accounts.permissions import Role
from mws.demo.pictures import draw_upload
from mws.demo.seeding.current.life import Life
from mws.providers.models import Supplier
from proposals.models import Category, Project
from proposals.rules.delivery_acceptance import CheckInput, MemberInput, check_list
from proposals.rules.delivery_claims import claimed_fen
from proposals.rules.delivery_lanes import PlannedSession
from proposals.rules.delivery_procurement import Bid, Choice
from proposals.rules.payment_shares import limit_of
from proposals.services import (
    acceptance,
    claims,
    contracts,
    lanes,
    payments,
    plan_changes,
    procurement,
    progress,
    satisfaction,
    settlement,
)

PANEL = (Role.SUBDISTRICT_OFFICER, Role.WORKS_OFFICER, Role.FINANCE_OFFICER)

REPORTS = (
    (10, "材料进场，围挡已立，请绕行。", "施工围挡和进场材料"),
    (45, "完成过半，隐蔽部分已拍照留存。", "施工过半的现场"),
    (100, "全部完成，现场已清理。", "完工后的现场"),
)


class Delivery:
    """One approved project of a community, step by step; ``day`` counts from the round's begin."""

    def __init__(
        self, life: Life, project: Project, suppliers: list[Supplier], number: int
    ) -> None:
        self.life, self.office, self.project = life, life.office, project
        self.suppliers, self.supplier = suppliers, suppliers[number]
        self.contract_fen = project.approved_fen * 97 // 100

    @property
    def category(self) -> str:
        return self.project.proposal.category

    def choose(self, day: float = 138) -> None:
        """Three quotations, a panel, a record: enough for every sum of the demonstration."""
        at = self.life.at(day)
        mine = self.suppliers.index(self.supplier)
        rivals = [self.suppliers[mine - step] for step in (1, 2)]
        bids = [Bid(self.supplier, self.contract_fen, at.date())]
        bids += [Bid(rival, self.project.approved_fen, at.date()) for rival in rivals]
        procurement.record_procurement(
            project_ids=[self.project.pk],
            choice=Choice(
                supplier=self.supplier, amount_fen=self.contract_fen, bids=bids,
                note="三家报价中最低，单价不高于项目库均价。",
                document_no=f"{self.life.street}评审〔{self.life.round.year}〕{self.project.pk}号",
                panel=[str(self.office[role]) for role in PANEL],
            ),
            by=self.office[Role.SUBDISTRICT_OFFICER], now=at,
        )  # fmt: skip

    def contract(self, day: float = 140) -> None:
        self.choose(day - 2)
        signed = self.life.at(day)
        contracts.sign_contract(
            project_id=self.project.pk, supplier=self.supplier,
            number=f"{self.life.street}民微合〔{self.life.round.year}〕{self.project.pk}号",
            amount_fen=self.contract_fen, signed_on=signed.date(), starts_on=signed.date(),
            ends_on=(signed + timedelta(days=60)).date(),
            by=self.office[Role.SUBDISTRICT_OFFICER], now=signed,
        )  # fmt: skip

    def begin(self, day: float) -> None:
        """What the form asks for first: the site, the delivery, the first sessions."""
        by, at = self.office[Role.COMMUNITY_SECRETARY], self.life.at(day)
        if self.category == Category.WORKS:
            progress.report_progress(
                project_id=self.project.pk, kind="handover", percent=0,
                text="场地已移交施工单位，界址和水电接口当场核对。", by=by, now=at,
            )  # fmt: skip
        elif self.category == Category.SERVICES:
            first = at.date()
            lanes.plan_sessions(
                project_id=self.project.pk, by=by, now=at,
                sessions=[
                    PlannedSession(f"第{number}场", first + timedelta(days=6 * number), 30)
                    for number in range(1, 4)
                ],
            )  # fmt: skip
        else:
            for line in self.project.counts.all():
                lanes.count_goods(
                    count_id=line.pk, delivered_on=at.date(), counted=line.agreed, is_tested=True,
                    by=self.office[Role.WORKS_OFFICER], now=at,
                )  # fmt: skip

    def hold_sessions(self, day: float) -> None:
        """All that are planned, and the closing report."""
        by = self.office[Role.COMMUNITY_SECRETARY]
        for number, session in enumerate(self.project.sessions.all()):
            lanes.report_session(
                session_id=session.pk, held_on=session.planned_on, heads=26 + 3 * number,
                sign_in_sheet=draw_upload(self.project.pk, number),
                photograph=draw_upload(self.project.pk, 10 + number),
                alt_text="活动现场(示意画)", by=by, now=self.life.at(day),
            )  # fmt: skip
        progress.report_progress(
            project_id=self.project.pk, kind="closing", percent=100,
            text="三场全部完成，参与居民八成以上表示愿意再来。", by=by, now=self.life.at(day),
        )  # fmt: skip

    def report(self, count: int, day: float = 150) -> None:
        self.begin(day - 1)
        for number, (percent, text, alt_text) in enumerate(REPORTS[:count]):
            progress.report_progress(
                project_id=self.project.pk, percent=percent, text=text,
                photograph=draw_upload(self.project.pk, percent),
                caption=alt_text, alt_text=f"{alt_text}(示意画)",
                by=self.office[Role.COMMUNITY_SECRETARY], now=self.life.at(day + 18 * number),
            )  # fmt: skip

    def pay(self, kind: str, day: float, *, until: str = "paid") -> bool:
        """A claim for all that may be claimed of this kind now, filed, checked and approved by
        three persons and confirmed by the bank; ``until`` stops it earlier. False where nothing
        may be claimed: goods are paid after their acceptance only."""
        project = Project.objects.select_related("proposal__round", "account").get(
            pk=self.project.pk
        )
        amount_fen = limit_of(project, kind, self.life.at(day).date()) - claimed_fen(project)
        if amount_fen <= 0:
            return False
        claim = claims.file_claim(
            project_id=self.project.pk, kind=kind, amount_fen=amount_fen,
            invoice_no=f"FP{self.life.round.year}{self.project.pk:05d}{int(day)}",
            by=self.office[Role.SUBDISTRICT_OFFICER], now=self.life.at(day),
        )  # fmt: skip
        if until == "filed":
            return True
        claims.review_claim(
            claim_id=claim.pk, by=self.office[Role.FINANCE_OFFICER], now=self.life.at(day + 2)
        )
        if until == "reviewed":
            return True
        claims.approve_claim(
            claim_id=claim.pk, by=self.office[Role.SUBDISTRICT_LEADER], now=self.life.at(day + 4)
        )
        if until == "approved":
            return True
        paid = self.life.at(day + 6)
        payments.confirm_payment(
            claim_id=claim.pk, bank_no=f"BK{self.life.round.year}{claim.pk:06d}",
            paid_on=paid.date(), by=self.office[Role.FINANCE_OFFICER], now=paid,
        )  # fmt: skip
        return True

    def hand_over(self, day: float = 162) -> None:
        """Approved claims go to the bank in a file; of the bank's list one line fits nothing."""
        finance, street = self.office[Role.FINANCE_OFFICER], self.project.community.parent
        payments.make_payment_file(place_id=street.pk, by=finance, now=self.life.at(day))
        strange = payments.Confirmation(
            2, f"BK{self.project.pk}X", "MWSZF999999999", 1_280_000, self.life.at(day).date()
        )
        payments.import_confirmations(
            place_id=street.pk, lines=[strange], by=finance, now=self.life.at(day + 1)
        )

    def change_plan(self, day: float = 168) -> None:
        """A fifth more than was signed: the council decides on it first."""
        rules = self.life.round.frozen_rules
        cap = rules.cap_fen(self.project.proposal.category)
        plan_changes.ask_change(
            project_id=self.project.pk, new_total_fen=min(self.contract_fen * 12 // 10, cap),
            is_new_scope=False, reason="现场多出两处破损，按清单单价一并修好。",
            by=self.office[Role.SUBDISTRICT_OFFICER], now=self.life.at(day),
        )  # fmt: skip

    def complete(self, day: float = 195) -> None:
        if self.category == Category.SERVICES:
            self.hold_sessions(day - 1)
        progress.complete_project(
            project_id=self.project.pk, by=self.office[Role.COMMUNITY_SECRETARY],
            now=self.life.at(day),
        )  # fmt: skip

    def inspect(self, result: str = "passed", day: float = 202) -> None:
        proposal = self.project.proposal
        representative = next(
            person for person in self.office.residents if person.pk != proposal.author_id
        )
        held = self.life.at(day)
        acceptance.record_acceptance(
            project_id=self.project.pk, held_on=held.date(), result=result,
            findings="按清单逐项核对，数量、规格相符。" if result == "passed"
            else "两处收口不平，须在期限内整改。",
            provider=f"{self.supplier.name}项目经理", checks=self._checks(result),
            rectify_by=None if result == "passed" else (held + timedelta(days=10)).date(),
            members=[
                MemberInput(str(self.office[Role.WORKS_OFFICER]), "subdistrict", True,
                            person=self.office[Role.WORKS_OFFICER]),
                MemberInput(str(representative), "resident", True, person=representative),
                MemberInput(str(proposal.author), "proposer", result == "passed",
                            person=proposal.author),
            ],
            by=self.office[Role.WORKS_OFFICER], now=held,
        )  # fmt: skip

    def _checks(self, result: str) -> list[CheckInput]:
        """As agreed, but for the first point where something is to be put right."""
        is_right = result == "passed"
        points = check_list(self.project)
        return [CheckInput("" if is_right or n else "收口不平", is_right or n > 0)
                for n in range(len(points))]  # fmt: skip

    def rate(self, count: int, day: float = 210) -> None:
        for number, resident in enumerate(self.office.residents[:count]):
            score = 5 if number % 3 else 4
            satisfaction.answer_survey(
                project_id=self.project.pk, by=resident, now=self.life.at(day),
                scores={"need": 5, "quality": score, "speed": max(score - number % 2, 3),
                        "openness": 4, "overall": score},
                comment="比预想的快，晚上亮堂多了。" if number == 0 else "",
            )  # fmt: skip

    def settle(self, day: float = 225) -> None:
        paid = self.contract_fen * 95 // 100
        settlement.settle_project(
            project_id=self.project.pk, submitted_fen=self.contract_fen, audited_fen=paid,
            document_no=f"{self.life.street}结算〔{self.life.round.year}〕{self.project.pk}号",
            by=self.office[Role.FINANCE_OFFICER], now=self.life.at(day),
        )  # fmt: skip

    def register(self, day: float = 240) -> None:
        """What was bought stands in the community's register."""
        if self.category != Category.GOODS:
            return
        for item in self.project.proposal.cost_items.all():
            lanes.register_asset(
                project_id=self.project.pk, name=item.name, quantity=item.quantity,
                kept_at=f"{self.office.place.name}党群服务中心", keeper="社区工作站",
                by=self.office[Role.WORKS_OFFICER], now=self.life.at(day),
            )  # fmt: skip

    def close(self, day: float = 250) -> None:
        self.register(day - 5)
        settlement.evaluate_project(project_id=self.project.pk, now=self.life.at(day - 1))
        settlement.close_project(
            project_id=self.project.pk, by=self.office[Role.SUBDISTRICT_OFFICER],
            now=self.life.at(day),
        )  # fmt: skip
