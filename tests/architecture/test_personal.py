from django.apps import apps
from django.db import models
from django.test import SimpleTestCase

from mws.core.personal import declared, declared_impersonal
from tests.architecture.test_models import our_models

COULD_BE_PERSONAL = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FileField,
    models.BinaryField,
    models.GenericIPAddressField,
)


def could_be_personal(field: models.Field) -> bool:
    """Words, files, addresses, days, and whatever leads to a person; not a choice from a list."""
    if field.is_relation:
        return field.related_model._meta.label == "accounts.User"
    if isinstance(field, models.IntegerField) and field.name.endswith("_id"):
        return True
    is_day = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return is_day or (isinstance(field, COULD_BE_PERSONAL) and not field.choices)


def candidates(model: type[models.Model]) -> set[str]:
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return {f"{model._meta.label}.{field.name}" for field in fields if could_be_personal(field)}


def personal() -> set[str]:
    return {f"{entry.model}.{column}" for entry in declared() for column in entry.covered}


class PersonalColumnTests(SimpleTestCase):
    def test_every_column_that_may_tell_of_a_person_is_declared(self):
        """Add it to the room's ``personal.py``: with its purpose, or among the impersonal."""
        all_candidates = set().union(*(candidates(model) for model in our_models()))
        self.assertEqual([], sorted(all_candidates - personal() - declared_impersonal()))

    def test_a_new_column_of_such_a_kind_would_be_found(self):
        for field in (
            models.CharField(name="x", max_length=9),
            models.TextField(name="x"),
            models.JSONField(name="x"),
            models.FileField(name="x"),
            models.DateField(name="x"),
            models.BigIntegerField(name="carer_id"),
            apps.get_model("accounts.Residency")._meta.get_field("user"),
        ):
            with self.subTest(type(field).__name__):
                self.assertTrue(could_be_personal(field))
        for field in (models.DateTimeField(name="x"), models.IntegerField(name="x")):
            with self.subTest(type(field).__name__):
                self.assertFalse(could_be_personal(field))

    def test_no_column_is_both(self):
        self.assertEqual(set(), personal() & declared_impersonal())

    def test_what_is_declared_exists(self):
        columns = personal() | declared_impersonal()
        existing = {
            f"{model._meta.label}.{field.name}"
            for model in apps.get_models()
            for field in model._meta.get_fields()
        }
        self.assertEqual([], sorted(columns - existing))

    def test_every_entry_says_why(self):
        self.assertEqual([], [entry for entry in declared() if not str(entry.purpose).strip()])
