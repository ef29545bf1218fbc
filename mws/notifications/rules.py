"""Who may read what was written to whom, choose how it arrives, and word it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mws.core.refusals import Refusal
from mws.notifications.addresses import Addresses
from mws.notifications.models import Channel, Message
from mws.notifications.placeholders import NAME, names_in, names_of
from mws.notifications.rendering import CLIPPED, ONE_SCREEN, Text

SUBJECT_MAX = 60


def why_not_read(message: Message, *, by: Any) -> Refusal | None:
    if message.recipient_id != by.pk:
        return Refusal("not_recipient", _("This message was written to somebody else."))
    return None


def why_not_choose(addresses: Addresses, *, channels: Collection[str]) -> Refusal | None:
    """A way that leads nowhere cannot be chosen; without any there is nothing to choose."""
    if any(channel not in Channel.outward() for channel in channels):
        return Refusal("no_such_way", _("Choose among SMS and e-mail."))
    leads_nowhere = any(not addresses.of(channel) for channel in channels)
    if leads_nowhere or not (addresses.sms or addresses.email):
        return Refusal(
            "no_address",
            _("You have no verified address for this. Enter it under Phone or E-mail, then "
              "choose again."),
        )  # fmt: skip
    return None


def why_not_edit_words(*, by: Any) -> Refusal | None:
    if not by.is_editor:
        return Refusal(
            "not_editor", _("Editors word the messages. Ask at the settings desk for the role.")
        )
    return None


def why_not_keep_words(code: str, texts: Mapping[str, Text], *, by: Any) -> Refusal | None:
    """Every language at once, so that no reader is left with words that mean something else."""
    if refusal := why_not_edit_words(by=by):
        return refusal
    if set(texts) != {language for language, _name in settings.LANGUAGES}:
        return Refusal("language_missing", _("Write the message in every language of the site."))
    for text in texts.values():
        refusal = why_not_subject(code, text.subject) or why_not_body(code, text.body)
        if refusal:
            return refusal
    return None


def why_not_subject(code: str, text: str) -> Refusal | None:
    if len(text.strip()) > SUBJECT_MAX:
        return Refusal("too_long", _("At most %(most)d characters.") % {"most": SUBJECT_MAX})
    return _why_not_say(code, text)


def why_not_body(code: str, text: str) -> Refusal | None:
    """Whatever is filled in, an SMS is to be read without scrolling."""
    longest = len(NAME.sub("", text)) + CLIPPED * len(names_in(text))
    if longest > ONE_SCREEN:
        return Refusal(
            "too_long",
            _("Leave out %(count)d characters: an SMS is to fit one screen. A filled-in value "
              "counts %(clipped)d.") % {"count": longest - ONE_SCREEN, "clipped": CLIPPED},
        )  # fmt: skip
    return _why_not_say(code, text)


def _why_not_say(code: str, text: str) -> Refusal | None:
    if not text.strip():
        return Refusal("empty", _("Write something here."))
    known = names_of(code)
    unknown = [name for name in names_in(text) if name not in known]
    if unknown or any(brace in NAME.sub("", text) for brace in "{}"):
        usable = "、".join(f"{{{name}}}" for name in known)
        return Refusal(
            "unknown_name",
            _("In braces only these can stand here: %(names)s.") % {"names": usable or "–"},
        )
    return None
