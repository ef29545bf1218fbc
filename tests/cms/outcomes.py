"""A community with a round: projects approved, one closed by its services, one proposal that the
council did not pass."""

from __future__ import annotations

from mws.audit.models import AuditEvent
from mws.rounds.services import mark_round_decided
from proposals.models import CouncilDecision, Project, Proposal
from proposals.services.settlement import close_due_surveys, close_project
from tests.cast import NOW, YEAR, Cast
from tests.proposals.cases import case_in
from tests.proposals.delivery import CONTRACT, Delivery, later


class Outcomes:
    """What happens in the rooms below; nothing is published until an event is heard."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.delivery = Delivery(cast)
        self.round = self.delivery.round

    @property
    def address(self) -> str:
        return f"/outcomes/{self.cast.community.code}-{YEAR}/"

    def address_of(self, project: Project) -> str:
        return f"{self.address}project-{project.pk}/"

    def approved(self, title: str = "路灯修复", amount_fen: int = 1_000_000) -> Project:
        project = self.delivery.project(amount_fen, title=title)
        resolve(project.proposal, "selected", yes=8, no=1, amount_fen=amount_fen)
        return project

    def rejected(self, title: str = "再建一个亭子") -> Proposal:
        proposal = case_in("admitted", self.cast, self.round, title=title)
        Proposal.objects.filter(pk=proposal.pk).update(status="rejected")
        resolve(proposal, "rejected", yes=2, no=7, reason="地块有纠纷")
        return proposal

    def closed(self, title: str = "口袋公园") -> Project:
        project = self.delivery.settled(title=title)
        resolve(project.proposal, "selected", yes=9, no=0, amount_fen=project.approved_fen)
        self.delivery.pay(project, "settlement", CONTRACT)
        close_due_surveys(later(31))
        return close_project(project_id=project.pk, by=self.cast.officer, now=later(31))

    def decide(self) -> AuditEvent:
        mark_round_decided(round_id=self.round.pk, by=None, now=NOW)
        return AuditEvent.objects.get(action="round.decided")


def resolve(proposal: Proposal, result: str, **facts: object) -> CouncilDecision:
    votes = {"present": 9, "seated": 11, "decided_at": NOW}
    return CouncilDecision.objects.create(proposal=proposal, result=result, **(votes | facts))
