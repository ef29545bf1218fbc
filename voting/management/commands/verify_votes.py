"""Check every package of a counted vote as a reader would at home; exits 1 and names the first
that is not in order."""

from __future__ import annotations

import subprocess
import sys
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from voting.models import PollPackage
from voting.polls.package import VERIFIER


class Command(BaseCommand):
    help = "Run verify.py on every package of a counted vote, the auditors' ones too."

    def handle(self, *args: Any, **options: Any) -> None:
        ballots = number = 0
        packages = PollPackage.objects.select_related("poll").order_by("made_at", "pk")
        for number, package in enumerate(packages, 1):
            if faults := _faults(package):
                raise CommandError(f"{package.name} is not in order:\n{faults}")
            ballots += package.poll.ballot_count or 0
            if number % 100 == 0:
                self.stderr.write(f"{number} packages so far")
        self.stdout.write(f"votes: {number} packages with {ballots} ballots verified")


def _faults(package: PollPackage) -> str:
    """What the verifier says against it: under the key of then, with the root of the seal."""
    try:
        data = storages["private"].open(package.name).read()
    except FileNotFoundError:
        return "the file is missing"
    with NamedTemporaryFile(suffix=".zip") as file:
        file.write(data)
        file.flush()
        expected = ["--key", package.public_key, "--root", package.poll.root_sha256]
        done = subprocess.run(  # noqa: S603 - our own words, and hexadecimal digits
            [sys.executable, "-I", str(VERIFIER), file.name, *expected],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if "  FAIL " in line]
    return "\n".join(lines or [done.stdout, done.stderr]).strip() if done.returncode else ""
