"""`manage.py messages`: bring both catalogues in line with the source, and compile them.

Chinese is translated by people, so a new text stands there empty until someone does; English is
its own message id unless someone words it better. `--check` changes nothing and fails on whatever
is missing, unused, doubtful or not compiled.
"""

import re
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mws.core.catalogue import Message, messages_of

FOLDERS = ("mws", "proposals", "voting", "cms", "templates")
PLURAL_FORMS = {
    "zh_Hans": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


class Command(BaseCommand):
    help = "Collect the texts to translate into both catalogues and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is wrong")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wanted = messages_of(settings.BASE_DIR, FOLDERS)
        faults: list[str] = []
        for locale in PLURAL_FORMS:
            file = settings.LOCALE_PATHS[0] / locale / "LC_MESSAGES" / "django.po"
            if not check:
                _write(file, locale, wanted)
            faults += [f"{locale}: {fault}" for fault in _faults(file, locale, wanted)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(wanted)} texts, complete in {' and '.join(PLURAL_FORMS)}")


def _write(file: Path, locale: str, wanted: dict[Message, set[str]]) -> None:
    known = {(entry.msgctxt, entry.msgid): entry for entry in _read(file)}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": "mws",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[locale],
    }
    for message in sorted(wanted, key=lambda message: (message.text, message.context or "")):
        entry = known.get((message.context, message.text)) or _new_entry(message, locale)
        if message.plural and not entry.msgstr_plural:
            entry.msgstr, entry.msgstr_plural = "", {0: entry.msgstr}
        entry.msgid_plural = message.plural
        entry.occurrences = [(name, "") for name in sorted(wanted[message])]
        entry.obsolete = False
        catalogue.append(entry)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{catalogue}\n")
    file.with_suffix(".mo").write_bytes(catalogue.to_binary())


def _new_entry(message: Message, locale: str) -> polib.POEntry:
    own = message.text if locale == "en" else ""
    entry = polib.POEntry(msgctxt=message.context, msgid=message.text)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = {0: own, 1: message.plural} if locale == "en" else {0: ""}
    else:
        entry.msgstr = own
    return entry


def _faults(file: Path, locale: str, wanted: dict[Message, set[str]]) -> list[str]:
    entries = {_key(entry): entry for entry in _read(file)}
    faults = [f"missing: {message.text!r}" for message in wanted if message not in entries]
    faults += [f"no longer used: {message.text!r}" for message in entries if message not in wanted]
    for message, entry in entries.items():
        texts = list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
        if entry.fuzzy or not all(texts):
            faults.append(f"not translated: {message.text!r}")
        elif any(_placeholders(text) - _allowed(message) for text in texts):
            faults.append(f"unknown placeholder: {message.text!r} → {texts}")
        elif not message.plural and _placeholders(entry.msgstr) != _placeholders(message.text):
            faults.append(f"lost placeholder: {message.text!r} → {texts}")
    if not faults and _read(file).to_binary() != _compiled(file):
        faults.append("the compiled catalogue is out of date")
    return faults and [*sorted(faults), "`make messages` collects, /locale/ is where to translate"]


def _read(file: Path) -> polib.POFile:
    catalogue = polib.pofile(str(file), wrapwidth=100) if file.exists() else polib.POFile()
    catalogue[:] = [entry for entry in catalogue if not entry.obsolete]
    return catalogue


def _compiled(file: Path) -> bytes:
    compiled = file.with_suffix(".mo")
    return compiled.read_bytes() if compiled.exists() else b""


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def _allowed(message: Message) -> set[str]:
    return _placeholders(message.text) | _placeholders(message.plural)
