"""Which proposal, meeting, vote … the pages are looked at with.

`python -m tests.browser.subjects` prints them as JSON. It runs beside the server, on the server's
database; the tests read the answer (`subjects_of`).
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.browser.people import CHANGYUAN, LONGZHU, PINGSHAN, TANGLANG, ZHUGUANG
from tests.seeded import ROOT, environment_of

CASES = (
    "draft", "submitted", "shortlisted", "on_agenda", "rejected", "selected", "on_notice",
    "objected", "in_review",
)  # fmt: skip
STREET = {"community__code__startswith": LONGZHU[:9]}  # of those who act in the catalogue
HOMES = ("claimed", "checked")
PROJECTS = ("procuring", "in_progress", "completed", "accepted", "settled")


def subjects_of(folder: Path) -> dict[str, str]:
    """The names that addresses in the catalogue hold in braces, of a server's folder."""
    found = subprocess.run(
        [sys.executable, "-m", "tests.browser.subjects"],
        cwd=ROOT,
        env=environment_of(folder / "site"),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(found.stdout)


def find_subjects() -> dict[str, str]:
    """The first of each kind, by key: the same ones each time the same seed is looked at."""
    from mws.accounts.models import Membership, ProofKind, Residency, User
    from mws.rounds.models import Clause, Desk, PublicNotice, Round, RuleSet
    from proposals.models import Claim, Contribution, DeskTask, PlanChange, Project, Proposal
    from voting.models import Meeting, Poll

    def first(model: type, **conditions: object) -> str:
        return str(model.objects.filter(**conditions).order_by("pk").values_list("pk")[0][0])

    cases = {f"case_{status}": first(Proposal, status=status) for status in CASES}
    projects = {f"project_{status}": first(Project, status=status, **STREET) for status in PROJECTS}
    homes = {f"home_{status}": first(Residency, status=status) for status in HOMES}
    finished = Project.objects.filter(status="closed").select_related("proposal__community")
    closed = finished.order_by("-pk")[0]
    return cases | projects | homes | published() | delivered() | {
        "longzhu": LONGZHU, "tanglang": TANGLANG, "zhuguang": ZHUGUANG, "changyuan": CHANGYUAN,
        "case_admitted": first(Proposal, status="admitted", community__code=TANGLANG),
        "case_screened": first(Proposal, status="screened", community__code=TANGLANG),
        "case_discussed": first(Proposal, contributions__isnull=False, community__code=TANGLANG),
        "question": first(
            Contribution, kind="question", answered_at=None, proposal__community__code=TANGLANG
        ),
        "case_not_admitted": first(Proposal, status="not_admitted"),
        "case_merged": first(Proposal, status="merged"),
        "case_split": first(Proposal, desk_tasks__isnull=False),
        "desk_task": first(DeskTask, answered_at=None),
        "case_closed": str(closed.proposal_id), "notice": first(PublicNotice, state="posted"),
        "claim": first(Claim), "plan_change": first(PlanChange),
        "council_round": str(Meeting.objects.get(state="open").round_id),
        "sitting": first(Meeting, state="open"), "called": first(Meeting, state="called"),
        "closed_meeting": str(Meeting.objects.filter(state="closed").latest("pk").pk),
        "open_poll": first(Poll, state="open"), "certified_poll": first(Poll, state="certified"),
        "rule_set": first(RuleSet), "proof_kind": first(ProofKind),
        "year": "2026", "past_year": "2017",
        "round": first(Round, community__code=TANGLANG, state="open"),
        "clause": first(Clause), "asked_desk": first(Desk),
        "membership": first(Membership, user__username=f"{LONGZHU}-intake_clerk"),
        "person": first(User, username=f"{LONGZHU}-intake_clerk"),
    }  # fmt: skip


def published() -> dict[str, str]:
    """A news item, and a community whose residents' vote is certified."""
    from cms.models import NewsPage
    from voting.models import Poll

    poll = Poll.objects.filter(state="certified").order_by("pk")[0]
    return {
        "pingshan": PINGSHAN,
        "news": NewsPage.objects.order_by("pk")[0].slug,
        "voted": poll.round.community.code,
    }


def delivered() -> dict[str, str]:
    """What the forms of projects wait for in the catalogue's sub-district."""
    from mws.providers.models import Supplier
    from proposals.models import GoodsCount, ServiceSession

    here = {"project__community__code__startswith": LONGZHU[:9]}
    session = ServiceSession.objects.filter(held_on=None, called_off="", **here).order_by("pk")[0]
    line = GoodsCount.objects.exclude(project__status="closed").filter(**here).order_by("pk")[0]
    return {
        "provider": Supplier.objects.order_by("pk")[2].credit_code,
        "session": str(session.pk), "project_service": str(session.project_id),
        "goods_count": str(line.pk), "project_goods": str(line.project_id),
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(find_subjects()))
