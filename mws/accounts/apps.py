"""Persons, their verified residency and the roles they hold in a place."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mws.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """By name: there are no models yet when this file is read."""
        import_string("mws.accounts.sealing.seal_columns")()
        import_string("mws.accounts.receivers.connect")()
