"""Forged packages, and the verifier run on them; needs no database."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from voting.verify import verify

Files = dict[str, bytes]


def write(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def verdict(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Exit code and lines of the verifier, run in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = verify.main([str(folder), *options])
    return code, said.getvalue().splitlines()


def forge(files: Files, dice: random.Random) -> tuple[str, Files]:
    """One random fault in one file: what was done, and the files with it. Never the same bytes."""
    while True:
        name = dice.choice(
            [name for name in sorted(files) if name != "verify.py"] * 3 + ["verify.py"]
        )
        kind = dice.choice(sorted(FAULTS))
        changed = FAULTS[kind](files, name, dice)
        if changed != files:
            return f"{kind} {name}", changed


def _flip(files: Files, name: str, dice: random.Random) -> Files:
    data = bytearray(files[name])
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return {**files, name: bytes(data)}


def _swap(files: Files, name: str, dice: random.Random) -> Files:
    lines = files[name].splitlines(keepends=True)
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return {**files, name: b"".join(lines)}


def _lines(change: Callable[[list[bytes], int], Sequence[bytes]]):
    def fault(files: Files, name: str, dice: random.Random) -> Files:
        lines = files[name].splitlines(keepends=True)
        return {**files, name: b"".join(change(lines, dice.randrange(len(lines))))}

    return fault


def _truncate(files: Files, name: str, dice: random.Random) -> Files:
    return {**files, name: files[name][: dice.randrange(len(files[name]))]}


def _missing(files: Files, name: str, dice: random.Random) -> Files:
    return {other: data for other, data in files.items() if other != name}


FAULTS = {
    "flip": _flip,
    "swap": _swap,
    "drop": _lines(lambda lines, at: lines[:at] + lines[at + 1 :]),
    "duplicate": _lines(lambda lines, at: [*lines[:at], lines[at], *lines[at:]]),
    "truncate": _truncate,
    "missing": _missing,
}
