"""E-mail in the site's own dress: plain text, and the same words as simple HTML.

The HTML asks nothing of any server and bears no style sheet, which many mail programs drop: its
few colours are attributes of a table.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

from mws.core.context import language_tag, site_name


def letter(*, to: list[str], subject: str, body: str) -> EmailMultiAlternatives:
    """A letter in the language now active; addresses in `body` become links in the HTML."""
    name, address = site_name(), settings.WAGTAILADMIN_BASE_URL
    text = f"{body.strip()}\n\n{name}\n{address}\n"
    context = {
        "subject": subject,
        "body": body.strip(),
        "site_name": name,
        "address": address,
        "html_lang": language_tag(get_language() or settings.LANGUAGE_CODE),
    }
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, to)
    message.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    return message
