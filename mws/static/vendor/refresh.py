"""Fetch the front-end files that come from npm, at fixed versions, and put them beside this script.

Run it by hand after changing a version or the list of icons: `python mws/static/vendor/refresh.py`.
It needs npm; running the site does not.
"""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LUCIDE = "lucide-static@1.62.0"
ICONS = {  # our name: lucide's name
    "alert": "triangle-alert",
    "calendar": "calendar-days",
    "camera": "camera",
    "check": "check",
    "clock": "clock",
    "close": "x",
    "down": "chevron-down",
    "download": "download",
    "edit": "pencil",
    "file": "file-text",
    "filter": "sliders-horizontal",
    "gavel": "gavel",
    "idea": "lightbulb",
    "info": "info",
    "left": "chevron-left",
    "lock": "lock",
    "map": "map-pin",
    "message": "message-circle",
    "minus": "minus",
    "money": "coins",
    "people": "users",
    "person": "user",
    "phone": "phone",
    "plus": "plus",
    "print": "printer",
    "right": "chevron-right",
    "search": "search",
    "shield": "shield-check",
    "star": "star",
    "upload": "upload",
    "vote": "vote",
    "works": "hammer",
}


def main() -> None:
    """Write the sprite of icons and the licence it comes under."""
    package = fetch(LUCIDE)
    symbols = [symbol(name, package[f"icons/{source}.svg"]) for name, source in ICONS.items()]
    target = HERE / "lucide"
    target.mkdir(exist_ok=True)
    (target / "icons.svg").write_text(
        f"<!-- {LUCIDE}, ISC licence: see LICENSE -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    (target / "LICENSE").write_text(package["LICENSE"])
    print(f"{len(symbols)} icons from {LUCIDE}")


def fetch(package: str) -> dict[str, str]:
    """The text files of an npm package by their path in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", package, "--silent", "--pack-destination", folder]
        # The command is written above, nothing in it comes from outside.
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        name = done.stdout.strip()
        archive = io.BytesIO((Path(folder) / name).read_bytes())
    wanted = {f"icons/{source}.svg" for source in ICONS.values()} | {"LICENSE"}
    with tarfile.open(fileobj=archive) as files:
        return {
            path: files.extractfile(f"package/{path}").read().decode() for path in sorted(wanted)
        }


def symbol(name: str, svg: str) -> str:
    """One drawing as a symbol; its strokes take the colour of the text around it."""
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)[1]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawing.split())}</symbol>'


if __name__ == "__main__":
    main()
