"""Text with a little shape: paragraphs, sub-headings, lists, bold and slanted words. Nothing else
passes: no attribute, no address, no script. Plain text becomes paragraphs."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

BLOCKS = {"p", "h3", "ul", "ol", "li"}
SPANS = {"strong", "em"}
SAME = {"b": "strong", "i": "em", "div": "p", "h1": "h3", "h2": "h3", "h4": "h3"}
SILENT = {"script", "style", "template", "title", "head"}
MARKUP = re.compile(r"<(?:p|h[1-4]|ul|ol|li|strong|em|b|i|div|br)\b", re.IGNORECASE)


class _Cleaner(HTMLParser):
    """Writes what is allowed, closes what was left open, escapes every text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.open: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag == "br":
            self.out.append("<br>")
        else:
            self._begin(SAME.get(tag, tag))

    def _begin(self, tag: str) -> None:
        if tag not in BLOCKS | SPANS:
            return
        if tag in BLOCKS - {"li"} and "li" not in self.open:
            self._close_all()
        if tag == "li" and not {"ul", "ol"} & set(self.open):
            self._close_all()
            self._begin("ul")
        self.open.append(tag)
        self.out.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        tag = SAME.get(tag, tag)
        if tag in SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        if data.strip() and not self.open:
            self._begin("p")
        if self.open or data.strip():
            self.out.append(escape(data, quote=False))

    def _close_all(self) -> None:
        while self.open:
            self.out.append(f"</{self.open.pop()}>")

    def finished(self) -> str:
        self.close()
        self._close_all()
        return re.sub(r"<(p|h3|li|strong|em)>\s*</\1>", "", "".join(self.out)).strip()


def clean(text: str) -> str:
    """Safe HTML of what somebody typed or an editor made of it."""
    text = text.replace("\r\n", "\n").strip()
    if not MARKUP.search(text):
        parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
        lines = ["<br>".join(escape(line, quote=False) for line in part.splitlines())
                 for part in parts]  # fmt: skip
        return "".join(f"<p>{part}</p>" for part in lines)
    cleaner = _Cleaner()
    cleaner.feed(text)
    return cleaner.finished()
