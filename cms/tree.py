"""How the system puts a page into Wagtail's tree: in the site's language, with an alias in every
other."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page

from mws.core.clock import database_now


def originals(model: type[Page]) -> Any:
    """The pages of a kind in the language of the site; the others are their translations."""
    return model.objects.filter(locale=Locale.get_default())


def publish(page: Page, *, under: Page, has_aliases: bool = True) -> None:
    """Add a page that everyone can read; without aliases, it is said in every language itself."""
    now = database_now()
    page.first_published_at = page.last_published_at = now
    _add(page, under, has_aliases)


def draft(page: Page, *, under: Page) -> None:
    """Add a page for an editor to complete; nobody else sees it, in any language."""
    page.live, page.has_unpublished_changes = False, True
    _add(page, under, has_aliases=True)
    page.save_revision()


def _add(page: Page, under: Page, has_aliases: bool) -> None:
    page.locale = under.locale
    under.add_child(instance=page)
    for locale in Locale.objects.exclude(pk=page.locale_id) if has_aliases else ():
        page.copy_for_translation(locale, alias=True)
