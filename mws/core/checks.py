"""What this house checks about itself, at `manage.py check` and before the web server answers."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils.module_loading import import_string

DOTTED_PATHS = (
    "MWS_SMS_GATEWAY",
    "MWS_MAIL_GATEWAY",
    "MWS_ADDRESS_RESOLVER",
    "MWS_FILE_RULE",
    "MWS_RESIDENCY_TERMS",
    "MWS_DEMO_MARK",
)


def dotted_paths_lead_somewhere(**kwargs: Any) -> list[CheckMessage]:
    """Lower rooms ask higher ones by name; a misspelt name would be found at night."""
    named = [(name, getattr(settings, name)) for name in DOTTED_PATHS]
    named += [("MWS_SUBSCRIBERS", path) for path in settings.MWS_SUBSCRIBERS]
    return [
        Error(f"{name} names {path!r}, which cannot be imported.", id="core.E001")
        for name, path in named
        if not _leads_somewhere(path)
    ]


def no_demo_data_in_production(
    databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Runs with `migrate` and `check --database default`."""
    if databases and has_unwanted_demo_data():
        return [
            Error(
                "The database holds seeded data, and these settings are not a demonstration.",
                hint="Start with an empty database: manage.py prepare, then manage.py bootstrap.",
                id="core.E002",
            )
        ]
    return []


def register_all() -> None:
    register(dotted_paths_lead_somewhere)
    register(no_demo_data_in_production, Tags.database)


def refuse_demo_data() -> None:
    """Raise ImproperlyConfigured where invented figures would be shown as real ones."""
    if has_unwanted_demo_data():
        raise ImproperlyConfigured(
            "The database holds seeded data; production starts with an empty one (manage.py"
            " prepare, then manage.py bootstrap)."
        )


def has_unwanted_demo_data() -> bool:
    if settings.MWS_DEMO:
        return False
    try:
        return bool(import_string(settings.MWS_DEMO_MARK)())
    except DatabaseError:  # no tables yet, so no data
        return False


def _leads_somewhere(path: str) -> bool:
    try:
        import_string(path)
    except ImportError:
        return False
    return True
