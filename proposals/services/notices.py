"""公示: a council decision posted, objected to, answered; and its end, when the clock moves on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from mws.accounts.models import User
from mws.core.clock import database_now, local_day
from mws.core.due import do_each
from mws.core.refusals import require
from mws.core.wording import yuan_words
from mws.ledger.services import release
from mws.places.models import Place
from mws.rounds import services as rounds
from mws.rounds.models import NoticeState, Objection, PublicNotice
from proposals.models import Duty, Proposal, ProposalStatus
from proposals.rules import notices as rules
from proposals.services.duties import record_duty
from proposals.services.moves import announce, lock_case, move_case


@transaction.atomic
def post_case_notice(*, proposal_id: int, by: User, now: datetime | None = None) -> PublicNotice:
    """Post what the council passed for the round's notice days. Returns the notice."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_post(proposal, by=by))
    notice = rounds.post_notice(
        round=proposal.round, case_id=proposal.case_id, title=proposal.title[:80],
        body=_body(proposal), amount_fen=proposal.selected_fen, by=by, now=now,
    )  # fmt: skip
    proposal.notice = notice
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.POSTED_NOTICE, now=now)
    move_case(
        proposal, to=ProposalStatus.ON_NOTICE, action="proposal.notice_posted", by=by, now=now,
        changes=("notice",), ends_on=notice.ends_on.isoformat(),
    )  # fmt: skip
    announce(
        proposal, code="proposal_on_notice", now=now, number=notice.number, ends_on=notice.ends_on
    )
    return notice


@transaction.atomic
def file_case_objection(
    *, proposal_id: int, text: str, by: User, now: datetime | None = None
) -> Objection:
    """A resident objects in writing; the case waits for the answer."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_object(proposal, by=by, now=now, text=text))
    objection = rounds.file_objection(
        notice_id=proposal.notice_id, text=text.strip(), by=by, now=now
    )
    if proposal.status == ProposalStatus.ON_NOTICE:
        move_case(proposal, to=ProposalStatus.OBJECTED, action="proposal.objected", by=by, now=now)
    announce(proposal, code="objection_filed", now=now)
    return objection


@transaction.atomic
def answer_case_objection(
    *, objection_id: int, answer: str, is_upheld: bool, by: User, now: datetime | None = None
) -> Objection:
    """Answer in writing. Dismissed, and none left open: the notice goes on. Upheld: the money is
    released and the case goes back to where the council may take it up again."""
    now = now or database_now()
    notice_id = Objection.objects.values_list("notice_id", flat=True).get(pk=objection_id)
    proposal = lock_case(Proposal.objects.values_list("pk", flat=True).get(notice=notice_id))
    objection = Objection.objects.select_related("notice__round__community").get(pk=objection_id)
    require(rules.why_not_answer(proposal, objection, answer=answer, by=by))
    objection = rounds.answer_objection(
        objection_id=objection_id, answer=answer, is_upheld=is_upheld, by=by, now=now
    )
    if is_upheld:
        _go_back(proposal, objection, by=by, now=now)
    elif not proposal.notice.objections.filter(answered_at=None).exists():
        move_case(
            proposal, to=ProposalStatus.ON_NOTICE, action="proposal.objection_dismissed", by=by,
            now=now,
        )  # fmt: skip
    announce(
        proposal, code="objection_answered", now=now, also=[objection.filed_by],
        answer=answer.strip(),
    )  # fmt: skip
    return objection


def end_due_notices(now: datetime | None = None) -> int:
    """The clock's job: notices whose last day is over, with no objection open, go to the
    sub-district, whose clock starts. Returns how many; each in its own transaction."""
    now = now or database_now()
    due = Proposal.objects.filter(
        status=ProposalStatus.ON_NOTICE, notice__state=NoticeState.POSTED,
        notice__ends_on__lt=local_day(now),
    )  # fmt: skip
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    return do_each(keys, lambda pk: _end_notice(pk, now))


@transaction.atomic
def _end_notice(proposal_id: int, now: datetime) -> bool:
    proposal = lock_case(proposal_id)
    if proposal.status != ProposalStatus.ON_NOTICE:
        return False
    if not rounds.end_notice(notice=proposal.notice, now=now):
        return False
    move_case(proposal, to=ProposalStatus.IN_REVIEW, action="proposal.in_review", by=None, now=now)
    announce(proposal, code="proposal_in_review", now=now)
    return True


def _go_back(proposal: Proposal, objection: Objection, *, by: User, now: datetime) -> None:
    release(
        case_id=proposal.case_id, amount_fen=proposal.selected_fen, origin="reserved",
        decision=f"异议 {objection.pk}", reference=f"objection-{objection.pk}", by=by,
        now=now,
    )  # fmt: skip
    proposal.selected_fen = None
    move_case(
        proposal, to=ProposalStatus.SCREENED, action="proposal.objection_upheld", by=by, now=now,
        changes=("selected_fen",),
    )  # fmt: skip


def _subdistrict_of(community: Place) -> Place:
    return community.parent or community


def _body(proposal: Proposal) -> str:
    """The text of the notice, kept as it was posted; notices are posted in Chinese."""
    with override("zh-hans"):
        return gettext(
            "The residents' council of %(community)s passed this project for %(amount)s.\n"
            "Where: %(location)s\nWhat is done: %(solution)s"
        ) % {
            "community": proposal.community.name,
            "amount": yuan_words(proposal.selected_fen or 0),
            "location": proposal.location,
            "solution": proposal.solution,
        }
