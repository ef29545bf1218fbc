"""Figures, rollups, exports and anomalies for those who supervise."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "mws.oversight"
    label = "oversight"
    verbose_name = _("Oversight")
