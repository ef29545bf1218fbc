"""`manage.py tick`: do all that time has made due. Safe to run anywhere, any time, any number."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from mws.core.clock import database_now
from mws.core.single_flight import only_one
from mws.pages import jobs

logger = logging.getLogger("mws.tick")


class Command(BaseCommand):
    help = "Do what is due: deadlines, ends of notices, polls, messages, the seal of the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="go on until told to stop (SIGTERM, SIGINT), with this pause between rounds",
        )

    def handle(self, *args: Any, every: int | None, **options: Any) -> None:
        self.stop = threading.Event()
        if every is None:
            if failed := self.run_jobs():
                raise CommandError(f"failed: {', '.join(failed)}")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stop.set())
        while not self.stop.is_set():
            try:
                self.run_jobs()
            except Exception:  # a database that is away for a moment ends no clock
                logger.exception("tick could not run")
            close_old_connections()
            self.stop.wait(every)

    def run_jobs(self) -> list[str]:
        """One round; the names of the jobs that failed. Another tick at work: nothing to do."""
        failed = []
        with only_one("tick") as is_ours:
            for job in jobs.JOBS if is_ours else []:
                if self.stop.is_set():
                    break
                try:
                    done = job.run(database_now())
                except Exception:  # one job's trouble must not hold up the others
                    logger.exception("tick: %s failed", job.name)
                    failed.append(job.name)
                else:
                    if done:
                        logger.info("tick: %s: %s", job.name, done)
        return failed
