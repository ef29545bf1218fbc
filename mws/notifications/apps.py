"""The outbox: texts sent after the transaction that caused them has committed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "mws.notifications"
    label = "notifications"
    verbose_name = _("Notices")
