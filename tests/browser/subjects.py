"""Which proposal, meeting, vote … the pages are looked at with.

`python -m tests.browser.subjects` prints them as JSON. It runs beside the server, on the server's
database; the tests read the answer (`subjects_of`).
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.browser.people import CHANGYUAN, LONGZHU, TANGLANG, ZHUGUANG
from tests.seeded import ROOT, environment_of

CASES = (
    "draft", "submitted", "shortlisted", "on_agenda", "rejected", "selected", "on_notice",
    "objected", "in_review",
)  # fmt: skip
STREET = LONGZHU[:9]
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
    from mws.accounts.models import Membership, User
    from mws.rounds.models import PublicNotice, Round, RuleSet
    from proposals.models import Claim, Contribution, DeskTask, Project, Proposal
    from voting.models import Meeting, Poll

    def first(model: type, **conditions: object) -> str:
        return str(model.objects.filter(**conditions).order_by("pk").values_list("pk")[0][0])

    cases = {f"case_{status}": first(Proposal, status=status) for status in CASES}
    street = {"community__code__startswith": STREET}  # of those who act in the catalogue
    projects = {f"project_{status}": first(Project, status=status, **street) for status in PROJECTS}
    finished = Project.objects.filter(status="closed").select_related("proposal__community")
    closed = finished.order_by("-pk")[0]
    return cases | projects | {
        "longzhu": LONGZHU, "tanglang": TANGLANG, "zhuguang": ZHUGUANG, "changyuan": CHANGYUAN,
        "year": "2026", "past_year": "2017",
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
        "case_closed": str(closed.proposal_id),
        "notice": first(PublicNotice, state="posted"),
        "claim": first(Claim),
        "sitting": first(Meeting, state="open"),
        "called": first(Meeting, state="called"),
        "closed_meeting": str(Meeting.objects.filter(state="closed").latest("pk").pk),
        "open_poll": first(Poll, state="open"),
        "certified_poll": first(Poll, state="certified"),
        "round": first(Round, community__code=TANGLANG, state="open"),
        "rule_set": first(RuleSet),
        "membership": first(Membership, user__username=f"{LONGZHU}-intake_clerk"),
        "person": first(User, username=f"{LONGZHU}-intake_clerk"),
    }  # fmt: skip


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(find_subjects()))
