import ast
from pathlib import Path

from django.test import SimpleTestCase

from tests.architecture.source import (
    PACKAGES,
    functions_of,
    is_kind,
    place,
    python_files,
    tree_of,
)

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
}
WRITE_NOTHING = ("views", "forms", "admin", "commands", "rules", "selectors", "templatetags")
# The drill runs before there are settings, and makes those of the copy.
READ_ENVIRONMENT = ("mws/settings/", "mws/wsgi.py", "mws/deploy/restore_drill.py")


class WriteTests(SimpleTestCase):
    """Every write is a service: locked, ruled, audited, in one transaction."""

    def test_views_forms_commands_rules_and_selectors_write_nothing(self):
        found = [
            place(file, call.lineno)
            for file in python_files()
            if is_kind(file, *WRITE_NOTHING)
            for call in ast.walk(tree_of(file))
            if isinstance(call, ast.Call) and _writes(call)
        ]
        self.assertEqual([], found)

    def test_services_name_their_arguments(self):
        """A call reads as a sentence: submit_proposal(proposal_id=…, by=…)."""
        found = [
            f"{place(file, node.lineno)} {node.name}"
            for file in python_files()
            if is_kind(file, "services")
            for node in tree_of(file).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if _is_atomic(node)
            if len(node.args.args) + len(node.args.posonlyargs) > 1
        ]
        self.assertEqual([], found)

    def test_rules_call_no_service(self):
        found = [
            place(file, node.lineno)
            for file in python_files()
            if is_kind(file, "rules")
            for node in ast.walk(tree_of(file))
            if any("services" in module.split(".") for module in _imported(node))
        ]
        self.assertEqual([], found)


class LedgerTests(SimpleTestCase):
    """Money moves in one room. Others may name its models as types, but ask its selectors."""

    def test_only_the_ledger_touches_its_tables(self):
        found = [
            place(file, node.lineno)
            for file in python_files()
            if not place(file).startswith("mws/ledger/")
            for node in ast.walk(tree_of(file))
            if isinstance(node, ast.Attribute) and node.attr == "objects"
            if isinstance(node.value, ast.Name) and node.value.id in _ledger_models(file)
        ]
        self.assertEqual([], found)


class ImportTests(SimpleTestCase):
    def test_no_function_imports_our_own_modules(self):
        """An import inside a function usually hides a cycle between rooms."""
        found = [
            place(file, node.lineno)
            for file in python_files()
            for function in functions_of(file)
            for node in ast.walk(function)
            if any(module.split(".")[0] in PACKAGES for module in _imported(node))
        ]
        self.assertEqual([], found)

    def test_no_business_step_hides_in_a_signal(self):
        found = [
            place(file, node.lineno)
            for file in python_files()
            for node in ast.walk(tree_of(file))
            if any(module.startswith("django.db.models.signals") for module in _imported(node))
        ]
        self.assertEqual([], found)

    def test_only_settings_read_the_environment(self):
        found = [
            place(file, node.lineno)
            for file in python_files()
            if not place(file).startswith(READ_ENVIRONMENT)
            for node in ast.walk(tree_of(file))
            if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
            if isinstance(node.value, ast.Name) and node.value.id == "os"
        ]
        self.assertEqual([], found)


def _ledger_models(file: Path) -> set[str]:
    """The names under which a module knows the ledger's models."""
    return {
        alias.asname or alias.name
        for node in tree_of(file).body
        if isinstance(node, ast.ImportFrom) and node.module == "mws.ledger.models"
        for alias in node.names
    }


def _is_atomic(function: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def _writes(call: ast.Call) -> bool:
    """`rows.update(a=1)` and `row.delete()`; not `words.update(more)`, not `cache.delete(key)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    if call.func.attr in ("update", "delete"):
        return not call.args
    return not (isinstance(call.func.value, ast.Name) and call.func.value.id == "super")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []
