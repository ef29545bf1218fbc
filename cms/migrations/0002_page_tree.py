"""In place of Wagtail's page of welcome: a home page and the index of outcomes, in each language.

Models of migrations know no trees, so that paths are written out: the root's are four digits long,
each level adds four.
"""

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import migrations
from django.utils import timezone

LANGUAGES = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


def plant_tree(apps, schema_editor):
    Page, Site = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2).delete()  # and with it the site whose root it was
    homes, indexes = [], []
    for number, code in enumerate(sorted(LANGUAGES, key=settings.LANGUAGE_CODE.__ne__), start=1):
        locale, _made = Locale.objects.get_or_create(language_code=code)
        slug = "home" if number == 1 else f"home-{code}"
        homes.append(
            make_page(
                apps, "HomePage", locale, homes, title=settings.MWS_SITE_NAME, slug=slug,
                path=f"{root.path}{number:04d}", depth=2, numchild=1, url_path=f"/{slug}/",
            )
        )
        indexes.append(
            make_page(
                apps, "OutcomesPage", locale, indexes, title="成果", slug="outcomes",
                path=f"{root.path}{number:04d}0001", depth=3, url_path=f"/{slug}/outcomes/",
            )
        )
    Page.objects.filter(pk=root.pk).update(numchild=len(homes))
    Site.objects.create(
        hostname="localhost", site_name=settings.MWS_SITE_NAME, is_default_site=True,
        root_page_id=homes[0].pk,
    )


def make_page(apps, kind, locale, originals, **fields):
    """A published page; in other languages an alias of the first, under the same key."""
    model = apps.get_model("cms", kind)
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model=kind.lower()
    )
    now = timezone.now()
    return model.objects.create(
        locale=locale, content_type=content_type, live=True, draft_title=fields["title"],
        translation_key=uuid5(NAMESPACE_URL, f"mws:{kind}"),
        alias_of_id=originals[0].pk if originals else None,
        first_published_at=now, last_published_at=now, **fields,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(plant_tree, migrations.RunPython.noop)]
