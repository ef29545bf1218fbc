"""So many people with a number, and one notice to each in the outbox (a process of its own):
``python -m tests.chaos.outbox COUNT`` prints each message's id and the number it goes to, as JSON.
"""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    django.setup()
    from django.db import transaction

    from mws.notifications.models import Channel, Message
    from mws.notifications.services import queue_for_all

    with transaction.atomic():
        people = _people(int(sys.argv[1]))
        queue_for_all(
            "proposal_returned", to=list(people), context={"title": "路灯", "reason": "照片"}
        )
    waiting = Message.objects.filter(channel=Channel.SMS, recipient_id__in=people)
    rows = waiting.values_list("pk", "recipient_id")
    print(json.dumps({str(key): people[person] for key, person in rows}))


def _people(count: int) -> dict[int, str]:
    """Their keys and numbers."""
    from mws.accounts.models import User

    people = {}
    for number in range(count):
        phone = f"+86139{number:08}"
        person = User(
            username=f"notice{number}", phone=phone, phone_lookup=User.lookup_of(phone),
            phone_verified=True,
        )  # fmt: skip
        person.set_unusable_password()
        person.save()
        people[person.pk] = phone
    return people


if __name__ == "__main__":
    main()
