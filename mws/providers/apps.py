"""Suppliers, social organisations and the service-project library."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    name = "mws.providers"
    label = "providers"
    verbose_name = _("Providers")
