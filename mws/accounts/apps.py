"""Persons, their verified residency and the roles they hold in a place."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mws.accounts"
    label = "accounts"
    verbose_name = _("People")
