"""A finance office that pays without pause (a process of its own): ``python -m tests.chaos.payments
COUNT`` prints the reference of each payment when it is confirmed, and goes on through faults.

A payment that was not confirmed is asked for again under the same reference, as a person would.
"""

from __future__ import annotations

import sys
import time
import uuid

import django

FEN = 100


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection

    from mws.accounts.models import Membership
    from mws.places.models import Place

    place = Place.objects.communities().order_by("pk").first()
    street = Membership.objects.filter(place=place.parent)
    people = get_user_model().objects.in_bulk(
        street.filter(role__in=["finance_officer", "subdistrict_leader"]).values_list(
            "user", flat=True
        )
    )
    made_by, by = list(people.values())[:2]
    office = {"place": place, "made_by": made_by, "by": by}
    for number in range(int(sys.argv[1])):
        case = uuid.uuid5(uuid.NAMESPACE_URL, f"{place.code}-{number}-{time.time()}")
        for step in ("reserve", "commit", "pay"):
            _until_confirmed(step, case, office, connection)
        print(f"pay-{case}", flush=True)


def _until_confirmed(step: str, case: uuid.UUID, office: dict, connection: object) -> None:
    from django.db import Error

    while True:
        try:
            _do(step, case, office)
            return
        except Error:
            connection.close()  # type: ignore[attr-defined]
            time.sleep(0.2)


def _do(step: str, case: uuid.UUID, office: dict) -> None:
    from django.utils import timezone

    from mws.ledger.services import commit, pay, reserve

    reference, common = f"{step}-{case}", {"amount_fen": FEN, "decision": "混沌测试"}
    if step == "reserve":
        reserve(case_id=case, community=office["place"], year=timezone.localdate().year,
                reference=reference, by=office["by"], **common)  # fmt: skip
        return
    service = commit if step == "commit" else pay
    service(case_id=case, reference=reference, made_by=office["made_by"], by=office["by"], **common)


if __name__ == "__main__":
    main()
