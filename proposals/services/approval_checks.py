"""并联审核 and 批次: checks side by side, and many approvals by one document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now, local_day
from mws.core.refusals import Refusal, Refused, require
from mws.places.models import Place
from proposals.models import ApprovalBatch, ApprovalCheck, Duty, Proposal
from proposals.rules import approval as approval_rules
from proposals.rules import approval_batches as batch_rules
from proposals.rules import approval_checks as rules
from proposals.services.approval import approve_proposal
from proposals.services.duties import record_duty
from proposals.services.moves import lock_case, trace


@transaction.atomic
def check_proposal(
    *, proposal_id: int, subject: str, is_sound: bool, by: User, note: str = "",
    now: datetime | None = None,
) -> ApprovalCheck:  # fmt: skip
    """One office's finding; a later one of the same subject replaces it. Raises Refused."""
    now = now or database_now()
    proposal = lock_case(proposal_id)
    require(rules.why_not_store_check(proposal, subject, is_sound=is_sound, note=note, by=by))
    check = ApprovalCheck.objects.create(
        proposal=proposal, subject=subject, is_sound=is_sound, note=note.strip(), checked_by=by,
        checked_at=now,
    )  # fmt: skip
    record_duty(case_id=proposal.case_id, person=by, duty=Duty.CHECKED, now=now)
    trace(proposal, action="proposal.checked", by=by, now=now, subject=subject, is_sound=is_sound)
    return check


@transaction.atomic
def approve_batch(
    *, place_id: int, proposal_ids: Iterable[int], document_no: str, by: User,
    meeting_no: str = "", now: datetime | None = None,
) -> ApprovalBatch:  # fmt: skip
    """Approve several cases of a sub-district by one document, each at the sum of its review: all
    of them or none; a refusal names the case. Raises Refused."""
    now = now or database_now()
    keys = sorted(set(proposal_ids))
    place = Place.objects.select_for_update(no_key=True).get(pk=place_id)
    require(batch_rules.why_not_approve_batch(place, keys, document_no=document_no, by=by))
    last = place.approval_batches.filter(year=local_day(now).year).aggregate(last=Max("number"))
    batch = ApprovalBatch.objects.create(
        place=place, year=local_day(now).year, number=(last["last"] or 0) + 1,
        document_no=document_no.strip(), decided_by=by, decided_at=now,
    )  # fmt: skip
    for key in keys:
        _approve_one(key, batch, meeting_no=meeting_no, by=by, now=now)
    record(
        "approval.batch", target=batch, by=by, effective_at=now, place_path=place.path,
        year=batch.year, number=batch.number, cases=len(keys),
    )  # fmt: skip
    return batch


def _approve_one(
    key: int, batch: ApprovalBatch, *, meeting_no: str, by: User, now: datetime
) -> None:
    proposal = Proposal.objects.get(pk=key)
    review = approval_rules.current_review(proposal)
    try:
        approve_proposal(
            proposal_id=key, amount_fen=review.amount_fen if review else 0,
            document_no=batch.document_no, meeting_no=meeting_no, batch=batch, by=by, now=now,
        )  # fmt: skip
    except Refused as refused:
        named = f"{proposal.title}: {refused.refusal.message}"
        raise Refused(Refusal(refused.code, named)) from refused
