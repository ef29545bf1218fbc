"""The source as the architecture tests read it."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("mws", "proposals", "voting", "cms")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*packages: str) -> Iterator[Path]:
    """Our modules, without migrations: generated, and never edited once applied."""
    for package in packages or PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html")) + sorted(
        file for package in PACKAGES for file in (ROOT / package).rglob("templates/**/*.html")
    )


def front_end_files(*suffixes: str) -> list[Path]:
    """Our own styles and scripts; what is vendored keeps its makers' form."""
    files = (ROOT / "mws" / "static").rglob("*")
    return sorted(f for f in files if f.suffix in suffixes and "vendor" not in f.parts)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def functions_of(file: Path) -> Iterator[Function]:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, Function):
            yield node


def is_kind(file: Path, *kinds: str) -> bool:
    """Whether a module is, say, `views.py`, `views_council.py` or lies in a folder `views/`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return any(part == kind or part.startswith(f"{kind}_") for part in parts for kind in kinds)


def place(file: Path, line: int | None = None) -> str:
    return f"{file.relative_to(ROOT)}{f':{line}' if line else ''}"


def layers() -> list[set[str]]:
    """The rooms from high to low, as `make check` holds them; one source for both."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    contracts = tools["importlinter"]["contracts"]
    rooms = next(contract for contract in contracts if contract["id"] == "rooms")
    return [{room.strip() for room in layer.split("|")} for layer in rooms["layers"]]
