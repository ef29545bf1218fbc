"""付款: approved claims go to the finance system in a file; what the bank confirms is paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from mws.accounts.models import User
from mws.audit.services import record
from mws.core.clock import database_now
from mws.core.refusals import require
from mws.core.wording import yuan_short
from mws.ledger.services import pay
from mws.places.models import Place
from mws.rounds.models import DeadlineKind
from proposals.models import BankLine, Claim, Duty, PaymentFile, Unmatched
from proposals.models.delivery import ClaimStatus
from proposals.rules import payments as rules
from proposals.rules.duties import why_not_take
from proposals.services.claims import lock_claim
from proposals.services.duties import record_duty
from proposals.services.moves import tell
from proposals.services.projects import note_step, stop_clock


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One line of the bank's list; ``bank_no`` is its number there, ``is_done`` whether it went
    through. ``line``: where it stands in the file."""

    line: int
    bank_no: str
    reference: str
    amount_fen: int
    paid_on: date
    is_done: bool = True


@transaction.atomic
def make_payment_file(*, place_id: int, by: User, now: datetime | None = None) -> PaymentFile:
    """Put every approved claim that is in no file yet into a new one. Raises Refused."""
    now = now or database_now()
    place = _lock_place(place_id)
    require(rules.why_not_make_file(place, by=by))
    last = place.payment_files.aggregate(number=Max("number"))["number"] or 0
    file = PaymentFile.objects.create(place=place, number=last + 1, made_by=by, made_at=now)
    waiting = rules.payable(place).filter(payment_file=None)
    count = Claim.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
        payment_file=file
    )
    record(
        "payments.handed_over", target=file, by=by, effective_at=now, place_path=place.path,
        claims=count,
    )  # fmt: skip
    return file


@transaction.atomic
def import_confirmations(
    *, place_id: int, lines: Iterable[Confirmation], by: User, now: datetime | None = None
) -> list[BankLine]:
    """Match the bank's list with the payments by their number: what fits is paid, what does not is
    kept with the reason, and looked at again with every later list: its payment may be approved
    meanwhile. A line that was matched before changes nothing. All or nothing; raises Refused."""
    now = now or database_now()
    place = _lock_place(place_id)
    require(rules.why_not_handle_payments(place, by=by))
    rows = [_take(place, line, by=by, now=now) for line in lines]
    taken = [row.pk for row in rows]
    for row in rules.unmatched(place).exclude(pk__in=taken).order_by("pk"):
        _match(place, row, by=by, now=now)
    return rows


@transaction.atomic
def confirm_payment(
    *, claim_id: int, bank_no: str, paid_on: date, by: User, now: datetime | None = None
) -> BankLine:
    """One confirmation, entered by hand: the same as a list of one line. Raises Refused."""
    claim = Claim.objects.select_related("project__community__parent").get(pk=claim_id)
    line = Confirmation(0, bank_no.strip(), claim.reference, claim.amount_fen, paid_on)
    place = claim.project.community.parent
    return import_confirmations(place_id=place.pk, lines=[line], by=by, now=now)[0]


@transaction.atomic
def settle_line(*, line_id: int, note: str, by: User, now: datetime | None = None) -> BankLine:
    """Say what became of a line that belongs to no payment. Raises Refused."""
    line = BankLine.objects.select_for_update(of=("self",)).select_related("place").get(pk=line_id)
    require(rules.why_not_settle_line(line, note=note, by=by))
    line.settled_note = note.strip()
    line.save(update_fields=["settled_note"])
    record(
        "bank_line.settled", target=line, by=by, effective_at=now or database_now(),
        place_path=line.place.path,
    )  # fmt: skip
    return line


def _lock_place(place_id: int) -> Place:
    """One list, one file at a time. Rows that point at the place may be written meanwhile: whoever
    holds a project and starts its clock does not wait for this."""
    return Place.objects.select_for_update(no_key=True).get(pk=place_id)


def _take(place: Place, line: Confirmation, *, by: User, now: datetime) -> BankLine:
    row = BankLine.objects.filter(place=place, bank_no=line.bank_no).first()
    if row is None:
        row = BankLine.objects.create(
            bank_no=line.bank_no, place=place, reference=line.reference,
            amount_fen=line.amount_fen, paid_on=line.paid_on, is_done=line.is_done,
            problem=Unmatched.UNKNOWN, imported_by=by, imported_at=now,
        )  # fmt: skip
    else:
        require(rules.why_not_same_line(row, reference=line.reference, amount_fen=line.amount_fen))
        if row.problem == Unmatched.FAILED and line.is_done:  # the bank has tried again
            row.is_done, row.paid_on = True, line.paid_on
    _match(place, row, by=by, now=now)
    return row


def _match(place: Place, row: BankLine, *, by: User, now: datetime) -> None:
    """Look for the payment of a line that waits for one, and book it where it is there."""
    if not row.waits:
        return
    claim = _lock(place, row.reference)
    row.problem = rules.problem_of(claim, amount_fen=row.amount_fen, is_done=row.is_done)
    row.save(update_fields=["problem", "is_done", "paid_on"])
    if claim is not None and not row.problem:
        _pay(claim, row, by=by, now=now)


def _lock(place: Place, reference: str) -> Claim | None:
    """The claim of this number in this place, its project locked first; None if there is none."""
    digits = reference.removeprefix("MWSZF")
    if digits == reference or not (digits.isdecimal() and len(digits) == 9):
        return None
    claims = Claim.objects.filter(pk=int(digits), project__community__path__startswith=place.path)
    return lock_claim(int(digits)) if claims.exists() else None


def _pay(claim: Claim, line: BankLine, *, by: User, now: datetime) -> None:
    """One transfer committed → paid, made by who checked the claim, approved by who approved it."""
    project = claim.project
    require(why_not_take(Duty.CONFIRMED, case_id=project.case_id, by=by))
    claim.transfer = pay(
        case_id=project.case_id, amount_fen=claim.amount_fen,
        decision=f"支付申请 {claim.pk} · 发票 {claim.invoice_no}", reference=f"claim-{claim.pk}",
        made_by=claim.reviewed_by, by=claim.approved_by, now=now,
    )  # fmt: skip
    claim.status, claim.paid_at, claim.bank_no = ClaimStatus.PAID, now, line.bank_no
    claim.save(update_fields=["status", "paid_at", "bank_no", "transfer"])
    stop_clock(project, kind=DeadlineKind.PAYMENT, now=now)
    record_duty(case_id=project.case_id, person=by, duty=Duty.CONFIRMED, now=now)
    note_step(
        project, action="claim.paid", target=claim, by=by, now=now, amount_fen=claim.amount_fen,
        transfer=str(claim.transfer_id),
    )  # fmt: skip
    tell(
        project.proposal, code="claim_paid", now=now, to=claim.filed_by,
        amount=yuan_short(claim.amount_fen),
    )  # fmt: skip
