"""What the rows are about: one object of each kind, with its place and its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile

from mws.accounts.models import Membership, Residency, User
from mws.files.models import Attachment
from mws.ledger.services import enter_allocation
from mws.notifications.models import Message
from mws.places.models import Place
from mws.rounds.models import Round, RuleSet
from proposals.models import (
    Claim,
    Contribution,
    CoProposer,
    DeskTask,
    Project,
    Proposal,
    Report,
    ReportGround,
)
from tests.cast import NOW, make_resident, make_user
from voting.models import AgendaItem, Attendance, Meeting, Motion, Poll


@dataclass(frozen=True)
class Subject:
    """``value`` as it stands in the address; ``author`` is a person's key."""

    value: Any
    place: Place | None = None
    author: int | None = None


TAOYUAN = "440305008"
CASES = {
    "draft": "002", "submitted": "002", "admitted": "009", "screened": "009", "selected": "008",
    "objected": "011", "on_notice": "011", "in_review": "006", "shortlisted": "007",
}  # fmt: skip
PROJECTS = ("procuring", "in_progress", "completed", "accepted", "settled", "closed")


def find_subjects() -> dict[str, Subject]:
    return (
        _places()
        | _cases()
        | _projects()
        | _council()
        | _polls()
        | _desk()
        | _own()
        | _around()
        | _office()
    )


def _places() -> dict[str, Subject]:
    found = {}
    for name, code in [("longzhu", "440305008002"), ("changyuan", "440305008008"),
                       ("street", TAOYUAN), ("nanshan", "440305")]:  # fmt: skip
        place = Place.objects.get(code=code)
        found[name] = Subject(code, place)
    return found


def _cases() -> dict[str, Subject]:
    found = {}
    for status, community in CASES.items():
        case = Proposal.objects.filter(
            status=status, community__code=f"{TAOYUAN}{community}", round__year=2026
        ).order_by("pk")[0]
        found[f"case_{status}"] = _case(case)
    notice = Proposal.objects.get(pk=found["case_on_notice"].value)
    found["notice"] = Subject(notice.notice_id, notice.community, notice.author_id)
    return found


def _office() -> dict[str, Subject]:
    """What a desk of the sub-district is asked, and a refusal that was appealed against."""
    task = DeskTask.objects.get(answered_at=None)
    refused = Proposal.objects.get(status="not_admitted")
    return {
        "case_split": _case(task.proposal),
        "desk_task": Subject(task.pk, task.proposal.community, task.proposal.author_id),
        "case_not_admitted": _case(refused),
    }


def _case(case: Proposal) -> Subject:
    return Subject(case.pk, case.community, case.author_id)


def _projects() -> dict[str, Subject]:
    found = {}
    for status in PROJECTS:
        project = Project.objects.filter(status=status).order_by("-pk")[0]
        found[f"project_{status}"] = Subject(
            project.pk, project.community, project.proposal.author_id
        )
    closed = Project.objects.get(pk=found["project_closed"].value)
    found["closed_code"] = Subject(closed.community.code, closed.community)
    found["closed_year"] = Subject(closed.year)
    claim = Claim.objects.filter(status="reviewed").order_by("-pk")[0]
    found["claim"] = Subject(claim.pk, claim.project.community, None)
    return found


def _council() -> dict[str, Subject]:
    sitting = Meeting.objects.get(state="open")
    called = Meeting.objects.filter(state="called").latest("pk")
    closed = Meeting.objects.filter(state="closed").latest("pk")
    motion = Motion.objects.get(item__meeting=sitting, state="open")
    item = AgendaItem.objects.filter(meeting=sitting).order_by("-pk")[0]
    seat = Attendance.objects.filter(meeting=sitting).order_by("-pk")[0]
    return {
        "sitting": Subject(sitting.pk, sitting.place),
        "called": Subject(called.pk, called.place),
        "closed_meeting": Subject(closed.pk, closed.place),
        "motion": Subject(motion.pk, sitting.place),
        "item": Subject(item.pk, sitting.place),
        "seat": Subject(seat.pk, sitting.place),
        "seated": Subject(seat.member_id),
    }


def _polls() -> dict[str, Subject]:
    open_poll = Poll.objects.get(state="open")
    certified = Poll.objects.filter(state="certified").latest("pk")
    no_poll = Round.objects.get(community__code=f"{TAOYUAN}002", year=2026)
    voter = User.objects.get(username=f"{open_poll.round.community.code}-resident-50")
    return {
        "open_poll": Subject(open_poll.pk, open_poll.round.community, voter.pk),
        "choice": Subject(open_poll.items.order_by("code")[0].code),
        "certified_poll": Subject(certified.pk, certified.round.community),
        "round_no_poll": Subject(no_poll.pk, no_poll.community),
    }


def _desk() -> dict[str, Subject]:
    nanshan = Place.objects.get(code="440305")
    longzhu = Place.objects.get(code=f"{TAOYUAN}002")
    clerk = Membership.objects.get(user__username=f"{TAOYUAN}002-intake_clerk")
    round = Round.objects.get(community=longzhu, year=2026)
    rules = RuleSet.objects.filter(district=nanshan).latest("year")
    finance = User.objects.get(username=f"{TAOYUAN}-finance_officer")
    order = enter_allocation(
        community=longzhu, year=2026, amount_fen=100_000, document_no="深民函〔2026〕9号",
        purpose="", by=finance,
    )  # fmt: skip
    return {
        "round": Subject(round.pk, longzhu),
        "rule_set": Subject(rules.pk, nanshan),
        "membership": Subject(clerk.pk, longzhu),
        "office_holder": Subject(clerk.user_id, longzhu),
        "order": Subject(order.pk, longzhu),
    }


def _own() -> dict[str, Subject]:
    longzhu = Place.objects.get(code=f"{TAOYUAN}002")
    claimant = make_user("matrix-claimant", "赵新")
    claim = Residency.objects.create(
        user=claimant, place=longzhu, basis="residence", status="claimed", claimed_at=NOW,
        since=NOW.date(),
    )  # fmt: skip
    photograph = Attachment.objects.filter(visibility="public").order_by("pk")[0]
    return {
        "residency": Subject(claim.pk, longzhu, claimant.pk),
        "photograph": Subject(photograph.pk),
        "restricted": _restricted(photograph),
        "message": Subject(_message(claimant), longzhu, claimant.pk),
    }


def _around() -> dict[str, Subject]:
    asked = Contribution.objects.filter(kind="question", answered_at=None)
    question = asked.filter(proposal__community__code=f"{TAOYUAN}009").order_by("pk")[0]
    case = question.proposal
    guest = make_resident("matrix-guest", "何邻居", case.community)
    reporter = make_resident("matrix-reporter", "石邻居", case.community)
    unsigned = Proposal.objects.filter(status="admitted", community=case.community)[0]
    invitation = CoProposer.objects.create(proposal=unsigned, person=guest, invited_at=NOW)
    report = Report.objects.create(
        contribution=question, ground=ReportGround.values[0], by=reporter, at=NOW
    )
    return {
        "case_discussed": _case(case),
        "question": Subject(question.pk, case.community, question.author_id),
        "invitation": Subject(invitation.pk, case.community, guest.pk),
        "report": Subject(report.pk, case.community),
        "ground": Subject(ReportGround.values[0]),
    }


def _restricted(photograph: Attachment) -> Subject:
    """A copy of a file that only those who handle the case may see."""
    case = Proposal.objects.get(case_id=photograph.case_id)
    photograph.file.storage.save(photograph.file.name, ContentFile(b"a picture"))
    photograph.pk, photograph.visibility, photograph.uploaded_by_id = uuid4(), "restricted", None
    photograph.save(force_insert=True)
    return Subject(photograph.pk, case.community, case.author_id)


def _message(person: User) -> UUID:
    return Message.objects.create(
        code="residency_verified", recipient_id=person.pk, queued_at=NOW, sent_at=NOW
    ).pk
