"""People who say they live in 龙珠 and wait at its counter: by a proof, without one, and one who
has been checked and waits for the second person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from mws.accounts.documents import Seen
from mws.accounts.models import ProofKind, Residency, User
from mws.accounts.permissions import Role
from mws.accounts.services import claim_residency, verify_phone, verify_residency
from mws.core.clock import local_day
from mws.demo.pictures import draw_paper
from mws.demo.roles import PHONES
from mws.demo.seeding.base import Stage
from mws.rounds.models import RuleSet
from mws.rounds.services import set_rule

NAMES = ("许小满", "马志刚", "孙文静")
FIRST_NUMBER = 90_000_001  # of their telephones, above everybody else's


def seed_newcomers(stage: Stage, rules: RuleSet, now: datetime) -> None:
    """Let the district ask for a second person where a proof was uploaded; then they come."""
    set_rule(
        rule_set_id=rules.pk, key="residency_second_person", value="proof",
        legal_basis="区实施细则（演示）", by=None, now=now,
    )  # fmt: skip
    kinds = {kind.name: kind for kind in stage.district.proof_kinds.all()}
    shown = (kinds["租赁合同"], None, kinds["居住证"])
    *_waiting, checked = [_claim(stage, number, kind, now) for number, kind in enumerate(shown)]
    verify_residency(
        residency_id=checked.pk, seen=Seen(None, proof=checked.proof, is_adult=True),
        by=stage.office("龙珠")[Role.INTAKE_CLERK], now=now - timedelta(hours=3),
    )  # fmt: skip


def _claim(stage: Stage, number: int, kind: ProofKind | None, now: datetime) -> Residency:
    place = stage.office("龙珠").place
    person = User(
        username=f"{place.code}-newcomer-{number + 1}", display_name=NAMES[number], is_demo=True,
        date_joined=now,
    )  # fmt: skip
    person.set_unusable_password()
    person.save()
    verify_phone(user=person, phone=PHONES.format(number=FIRST_NUMBER + number), now=now)
    upload = SimpleUploadedFile("proof.jpg", draw_paper(number), "image/jpeg") if kind else None
    moment = now - timedelta(days=2 - number, hours=5)
    return claim_residency(
        place_id=place.pk, proof=kind, upload=upload, by=person, now=moment,
        since=local_day(moment) - timedelta(days=400 * (number + 1)),
    )  # fmt: skip
