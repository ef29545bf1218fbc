"""The package of a vote in the test's database."""

from __future__ import annotations

from tests.voting.polls.forging import Files
from voting.models import CountRun, Poll
from voting.polls import signing
from voting.polls.package import Edition, package_files


def files_of(poll: Poll, edition: Edition, run: CountRun | None = None) -> Files:
    """The signed files of a counted vote; ``run``: another count than the one that was kept."""
    run = run or CountRun.objects.get(poll=poll, is_result=True)
    files = package_files(poll, edition, run)
    return {**files, "signature": signing.signature_file(files["manifest.json"])}
