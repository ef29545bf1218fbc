"""Promise S8: whatever is uploaded is judged within bounds of memory and time, or not even read.
What becomes of each file of the corpus is asked where people send them, in ``proposals``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.test import SimpleTestCase

from mws.core.refusals import Refused
from mws.files.services import MOST_BYTES, store_upload
from tests.files.corpus import CORPUS, LARGEST
from tests.files.test_store_files import CASE

MOST_MEGABYTES, MOST_SECONDS = 400, 5


class BoundTests(SimpleTestCase):
    def test_a_giant_is_refused_before_it_is_read(self) -> None:
        for size in (MOST_BYTES + 1, 200 * 1024 * 1024):
            giant = mock.MagicMock(spec=UploadedFile, size=size)
            giant.name = "giant.jpg"
            giant.read.side_effect = AssertionError("read")
            with self.assertRaises(Refused) as caught:
                store_upload(upload=giant, case_id=CASE, by=None)
            self.assertEqual("too_large", caught.exception.code)

    def test_cleaning_stays_within_its_bounds(self) -> None:
        taken = [sent for sent in CORPUS if sent.becomes != "too_large"]
        with TemporaryDirectory() as folder:
            for number, sent in enumerate([*taken, *LARGEST]):
                (Path(folder) / str(number)).write_bytes(sent.make())
            done = subprocess.run(
                [sys.executable, "-m", "tests.files.corpus", folder],
                capture_output=True, check=True, cwd=settings.BASE_DIR,
                env={"DJANGO_SETTINGS_MODULE": "mws.settings.test"},
            )  # fmt: skip
        said = json.loads(done.stdout)
        self.assertLess(said["megabytes"], MOST_MEGABYTES, said)
        self.assertLess(said["seconds"], MOST_SECONDS, said)
