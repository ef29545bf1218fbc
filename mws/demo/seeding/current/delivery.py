"""From contract to closing: how the demonstration's projects are carried out."""

from __future__ import annotations

from datetime import timedelta

from mws.accounts.permissions import Role
from mws.demo.pictures import draw_upload
from mws.demo.seeding.current.life import Life
from mws.providers.models import Supplier
from proposals.models import Project
from proposals.rules.delivery_acceptance import MemberInput
from proposals.services import acceptance, claims, contracts, progress, satisfaction, settlement

REPORTS = (
    (10, "材料进场，围挡已立，请绕行。", "施工围挡和进场材料"),
    (45, "完成过半，隐蔽部分已拍照留存。", "施工过半的现场"),
    (100, "全部完成，现场已清理。", "完工后的现场"),
)


class Delivery:
    """One approved project of a community, step by step; ``day`` counts from the round's begin."""

    def __init__(self, life: Life, project: Project, supplier: Supplier) -> None:
        self.life, self.office, self.project, self.supplier = life, life.office, project, supplier
        self.contract_fen = project.approved_fen * 97 // 100

    def contract(self, day: float = 140) -> None:
        signed = self.life.at(day)
        contracts.sign_contract(
            project_id=self.project.pk, supplier=self.supplier,
            number=f"{self.life.street}民微合〔{self.life.round.year}〕{self.project.pk}号",
            amount_fen=self.contract_fen, signed_on=signed.date(), starts_on=signed.date(),
            ends_on=(signed + timedelta(days=60)).date(),
            by=self.office[Role.SUBDISTRICT_OFFICER], now=signed,
        )  # fmt: skip

    def report(self, count: int, day: float = 150) -> None:
        for number, (percent, text, alt_text) in enumerate(REPORTS[:count]):
            progress.report_progress(
                project_id=self.project.pk, percent=percent, text=text,
                photograph=draw_upload(self.project.pk, percent),
                caption=alt_text, alt_text=f"{alt_text}(示意画)",
                by=self.office[Role.COMMUNITY_SECRETARY], now=self.life.at(day + 18 * number),
            )  # fmt: skip

    def pay(self, kind: str, amount_fen: int, day: float, *, until: str = "paid") -> None:
        """A claim, filed, checked and paid by three persons; ``until`` stops it earlier."""
        claim = claims.file_claim(
            project_id=self.project.pk, kind=kind, amount_fen=amount_fen,
            invoice_no=f"FP{self.life.round.year}{self.project.pk:05d}{int(day)}",
            by=self.office[Role.SUBDISTRICT_OFFICER], now=self.life.at(day),
        )  # fmt: skip
        if until == "filed":
            return
        claims.review_claim(
            claim_id=claim.pk, by=self.office[Role.FINANCE_OFFICER], now=self.life.at(day + 2)
        )
        if until == "reviewed":
            return
        claims.pay_claim(
            claim_id=claim.pk, by=self.office[Role.SUBDISTRICT_LEADER], now=self.life.at(day + 4)
        )

    def complete(self, day: float = 195) -> None:
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

    def close(self, day: float = 250) -> None:
        settlement.evaluate_project(project_id=self.project.pk, now=self.life.at(day - 1))
        settlement.close_project(
            project_id=self.project.pk, by=self.office[Role.SUBDISTRICT_OFFICER],
            now=self.life.at(day),
        )  # fmt: skip
