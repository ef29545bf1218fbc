"""A worker of its own, on the database of a test: `python -m tests.notifications.worker FILE WHEN`.

Its gateway writes ids to a file, one line a call, and kills the process with SIGKILL at the third:
`before` the gateway has taken it, `after`, or while the outcome is being `noting`.
"""

import os
import signal
import sys
from pathlib import Path


class FileGateway:
    file: Path
    dies = ""

    def send(self, *, message_id: str, to: str, subject: str, body: str) -> None:
        calls = self.file.read_text().count("\n") if self.file.exists() else 0
        if self.dies == "before" and calls % 3 == 2:
            kill_me()
        with self.file.open("a") as log:
            log.write(f"{message_id}\n")
        if self.dies == "after" and calls % 3 == 0:
            kill_me()


def kill_me(*_args: object, **_more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    import django
    from django.test import override_settings

    django.setup()
    from mws.core import gateways
    from mws.notifications.services import delivery
    from tests.cast import NOW

    FileGateway.file, FileGateway.dies = Path(sys.argv[1]), sys.argv[2]
    gateways._gateway = lambda path: FileGateway()
    if FileGateway.dies == "noting":
        delivery._note_end = kill_me
    with override_settings(
        MWS_ADDRESS_RESOLVER="tests.notifications.test_exactly_once.everybody_has_a_number"
    ):
        delivery.deliver_due(NOW)
