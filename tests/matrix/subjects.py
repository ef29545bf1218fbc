"""What the rows are about: one object of each kind, with its place and its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db.models import Q

from cms.models import NewsPage, RoundPage
from mws.accounts.models import Membership, ProofKind, Residency, User
from mws.accounts.services import claim_residency
from mws.files.models import Attachment
from mws.ledger.models import YearClose
from mws.ledger.services import enter_allocation
from mws.notifications.models import Message
from mws.places.models import Place
from mws.providers.models import Representative, ServiceItem, Supplier
from mws.rounds.models import DeskSeat, Round, RuleSet
from proposals.models import (
    Asset,
    BankLine,
    Claim,
    Contribution,
    CoProposer,
    DeskTask,
    GoodsCount,
    OpeningList,
    PaymentFile,
    PlanChange,
    Project,
    Proposal,
    Report,
    ReportGround,
    ServiceSession,
)
from proposals.rules.approval_checks import subjects_of
from proposals.rules.delivery_claims import OPEN
from proposals.services.approval_checks import check_proposal
from tests.accounts.proofs import photograph
from tests.cast import NOW, make_resident, make_user
from voting.models import AgendaItem, Attendance, Meeting, Motion, PaperBatch, Poll, Speech
from voting.polls.services import make_due_packages, propose_amendment


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
        | _delivered()
        | _cases()
        | _projects()
        | _council()
        | _polls()
        | _desk()
        | _money()
        | _own()
        | _around()
        | _office()
        | _published()
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
    _check(Proposal.objects.get(pk=found["case_in_review"].value))
    notice = Proposal.objects.get(pk=found["case_on_notice"].value)
    found["notice"] = Subject(notice.notice_id, notice.community, notice.author_id)
    return found


def _published() -> dict[str, Subject]:
    """A round with a page of results, and a news item."""
    page = RoundPage.objects.filter(round__poll__state="certified", alias_of=None)[0]
    round = page.round
    return {
        "round_code": Subject(round.community.code, round.community),
        "round_year": Subject(round.year),
        "round_batch": Subject(round.batch),
        "news_slug": Subject(NewsPage.objects.order_by("pk")[0].slug),
    }


def _check(case: Proposal) -> None:
    """Every office of the street has looked, so that its leader may approve."""
    offices = {"funds": "finance_officer", "works": "works_officer"}
    for subject in subjects_of(case):
        office = offices.get(subject, "subdistrict_officer")
        check_proposal(
            proposal_id=case.pk, subject=subject, is_sound=True, note="",
            by=User.objects.get(username=f"{TAOYUAN}-{office}"),
        )  # fmt: skip


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
        waiting = Q(claims__status__in=OPEN)  # a second claim has to wait for the first
        project = Project.objects.filter(status=status).exclude(waiting).order_by("-pk")[0]
        found[f"project_{status}"] = Subject(
            project.pk, project.community, project.proposal.author_id
        )
    closed = Project.objects.get(pk=found["project_closed"].value)
    found["closed_code"] = Subject(closed.community.code, closed.community)
    found["closed_year"] = Subject(closed.year)
    claim = Claim.objects.filter(status="reviewed").order_by("-pk")[0]
    found["claim"] = Subject(claim.pk, claim.project.community, None)
    return found


def _delivered() -> dict[str, Subject]:
    """What the forms of projects leave on their way, each where something is still to be done."""
    session = ServiceSession.objects.filter(held_on=None, called_off="").order_by("pk")[0]
    line = GoodsCount.objects.filter(project__status="in_progress").order_by("pk")[0]
    asset = Asset.objects.order_by("pk")[0]
    supplier = Supplier.objects.order_by("pk")[0]
    found = {
        "session": (session.pk, session.project), "goods_count": (line.pk, line.project),
        "project_service": (session.project_id, session.project),
        "project_goods": (line.project_id, line.project), "asset": (asset.pk, asset.project),
    }  # fmt: skip
    subjects = {
        name: Subject(key, project.community, project.proposal.author_id)
        for name, (key, project) in found.items()
    }
    item = ServiceItem.objects.order_by("pk")[0]
    return subjects | {
        "provider": Subject(supplier.credit_code), "library_item": Subject(item.pk),
        "representative": Subject(Representative.objects.order_by("pk")[0].pk),
    }  # fmt: skip


def _council() -> dict[str, Subject]:
    sitting = Meeting.objects.get(state="open")
    called = Meeting.objects.filter(state="called").latest("pk")
    closed = Meeting.objects.filter(state="closed").latest("pk")
    motion = Motion.objects.get(item__meeting=sitting, state="open")
    item = AgendaItem.objects.filter(meeting=sitting).order_by("-pk")[0]
    seat = Attendance.objects.filter(meeting=sitting).order_by("-pk")[0]
    present = Attendance.objects.filter(meeting=sitting, arrived_at__isnull=False)
    speech = Speech.objects.create(item=item, member=present[5].member, asked_at=NOW)
    return {
        "council_round": Subject(sitting.round_id, sitting.place),
        "council_seat": Subject(seat.seat_id, sitting.place),
        "speech": Subject(speech.pk, sitting.place, speech.member_id),
        "present": Subject(present[7].member_id),
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
    secretary = Membership.objects.get(
        user__username=f"{open_poll.round.community.code}-community_secretary"
    ).user
    amendment = propose_amendment(
        poll_id=open_poll.pk, code=open_poll.items.order_by("-code")[0].code, kind="withdraw",
        reason="地块被征用", by=secretary,
    )  # fmt: skip
    batch = PaperBatch.objects.create(poll=open_poll, number=1, expected=1)
    make_due_packages()
    return {
        "amendment": Subject(amendment.pk, open_poll.round.community),
        "batch": Subject(batch.pk, open_poll.round.community),
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
    seat = DeskSeat.objects.get(person=finance, ends_on=None)
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
        "clause": Subject(rules.clauses.filter(ended_at=None)[0].pk),
        "asked_desk": Subject(seat.desk_id, seat.desk.place),
        "desk_seat": Subject(seat.pk, seat.desk.place),
    }


def _money() -> dict[str, Subject]:
    """A change of plan, a payment file, a line of the bank, a year to close, a list of books."""
    street, longzhu = Place.objects.get(code=TAOYUAN), Place.objects.get(code=f"{TAOYUAN}002")
    finance = User.objects.get(username=f"{TAOYUAN}-finance_officer")
    project = Project.objects.filter(status="in_progress").order_by("pk")[0]
    change = PlanChange.objects.create(
        project=project, state="asked", was=project.status, old_total_fen=project.contract_fen,
        new_total_fen=project.contract_fen + 1, is_new_scope=False, reason="加装一盏灯",
        asked_by=project.proposal.author, asked_at=NOW,
    )  # fmt: skip
    Project.objects.filter(pk=project.pk).update(status="change_pending")
    file = PaymentFile.objects.create(place=street, number=99, made_by=finance, made_at=NOW)
    line = BankLine.objects.create(
        bank_no="M1", place=street, reference="MWSZF999999999", amount_fen=1, paid_on=NOW.date(),
        is_done=True, problem="unknown", imported_by=finance, imported_at=NOW,
    )  # fmt: skip
    close = YearClose.objects.create(
        place=street, year=2017, document_no="桃街财〔2018〕1号", prepared_by=finance,
        prepared_at=NOW,
    )  # fmt: skip
    books = OpeningList.objects.create(
        community=longzhu, year=2025, allocated_fen=100, document_no="桃街财〔2025〕1号", rows=[],
        sha256="0" * 64, entered_by=finance, entered_at=NOW,
    )  # fmt: skip
    approved = Claim.objects.filter(status="approved").order_by("-pk")[0]
    return {
        "plan_change": Subject(change.pk, project.community, project.proposal.author_id),
        "street_pk": Subject(street.pk, street),
        "payment_file": Subject(file.pk, street),
        "bank_line": Subject(line.pk, street),
        "year_close": Subject(close.pk, street),
        "opening_list": Subject(books.pk, longzhu),
        "claim_approved": Subject(approved.pk, approved.project.community, None),
    }


def _own() -> dict[str, Subject]:
    longzhu = Place.objects.get(code=f"{TAOYUAN}002")
    claimant = make_user("matrix-claimant", "赵新")
    claim = Residency.objects.create(
        user=claimant, place=longzhu, basis="residence", status="claimed", claimed_at=NOW,
        since=NOW.date(),
    )  # fmt: skip
    # A plan of a community is public too, and no case's: keys are drawn, so either may come first.
    of_cases = Attachment.objects.filter(case_id__in=Proposal.objects.values("case_id"))
    photograph = of_cases.filter(visibility="public").order_by("pk")[0]
    return _proofs(longzhu) | {
        "residency": Subject(claim.pk, longzhu, claimant.pk),
        "photograph": Subject(photograph.pk),
        "restricted": _restricted(photograph),
        "message": Subject(_message(claimant), longzhu, claimant.pk),
    }


def _proofs(longzhu: Place) -> dict[str, Subject]:
    """A claim with an uploaded proof, one that waits for a second person, and a kind of proof.
    One of the usual kinds is renamed, so that it can be begun with once more."""
    kinds = ProofKind.objects.filter(district__code="440305")
    kinds.filter(name="户口簿").update(name="户口本")
    lease = kinds.get(name="租赁合同")
    prover, checked = make_user("matrix-prover", "许新"), make_user("matrix-checked", "孙新")
    colleague = make_user("matrix-colleague", "同事")
    with_proof = claim_residency(
        place_id=longzhu.pk, proof=lease, upload=photograph(), by=prover, now=NOW
    )
    waiting = Residency.objects.create(
        user=checked, place=longzhu, basis="residence", status="checked", claimed_at=NOW,
        checked_at=NOW, checked_by=colleague,
    )  # fmt: skip
    entered = Residency.objects.create(
        user=make_user("u0123456789ab", "陈阿婆"), place=longzhu, basis="residence",
        status="verified", claimed_at=NOW, decided_at=NOW,
    )  # fmt: skip
    return {
        "residency_entered": Subject(entered.pk, longzhu),  # an owner would have been in
        "residency_proof": Subject(with_proof.pk, longzhu, prover.pk),
        "residency_checked": Subject(waiting.pk, longzhu, checked.pk),
        "proof_kind": Subject(lease.pk, lease.district),
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
