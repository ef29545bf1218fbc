"""A backup while the site writes, and back into an empty place (assurance, R7 and R8)."""

import threading
import uuid

import pytest
from django.db import connection, connections

from mws.audit.chain import faults_in_trail
from mws.audit.models import Heartbeat
from mws.audit.services import beat
from mws.core import backups
from mws.ledger.books import faults_in_books
from tests.cast import Cast
from tests.database import drop, point_at


@pytest.fixture
def place(tmp_path, settings):
    settings.MEDIA_ROOT, settings.MWS_PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    for name in ("media", "private/files", "private/poll-keys"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "media" / "photo.jpg").write_bytes(b"photo")
    (tmp_path / "private" / "files" / "proof").write_bytes(b"proof")
    (tmp_path / "private" / "poll-keys" / f"{uuid.uuid4()}.key").write_bytes(b"k" * 32)
    return tmp_path


@pytest.fixture
def empty_database(tmp_path):
    """Where the connection points at when the restore begins; given back after the test."""
    before = connection.settings_dict["NAME"]
    name = f"mws_test_0_{uuid.uuid4().hex[:8]}"
    name = str(tmp_path / name) if connection.vendor == "sqlite" else name

    def go() -> None:
        if connection.vendor != "sqlite":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        point_at(name)

    yield go
    point_at(before)
    drop(name)


def test_back_and_forth_while_others_write(fresh_database, place, settings, empty_database):
    Cast().fund()
    begun, stop = threading.Event(), threading.Event()
    writer = threading.Thread(target=_write_until, args=(begun, stop))
    writer.start()
    begun.wait(10)
    try:
        made = backups.back_up(place / "backups")
    finally:
        stop.set()
        writer.join()
    empty_database()
    settings.MEDIA_ROOT, settings.MWS_PRIVATE_ROOT = place / "m2", place / "p2"
    backups.restore(made)
    assert [*faults_in_books(), *faults_in_trail()] == []
    assert Heartbeat.objects.filter(name="writer").exists()
    assert (place / "m2" / "photo.jpg").read_bytes() == b"photo"
    assert (place / "p2" / "files" / "proof").read_bytes() == b"proof"
    assert not (place / "p2" / "poll-keys").exists()
    with pytest.raises(backups.BackupError):  # nothing is overwritten
        backups.restore(made)


def _write_until(begun: threading.Event, stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            beat("writer")
            begun.set()
    finally:
        connections.close_all()


def test_a_changed_backup_is_not_restored(fresh_database, place):
    made = backups.back_up(place / "backups")
    (made / "media.tar").write_bytes(b"")
    with pytest.raises(backups.BackupError, match="changed"):
        backups.restore(made)


def test_a_backup_that_broke_off_is_none(place):
    (place / "backups" / "20260101T000000Z.unfinished").mkdir(parents=True)
    with pytest.raises(backups.BackupError, match="no complete backup"):
        backups.restore(place / "backups" / "20260101T000000Z.unfinished")


def test_a_destroyed_key_vanishes_from_the_mirror(place):
    keys = place / "private" / "poll-keys"
    assert backups.mirror_keys(place / "mirror") == 1
    next(keys.iterdir()).unlink()
    assert backups.mirror_keys(place / "mirror") == 0
    assert list((place / "mirror").iterdir()) == []


def test_only_the_newest_are_kept(place):
    for name in ("1", "2", "3"):
        (place / "b" / name).mkdir(parents=True)
        (place / "b" / name / backups.MANIFEST).touch()
    backups.prune(place / "b", keep=2)
    assert sorted(each.name for each in (place / "b").iterdir()) == ["2", "3"]
