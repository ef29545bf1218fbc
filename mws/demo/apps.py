"""Seeded data and one-click sign-in, refused in production."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "mws.demo"
    label = "demo"
    verbose_name = _("Demonstration")
