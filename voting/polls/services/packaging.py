"""Packages of counted votes: made by the clock after the seal and after the second signature."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from mws.core.canonical import sha256_hex
from mws.core.clock import database_now
from mws.core.due import do_each
from voting.models import CountRun, Poll, PollPackage, PollState
from voting.polls import signing
from voting.polls.package import Edition, edition_for, package_files
from voting.polls.services.locks import hold_poll

# Who gets a package in which state: nothing is public before two have signed.
WANTED = (
    (PollState.SEALED, "auditor"),
    (PollState.CERTIFIED, "auditor"),
    (PollState.CERTIFIED, "public"),
)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever they are made


def make_due_packages(now: datetime | None = None) -> int:
    """Make every package that is due and not there yet; a second run does nothing."""
    now = now or database_now()
    due = []
    for state, audience in WANTED:
        counted = Poll.objects.filter(state=state, is_imported=False, forgotten_at__isnull=False)
        # Frozen before there were packages, or counted before counts were kept: none.
        counted = counted.filter(runs__is_result=True).exclude(roll_root_sha256="")
        made = PollPackage.objects.filter(state=state, audience=audience).values("poll_id")
        due += [(pk, audience) for pk in counted.exclude(pk__in=made).values_list("pk", flat=True)]
    return do_each(due, lambda row: make_package(poll_id=row[0], audience=row[1], now=now))


def make_package(*, poll_id: UUID, audience: str, now: datetime) -> PollPackage | None:
    """One package of a vote in its present state; None where it is there.

    It is written from the count that was kept, and without a lock: what it says cannot change,
    but for the state, which is asked again before the package is put down.
    """
    poll = Poll.objects.select_related("round__community").get(pk=poll_id)
    if _is_there(poll, audience):
        return None
    edition = edition_for(poll, audience)
    files = package_files(poll, edition, CountRun.objects.get(poll=poll, is_result=True))
    files["signature"] = signing.signature_file(files["manifest.json"])
    return _put_down(poll, edition, zipped(files), now)


@transaction.atomic
def _put_down(poll: Poll, edition: Edition, data: bytes, now: datetime) -> PollPackage | None:
    """Keep a package, unless the vote went on meanwhile: its last events are not in it then."""
    audience = edition.audience
    held = hold_poll(poll.pk)
    if (held.state, held.proposed_by_id) != (poll.state, poll.proposed_by_id):
        return None
    if _is_there(held, audience):
        return None
    name = storages["private"].save(
        f"polls/{poll.pk}/{poll.label}-{audience}-{poll.state}.zip", ContentFile(data)
    )
    return PollPackage.objects.create(
        poll=poll, audience=audience, state=poll.state, mode=edition.mode, made_at=now, name=name,
        sha256=sha256_hex(data), size=len(data), public_key=signing.public_key(),
    )  # fmt: skip


def _is_there(poll: Poll, audience: str) -> bool:
    return poll.packages.filter(audience=audience, state=poll.state).exists()


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as an archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()
