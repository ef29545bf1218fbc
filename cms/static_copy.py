"""Certified results as plain files, which any web server can hand out while the site is down.

What stands in a file is what was certified on the day it was written. The
folder holds the pages in every language, their styles, sheets and tables, under the addresses they
have on the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cms.models import RoundPage
from cms.tree import originals
from mws.audit.models import AuditEvent
from voting.models import PollState

ASSET = re.compile(r'(?:href|src)="(/static/[^"?#]+)')
FILES = ("round_pdf", "round_csv")


def on_event(event: AuditEvent) -> None:
    """The subscriber: a round that is decided, or whose vote is certified, goes into the folder
    ``MWS_STATIC_COPY``, if there is one, in the place of what stood there."""
    if not settings.MWS_STATIC_COPY:
        return
    chosen = {"round": event.target_id}
    if event.action == "poll.certified":
        chosen = {"round__poll": event.target_id}
    _copy_pages(Path(settings.MWS_STATIC_COPY), chosen, is_new=True)


on_event.actions = frozenset({"round.decided", "poll.certified"})  # type: ignore[attr-defined]


def copy_results(folder: Path) -> int:
    """Write the results that are not there yet; returns how many files are new."""
    return _copy_pages(folder, {}, is_new=False)


def _copy_pages(folder: Path, chosen: dict[str, str], *, is_new: bool) -> int:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc
    client = Client(headers={"host": host})
    return sum(_copy(client, address, folder, is_new) for address in _addresses(chosen))


def _addresses(chosen: dict[str, str]) -> Iterator[str]:
    certified = Q(round__decided_at__isnull=False) | Q(round__poll__state=PollState.CERTIFIED)
    pages = originals(RoundPage).live().filter(certified, **chosen)
    rows = list(pages.values_list("round__community__code", "round__year", "round__batch"))
    for language, _name in settings.LANGUAGES:
        with override(language):
            for row in rows:
                yield reverse("cms:round", args=row)
                for name in FILES:
                    yield reverse(f"cms:{name}", args=row)


def _copy(client: Client, address: str, folder: Path, is_new: bool) -> int:
    path = folder / address.lstrip("/")
    path = path / "index.html" if address.endswith("/") else path
    if path.exists() and not is_new:
        return 0
    response: Any = client.get(address, secure=True)
    if response.status_code != 200:
        return 0
    body = b"".join(response.streaming_content) if response.streaming else response.content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    if path.suffix == ".html":
        _copy_assets(body.decode(), folder)
    return 1


def _copy_assets(page: str, folder: Path) -> None:
    """Styles and scripts that a page names; a hashed name is looked up by its plain one."""
    for address in set(ASSET.findall(page)):
        name = unquote(address.removeprefix("/static/"))
        found = finders.find(name) or finders.find(re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", name))
        target = folder / "static" / name
        if found and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(Path(found).read_bytes())
