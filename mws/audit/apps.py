"""Who did what and when, append-only and hash-chained."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "mws.audit"
    label = "audit"
    verbose_name = _("Audit trail")
