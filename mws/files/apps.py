"""Attachments, stored privately and served through a rule."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "mws.files"
    label = "files"
    verbose_name = _("Files")
