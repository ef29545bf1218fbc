"""An approved project and the steps of its delivery, each taken by who may in the cast."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from mws.accounts.permissions import Role
from mws.core.clock import local_day
from mws.ledger.models import Account
from mws.ledger.services import commit, reserve
from mws.providers.models import Supplier
from mws.providers.services import name_representative, register_supplier
from mws.rounds.services import set_rule
from proposals.models import Acceptance, CaseDuty, Claim, Duty, Project, Proposal
from proposals.rules.delivery_acceptance import CheckInput, MemberInput, check_list
from proposals.rules.delivery_procurement import Bid, Choice
from proposals.services.acceptance import record_acceptance
from proposals.services.claims import approve_claim, file_claim, review_claim
from proposals.services.contracts import sign_contract
from proposals.services.payments import confirm_payment
from proposals.services.procurement import record_procurement
from proposals.services.progress import complete_project, report_progress
from proposals.services.settlement import settle_project
from tests.cast import NOW, YEAR, Cast, make_officer, make_user

APPROVED = 14_250_660  # 142,506.60 yuan
CONTRACT = 13_680_000
CREDIT_CODE = "91440300MAABCD001R"
RIVAL_CODES = ("91440300MAABCD0043", "91440300MAABCD0056")
TODAY = date(2026, 6, 17)


class Delivery:
    """``project()`` and one method a step; every step starts from the state before it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        # Retention money has its own tests (test_payments): elsewhere what is settled is paid.
        set_rule(
            rule_set_id=cast.rule_set.pk, key="retention_percent", value="0", legal_basis="测试",
            by=None, now=NOW,
        )  # fmt: skip
        self.round = cast.round()
        cast.fund()
        self.supplier = register_supplier(
            credit_code=CREDIT_CODE, name="深圳榕岸市政工程有限公司", kind="company",
            registered_on=date(2015, 3, 1), by=None, now=NOW,
        )  # fmt: skip
        self.rivals = [
            register_supplier(
                credit_code=code, name=f"深圳第{number}家工程有限公司", kind="company",
                registered_on=date(2015, 3, 1), by=None, now=NOW,
            )
            for number, code in enumerate(RIVAL_CODES, start=1)
        ]  # fmt: skip
        self.builder = make_officer("builder", "榕岸施工员", Role.SUPPLIER, cast.community)
        name_representative(
            supplier_id=self.supplier.pk, person=self.builder, by=cast.officer, now=NOW
        )
        self.colleague = make_user("colleague", "同事")

    def project(self, approved_fen: int = APPROVED, **proposal_fields: Any) -> Project:
        """Approved, its money committed, nothing delivered yet."""
        cast, count = self.cast, Proposal.objects.count()
        fields = {
            "title": "龙珠四路口袋公园路灯修复", "author": cast.lin, "category": "works",
        } | proposal_fields  # fmt: skip
        proposal = Proposal.objects.create(
            receipt_no=f"MWS-2026-TY-LZ-{count + 1:04}", round=self.round,
            community=cast.community, status="approved", theme="facilities",
            requested_fen=approved_fen, selected_fen=approved_fen, created_at=NOW,
            submitted_at=NOW, status_since=NOW, problem="灯坏了半年", location="龙珠四路",
            solution="换 24 盏灯", beneficiaries="全体居民", upkeep="社区", **fields,
        )  # fmt: skip
        CaseDuty.objects.create(
            case_id=proposal.case_id, person=proposal.author, duty=Duty.PROPOSED, done_at=NOW
        )
        case = {"case_id": proposal.case_id, "amount_fen": approved_fen, "now": NOW}
        reserve(
            community=cast.community, year=YEAR, decision="议决", reference=f"test-reserve-{count}",
            by=cast.chair, **case,
        )  # fmt: skip
        commit(
            decision="立项", reference=f"test-commit-{count}", made_by=cast.officer,
            by=cast.leader, **case,
        )  # fmt: skip
        return Project.objects.create(
            proposal=proposal, community=cast.community, year=YEAR,
            account=Account.objects.get(case_id=proposal.case_id), approved_fen=approved_fen,
            opened_at=NOW, status_since=NOW,
        )  # fmt: skip

    def choice(self, amount_fen: int, supplier: Supplier | None = None, **more: Any) -> Choice:
        """What any route up to a panel asks for: three quotations, a record, three names."""
        chosen = supplier or self.supplier
        others = [each for each in (self.supplier, *self.rivals) if each.pk != chosen.pk]
        bids = [Bid(chosen, amount_fen, TODAY)]
        bids += [Bid(rival, amount_fen + 100, TODAY) for rival in others]
        facts = {
            "note": "单价低于项目库均价", "document_no": "评审〔2026〕3号",
            "panel": ["甲", "乙", "丙"], "bids": bids,
        } | more  # fmt: skip
        return Choice(supplier=chosen, amount_fen=amount_fen, **facts)

    def procure(self, *projects: Project, choice: Choice | None = None, **terms: Any) -> None:
        approved = sum(project.approved_fen for project in projects)
        record_procurement(
            project_ids=[project.pk for project in projects],
            choice=choice or self.choice(approved),
            **({"by": self.cast.officer, "now": NOW} | terms),
        )

    def sign(self, project: Project, **terms: Any) -> Project:
        terms = {
            "supplier": self.supplier, "number": f"TYJ-{project.pk}", "amount_fen": CONTRACT,
            "signed_on": TODAY, "starts_on": TODAY, "ends_on": TODAY + timedelta(days=60),
            "splitting_reason": "各在一处", "by": self.cast.officer, "now": NOW,
        } | terms  # fmt: skip
        if self.again(project).procurement_id is None:
            self.procure(project, choice=self.choice(project.approved_fen, terms["supplier"]))
        sign_contract(project_id=project.pk, **terms)
        return self.again(project)

    def hand_over(self, project: Project, **terms: Any) -> Project:
        """Of works, the site; before that nothing is reported."""
        if project.proposal.category == "works" and not project.progress.exists():
            terms = {"text": "场地已移交", "by": self.builder, "now": NOW, "percent": 0} | terms
            report_progress(project_id=project.pk, kind="handover", **terms)
        return self.again(project)

    def report(self, project: Project, percent: int = 100, **terms: Any) -> Project:
        project = self.hand_over(project)
        terms = {"text": "装好了灯", "by": self.builder, "now": NOW} | terms
        report_progress(project_id=project.pk, percent=percent, **terms)
        return self.again(project)

    def complete(self, project: Project, **terms: Any) -> Project:
        complete_project(project_id=project.pk, **({"by": self.builder, "now": NOW} | terms))
        return self.again(project)

    def group(self, *, agrees: bool = True) -> list[MemberInput]:
        return [
            MemberInput("林晓", "proposer", agrees, "晚上亮了", person=self.cast.lin),
            MemberInput("王建国", "resident", agrees, person=self.cast.wang),
            MemberInput("方工", "supervision", agrees),
        ]

    def accept(self, project: Project, **terms: Any) -> Acceptance:
        terms = {
            "held_on": local_day(terms.get("now", NOW)), "result": "passed",
            "findings": "24 盏灯全亮",
            "members": self.group(), "provider": "张工", "by": self.cast.secretary, "now": NOW,
        } | terms  # fmt: skip
        is_right = terms["result"] == "passed"
        points = check_list(self.again(project))
        terms.setdefault("checks", [CheckInput("不平", is_right) for _point in points])
        return record_acceptance(project_id=project.pk, **terms)

    def file(self, project: Project, kind: str, amount_fen: int, **terms: Any) -> Claim:
        terms = {"invoice_no": f"FP{Claim.objects.count() + 1:08}", "by": self.cast.officer,
                 "now": NOW} | terms  # fmt: skip
        return file_claim(project_id=project.pk, kind=kind, amount_fen=amount_fen, **terms)

    def pay(self, project: Project, kind: str, amount_fen: int) -> Claim:
        claim = self.file(project, kind, amount_fen)
        self.approve(claim)
        confirm_payment(
            claim_id=claim.pk, bank_no=f"B{claim.pk}", paid_on=TODAY, by=self.cast.finance, now=NOW
        )
        return Claim.objects.get(pk=claim.pk)

    def approve(self, claim: Claim) -> Claim:
        review_claim(claim_id=claim.pk, by=self.cast.finance, now=NOW)
        return approve_claim(claim_id=claim.pk, by=self.cast.leader, now=NOW)

    def settle(self, project: Project, submitted: int, audited: int, **terms: Any) -> Project:
        terms = {"document_no": "结审〔2026〕7号", "by": self.cast.finance, "now": NOW} | terms
        settle_project(project_id=project.pk, submitted_fen=submitted, audited_fen=audited, **terms)
        return self.again(project)

    def completed(self, **fields: Any) -> Project:
        return self.complete(self.report(self.sign(self.project(**fields))))

    def accepted(self, **fields: Any) -> Project:
        project = self.completed(**fields)
        self.accept(project)
        return self.again(project)

    def settled(self, audited: int = CONTRACT, **fields: Any) -> Project:
        return self.settle(self.accepted(**fields), CONTRACT, audited)

    @staticmethod
    def again(project: Project) -> Project:
        """The project as the database has it now, with what the rules read."""
        return Project.objects.select_related(
            "proposal__round",
            "proposal__author",
            "community",
            "account",
            "supplier",
            "procurement",
        ).get(pk=project.pk)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
