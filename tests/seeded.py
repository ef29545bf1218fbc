"""The demonstration's database, seeded once for each state of the code.

`python -m tests.seeded` prints its DATABASE_URL. Browser tests and `make check` use copies of it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "seeded"
PACKAGES = ("mws", "proposals", "voting", "cms")
SETTINGS = "mws.settings.dev"
KEPT = 3


def seeded_folder() -> Path:
    """A folder with `db.sqlite3`, `media` and `private`; made now where the code has changed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = CACHE / _code_digest()
        if not (folder / "done").exists():
            _drop_older()
            folder.mkdir(exist_ok=True)
            _seed(folder)
            (folder / "done").touch()
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of a process that works in such a folder, or in a copy of one."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "MWS_PRIVATE_ROOT": str(folder / "private"),
        "DEBUG": "0",
    }


def _seed(folder: Path) -> None:
    command = [sys.executable, "manage.py", "prepare", "--then", "seed_demo"]
    subprocess.run(command, cwd=ROOT, env=environment_of(folder), check=True, stdout=sys.stderr)


def _code_digest() -> str:
    digest = hashlib.sha256()
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _drop_older() -> None:
    """All but the newest few: another run may be copying one."""
    folders = [folder for folder in CACHE.iterdir() if folder.is_dir()]
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(folder)


if __name__ == "__main__":
    print(environment_of(seeded_folder())["DATABASE_URL"])
