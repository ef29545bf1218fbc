"""What our pages have in common, and what nobody may do in the editor: take a published outcome
away, or move it elsewhere."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.models import Page, PagePermissionTester

from mws.core.clock import database_now, local_day


class PublishedForGood(PagePermissionTester):
    """The page was made by the system and stays where it is. It can be enriched."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False


class StaysInPlace(PublishedForGood):
    """A story may be taken back: the figures stay at the same address without it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return PagePermissionTester.can_delete(self, ignore_bulk)

    def can_unpublish(self) -> bool:
        return PagePermissionTester.can_unpublish(self)


class WrittenPageForm(WagtailAdminPageForm):
    """Addresses are short and ASCII, which a Chinese title does not give: left empty, the address
    is made of the day, as in ``20261126`` or ``20261126-2``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or self.instance.slug or self._free_slug()

    def _free_slug(self) -> str:
        base = slugify(self.cleaned_data.get("title", "")) or f"{local_day(database_now()):%Y%m%d}"
        tries = (base if number == 1 else f"{base}-{number}" for number in count(1))
        return next(s for s in tries if Page._slug_is_available(s, self.parent_page, self.instance))


class WrittenPage(Page):
    """A page with words of an editor's."""

    base_form_class = WrittenPageForm

    class Meta:
        abstract = True

    @property
    def words_language(self) -> str:
        """The language of the words: an alias stands in one language and shows those of another."""
        return (self.alias_of or self).locale.language_code


class SystemPage(WrittenPage):
    """A page that only the system makes (each class says so with ``is_creatable = False``, which
    Wagtail does not inherit); its address is not for editors to choose."""

    permission_tester: type[PagePermissionTester] = PublishedForGood
    promote_panels: list[Any] = []

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return self.permission_tester(user, self)
