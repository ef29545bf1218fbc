"""One row written, with the durability of the database at hand."""

from django.db import connection


def make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE load_row (id uuid, choices text)")


def write_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO load_row VALUES ('7f1c0000-0000-4000-8000-000000000001', '[\"1\"]')"
        )
