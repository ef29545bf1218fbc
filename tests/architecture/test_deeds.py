"""Every action that a service writes into the trail has words, and no words are left over."""

import ast
import re

from django.test import SimpleTestCase

from mws.ledger.models import Kind
from mws.oversight.deeds import DEEDS
from proposals.rules.cases import PUT_ON_BALLOT
from tests.architecture.source import python_files, tree_of
from voting.models.council import ItemOutcome

# Codes that are put together: the kind of a movement of money, the outcome of an item.
COMPOSED = {f"ledger.{kind}" for kind in Kind.values} | {
    f"item.{outcome}" for outcome in ItemOutcome.values
}


def codes_in_services() -> set[str]:
    """Strings like ``proposal.admitted`` whose first word the table knows, and whatever is handed
    to ``record`` or as ``action``."""
    subjects = "|".join({code.split(".")[0] for code in DEEDS})
    known, any_code = re.compile(rf"(?:{subjects})\.[a-z_]+"), re.compile(r"[a-z_]+\.[a-z_]+")
    found = set()
    for file in python_files():
        if "services" in file.parts or file.stem.split("_")[0] in {"services", "notes"}:
            for node in ast.walk(tree_of(file)):
                found |= {text for text in _texts([node]) if known.fullmatch(text)}
                if isinstance(node, ast.Call):
                    handed = [each.value for each in node.keywords if each.arg == "action"]
                    handed += node.args[:1] if _is_record(node.func) else []
                    found |= {text for text in _texts(handed) if any_code.fullmatch(text)}
    return found


def _is_record(called: ast.expr) -> bool:
    return ast.unparse(called).rpartition(".")[2] == "record"


def _texts(nodes: list[ast.expr | ast.AST]) -> set[str]:
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


class DeedTests(SimpleTestCase):
    def test_each_action_has_words_and_each_words_an_action(self) -> None:
        self.assertEqual(codes_in_services() | COMPOSED | {PUT_ON_BALLOT}, set(DEEDS))
