"""What every room stands on: refusals, money, time, append-only rows, gateways. No models."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mws.core import checks


class CoreConfig(AppConfig):
    name = "mws.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        checks.register_all()
