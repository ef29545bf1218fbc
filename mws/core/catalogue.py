"""Which texts the source asks to translate. Read in Python: gettext's programs are not needed.

English is the language of message ids; a text built at run time, as an f-string, has none.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation.template import templatize

# Positions of the context, the text and its plural among a function's arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "pgettext": (0, 1, None),
    "ngettext": (None, 0, 1),
    "npgettext": (0, 1, 2),
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL_IN_TEMPLATE = re.compile(
    rf"\b(n?p?gettext|_)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Message:
    """One text to translate; `plural` is empty where there is none."""

    text: str
    plural: str = ""
    context: str | None = None


class NotTranslatable(Exception):
    """A text that only exists at run time was marked for translation."""


def messages_of(root: Path, packages: tuple[str, ...]) -> dict[Message, set[str]]:
    """All texts with the files that ask for them."""
    found: dict[Message, set[str]] = {}
    for folder in packages:
        for file in sorted((root / folder).rglob("*")):
            if "migrations" in file.parts or file.suffix not in (".py", ".html", ".txt", ".svg"):
                continue
            read = python_messages if file.suffix == ".py" else template_messages
            name = str(file.relative_to(root))
            for message in read(file.read_text(), name):
                found.setdefault(message, set()).add(name)
    return _joined(found)


def _joined(found: dict[Message, set[str]]) -> dict[Message, set[str]]:
    """A catalogue has one entry for a text, though one place may count it and another not."""
    for message in [message for message in found if message.plural]:
        found[message] |= found.pop(replace(message, plural=""), set())
    return found


def python_messages(source: str, name: str) -> Iterator[Message]:
    """The texts of one module; raises NotTranslatable for `_(f"…")` and `_("…" % x)`."""
    tree = ast.parse(source)
    aliases = _aliases(tree)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in calls:
        kind = aliases.get(_name_of(call.func))
        if kind and (message := _message(kind, call, name)):
            yield message


def template_messages(source: str, name: str) -> Iterator[Message]:
    """The texts of one template, by way of Django's own translation of templates to calls."""
    for call in _CALL_IN_TEMPLATE.finditer(templatize(source, origin=name)):
        kind = "gettext" if call[1] == "_" else call[1]
        arguments = ast.literal_eval(f"({call[2]},)")
        yield Message(*_chosen(kind, arguments))


def _aliases(tree: ast.Module) -> dict[str, str]:
    """What the translation functions are called in this module, as `_` for `gettext_lazy`."""
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                kind = alias.name.removesuffix("_lazy").removesuffix("_noop")
                if kind in FUNCTIONS:
                    aliases[alias.asname or alias.name] = kind
    return aliases


def _name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _message(kind: str, call: ast.Call, name: str) -> Message | None:
    """None for a name or an attribute: the text it stands for is marked elsewhere."""
    arguments: list[str] = []
    for argument in call.args[: 1 + max(p for p in FUNCTIONS[kind] if p is not None)]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            arguments.append(argument.value)
        elif isinstance(argument, ast.JoinedStr | ast.BinOp):
            raise NotTranslatable(f"{name}:{call.lineno}: give the text itself, then fill it in")
        else:
            return None
    return Message(*_chosen(kind, arguments))


def _chosen(kind: str, arguments: list[str] | tuple[str, ...]) -> tuple[str, str, str | None]:
    context, text, plural = FUNCTIONS[kind]
    return (
        arguments[text],
        "" if plural is None else arguments[plural],
        None if context is None else arguments[context],
    )
