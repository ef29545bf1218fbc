"""Files that wait to be worked through lie there encrypted, and come back whole or not at all."""

import io

from django.test import TestCase

from mws.files.sealed import Damaged, seal_file, unsealed
from mws.files.storage import private_storage
from tests.accounts.rolls import LIN, csv_text


class SealedFileTests(TestCase):
    def test_it_lies_there_encrypted_and_comes_back_whole(self):
        content = csv_text().encode() * 30_000  # several pieces
        sealed = seal_file(io.BytesIO(content), folder="rolls")
        self.addCleanup(private_storage().delete, sealed.name)
        with private_storage().open(sealed.name) as stored:
            kept = stored.read()
        self.assertNotIn(LIN.encode(), kept)
        self.assertGreater(kept.count(b"\n"), 2)
        with unsealed(sealed.name, sealed.sha256) as open_file:
            for _each in range(2):
                with open_file() as plain:
                    self.assertEqual(content, plain.read())

    def test_a_piece_that_is_missing_shows(self):
        sealed = seal_file(io.BytesIO(b"x" * (3 << 20)), folder="rolls")
        with private_storage().open(sealed.name) as stored:
            pieces = stored.read().splitlines(keepends=True)
        private_storage().delete(sealed.name)
        for kept in (pieces[:-1], pieces[::-1] + pieces[:1], [b"nothing\n"]):
            name = private_storage().save("rolls/torn", io.BytesIO(b"".join(kept)))
            with self.assertRaises(Damaged), unsealed(name, sealed.sha256):
                pass
            private_storage().delete(name)
