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
PLOTLY = "plotly.js-basic-dist-min@4.1.1"  # bars, lines, dots; the bundle of plotly 7.1 in Python
RULE = re.compile(  # 'selector':"rules", either in either quotes
    r"""[{,](?:(?P<q>["'])(?P<quoted>.*?)(?P=q)|(?P<bare>\w+)):(?P<r>["'])(?P<rules>.*?)(?P=r)"""
)
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
    """Write the sprite of icons, the drawing library with its styles, and their licences."""
    write_icons()
    write_plotly()


def write_icons() -> None:
    package = fetch(LUCIDE, [f"icons/{source}.svg" for source in ICONS.values()])
    symbols = [symbol(name, package[f"icons/{source}.svg"]) for name, source in ICONS.items()]
    target = HERE / "lucide"
    target.mkdir(exist_ok=True)
    (target / "icons.svg").write_text(
        f"<!-- {LUCIDE}, ISC licence: see LICENSE -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    )
    (target / "LICENSE").write_text(package["LICENSE"])
    print(f"{len(symbols)} icons from {LUCIDE}")


def write_plotly() -> None:
    """The bundle as it is, and the style rules it would write into the page, which the policy
    forbids, as a style sheet of its own."""
    package = fetch(PLOTLY, ["plotly-basic.min.js"])
    target = HERE / "plotly"
    target.mkdir(exist_ok=True)
    bundle = package["plotly-basic.min.js"]
    (target / "plotly-basic.min.js").write_text(bundle)
    (target / "plotly.css").write_text(style_rules(bundle))
    (target / "LICENSE").write_text(package["LICENSE"])
    print(f"{len(bundle):,} characters from {PLOTLY}")


def style_rules(bundle: str) -> str:
    """The table of rules in the bundle ("X" stands for a drawing, "Y" for its messages), as CSS."""
    place = bundle.rindex("{", 0, bundle.index('"X,X div":'))
    lines = [f"/* {PLOTLY}, MIT licence: see LICENSE */"]
    while entry := RULE.match(bundle, place):
        selector = re.sub("^,", " ,", entry["quoted"] or entry["bare"])
        selector = selector.replace("X", ".js-plotly-plot .plotly")
        lines.append(f"{selector.replace('Y', '.plotly-notifier')}{{{entry['rules']}}}")
        place = entry.end()
    return "\n".join(lines) + "\n"


def fetch(package: str, paths: list[str]) -> dict[str, str]:
    """Text files of an npm package by their path in it, the licence among them."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", package, "--silent", "--pack-destination", folder]
        # The command is written above, nothing in it comes from outside.
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        name = done.stdout.strip()
        archive = io.BytesIO((Path(folder) / name).read_bytes())
    with tarfile.open(fileobj=archive) as files:
        return {
            path: files.extractfile(f"package/{path}").read().decode()
            for path in sorted({*paths, "LICENSE"})
        }


def symbol(name: str, svg: str) -> str:
    """One drawing as a symbol; its strokes take the colour of the text around it."""
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)[1]
    return f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(drawing.split())}</symbol>'


if __name__ == "__main__":
    main()
