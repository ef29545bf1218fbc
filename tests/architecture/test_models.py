from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import connection, models
from django.test import SimpleTestCase, TestCase

from tests.architecture.source import layers

# Wagtail's pages are generic by design; votes, money and cases never are.
MAY_BE_GENERIC = {"cms"}


def our_models() -> list[type[models.Model]]:
    rooms = set().union(*layers())
    return [
        model
        for model in apps.get_models()
        if apps.get_app_config(model._meta.app_label).name in rooms
    ]


def height(model: type[models.Model]) -> int | None:
    """How far below the top a model's room lies; None for a library's model."""
    room = apps.get_app_config(model._meta.app_label).name
    return next((depth for depth, rooms in enumerate(layers()) if room in rooms), None)


class RelationTests(SimpleTestCase):
    def test_foreign_keys_point_down_as_imports_do(self):
        """A key written as a string is an import that import-linter does not see."""
        upward = [
            f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
            for model in our_models()
            for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
            if isinstance(field.related_model, type)
            and (target := height(field.related_model)) is not None
            and target < height(model)
        ]
        self.assertEqual([], upward)

    def test_no_generic_foreign_keys(self):
        generic = [
            model._meta.label
            for model in our_models()
            if model._meta.app_label not in MAY_BE_GENERIC
            and any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
        ]
        self.assertEqual([], generic)

    def test_no_multi_table_inheritance_outside_pages(self):
        inherited = [
            model._meta.label
            for model in our_models()
            if model._meta.app_label not in MAY_BE_GENERIC and model._meta.parents
        ]
        self.assertEqual([], inherited)


class ConstraintTests(SimpleTestCase):
    def test_a_constraint_says_in_its_name_where_it_belongs(self):
        wrong = [
            constraint.name
            for model in our_models()
            for constraint in model._meta.constraints
            if not constraint.name.startswith(f"{model._meta.app_label}_")
        ]
        self.assertEqual([], wrong)

    def test_money_is_counted_in_whole_fen(self):
        wrong = [
            f"{model._meta.label}.{field.name}"
            for model in our_models()
            for field in model._meta.local_fields
            if isinstance(field, models.FloatField)
            or (field.name.endswith("_fen") and not isinstance(field, models.BigIntegerField))
        ]
        self.assertEqual([], wrong)


class AppendOnlyTests(TestCase):
    def test_the_database_itself_refuses_to_change_history(self):
        unguarded = {
            model._meta.label: missing
            for model in our_models()
            if getattr(model, "append_only", False)
            and (missing := {"UPDATE", "DELETE"} - _refused(model._meta.db_table))
        }
        self.assertEqual({}, unguarded)


def _refused(table: str) -> set[str]:
    """The statements that a trigger refuses on a table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT event_manipulation FROM information_schema.triggers"
                " WHERE event_object_table = %s AND action_timing = 'BEFORE'"
                " AND action_statement LIKE '%%mws_append_only%%'",
                [table],
            )
            return {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        )
        guards = [row[0].upper() for row in cursor.fetchall() if "RAISE(ABORT" in row[0].upper()]
        verbs = ("UPDATE", "DELETE")
        return {verb for verb in verbs if any(f"BEFORE {verb}" in sql for sql in guards)}
