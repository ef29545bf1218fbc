from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test import SimpleTestCase

from mws.accounts.personal.impersonal import ACTS, IMPERSONAL
from mws.accounts.personal.registry import TABLES, personal_columns
from tests.architecture.test_models import our_models

LIBRARIES = {"account", "mfa", "socialaccount", "usersessions"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField,
         models.GenericIPAddressField, models.BinaryField)  # fmt: skip


def may_be_personal(field: models.Field) -> bool:
    """Free text, a file, and whatever leads to a person; a choice among fixed words is neither."""
    if field.is_relation:
        return field.related_model is get_user_model()
    if field.name.endswith("_id"):
        return True
    return isinstance(field, TEXTS) and not field.choices


def columns_that_may_be_personal() -> set[tuple[str, str]]:
    others = [model for model in apps.get_models() if model._meta.app_label in LIBRARIES]
    return {
        (model._meta.label, field.name)
        for model in [*our_models(), *others]
        for field in model._meta.local_fields
        if may_be_personal(field)
    }


def listed(table: dict[str, str]) -> set[tuple[str, str]]:
    return {(label, name) for label, names in table.items() for name in names.split()}


class RegisterTests(SimpleTestCase):
    """Nobody adds a personal column without saying what for, on what ground and until when."""

    def test_every_column_is_registered_or_said_to_be_impersonal(self):
        known = set(personal_columns()) | listed(ACTS) | listed(IMPERSONAL)
        self.assertEqual([], sorted(columns_that_may_be_personal() - known))

    def test_nothing_is_listed_that_does_not_exist(self):
        existing = {
            (model._meta.label, field.name)
            for model in apps.get_models()
            for field in model._meta.get_fields()
        }
        existing |= {(label, "pk") for label, _name in existing}
        existing |= {(label, f"{name}_id") for label, name in existing}
        known = set(personal_columns()) | listed(ACTS) | listed(IMPERSONAL)
        self.assertEqual([], sorted(known - existing))

    def test_nothing_is_listed_twice(self):
        self.assertEqual(set(), set(personal_columns()) & listed(IMPERSONAL))
        self.assertEqual(set(), listed(ACTS) & listed(IMPERSONAL))

    def test_every_table_says_what_for_and_until_when(self):
        for table in TABLES:
            with self.subTest(table.model):
                for words in (table.title, table.purpose, table.basis, table.kept):
                    self.assertTrue(str(words))

    def test_a_new_column_would_be_found(self):
        self.assertTrue(may_be_personal(models.CharField(name="nickname")))
        self.assertTrue(may_be_personal(models.FileField(name="portrait")))
        self.assertFalse(may_be_personal(models.CharField(name="kind", choices=[("a", "A")])))
        self.assertFalse(may_be_personal(models.IntegerField(name="count")))
