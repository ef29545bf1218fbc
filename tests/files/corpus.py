"""Files that people send by mistake or on purpose, and what becomes of each (promise S8). Made
here, none is a file of anybody's.

``python -m tests.files.corpus FOLDER`` cleans what lies in a folder in one process and prints as
JSON the most memory it ever held (MB) and the longest that one file took (CPU seconds).
"""

from __future__ import annotations

import contextlib
import json
import re
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image, PngImagePlugin

from mws.files.documents import is_pdf
from mws.files.photographs import NotAPhotograph, clean_photograph
from tests.files.samples import GPS, ORIENTATION, PDF, from_a_phone, picture

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
MEGABYTE = 1024 * 1024
MAKER = 0x927C


@dataclass(frozen=True)
class Sent:
    """``becomes``: "photograph" (re-encoded), "document" (as it is, restricted), or the code with
    which it is refused."""

    name: str
    make: Callable[[], bytes]
    becomes: str
    shown_as: str = ""  # the name that is kept, where it is another


def archive(**files: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def macro_document() -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"\xd0\xcf\x11"})


def bomb(width: int, height: int, *, transparent: bool = False) -> bytes:
    """A PNG of a few bytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6 if transparent else 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def pdf_with(action: bytes) -> bytes:
    return PDF.replace(b"endobj", b"<< " + action + b" >> endobj")


def text_in_png() -> bytes:
    """A PNG with a comment that a browser would run, were it shown as a page."""
    comment = b"Comment\0" + HTML
    chunk = struct.pack(">I", len(comment)) + b"tEXt" + comment
    chunk += struct.pack(">I", zlib.crc32(b"tEXt" + comment))
    whole = picture(form="PNG")
    return whole[:33] + chunk + whole[33:]


def told(form: str, orientation: int = 1) -> bytes:
    """A picture that says how it was held, where it was taken, and what a page would run."""
    words = Image.Exif()
    words[ORIENTATION], words[MAKER] = orientation, HTML
    words[GPS] = {1: "N", 2: (22.0, 32.0, 35.0), 3: "E", 4: (113.0, 59.0, 14.0)}
    return picture((48, 32), form, exif=words.tobytes())


def text_bomb() -> bytes:
    """A small PNG whose comment unpacks to thirty megabytes."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "0" * 30 * MEGABYTE, zip=True)
    return picture(form="PNG", pnginfo=text)


CORPUS = [
    Sent("灯.jpg", picture, "photograph"),
    Sent("手机.jpg", from_a_phone, "photograph"),
    Sent("灯.png", lambda: picture(form="PNG", mode="RGBA"), "photograph"),
    Sent("灯.webp", lambda: picture(form="WEBP"), "photograph"),
    Sent("灯.heic", lambda: picture((64, 64), form="HEIF"), "photograph"),
    Sent("名字是网页.html", picture, "photograph"),
    Sent("没有后缀", picture, "photograph"),
    Sent("polyglot-html.jpg", lambda: picture() + HTML, "photograph"),
    Sent("polyglot-zip.jpg", lambda: picture() + archive(a=b"x"), "photograph"),
    Sent("polyglot-js.jpg", lambda: picture(comment=b"*/alert(1)/*"), "photograph"),
    Sent("polyglot-php.png", text_in_png, "photograph"),
    Sent("two-frames.webp", lambda: picture(form="WEBP") + picture(form="WEBP"), "photograph"),
    Sent("报价.pdf", lambda: PDF, "document"),
    Sent("名字是图.jpg", lambda: PDF, "document"),
    Sent("script.pdf", lambda: pdf_with(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
         "document"),
    Sent("launch.pdf", lambda: pdf_with(b"/AA << /O << /S /Launch /F (cmd.exe) >> >>"), "document"),
    Sent("polyglot.pdf", lambda: b"%PDF-1.7\n" + HTML + PDF, "document"),
    Sent("../../etc/passwd.jpg", picture, "photograph", "passwd.jpg"),
    Sent("C:\\windows\\灯.jpg", picture, "photograph", "灯.jpg"),
    Sent("\u202egpj.exe", picture, "photograph"),
    Sent("长" * 300 + ".jpg", picture, "photograph", "长" * 116 + ".jpg"),
    Sent("<img src=x onerror=alert(1)>.jpg", picture, "photograph"),
    Sent("script.svg", lambda: SVG, "not_an_image"),
    Sent("svg-as.jpg", lambda: SVG, "not_an_image"),
    Sent("svg-as.png", lambda: b"\xef\xbb\xbf" + SVG, "not_an_image"),
    Sent("html-as.jpg", lambda: HTML, "not_an_image"),
    Sent("html-as.pdf", lambda: HTML, "not_an_image"),
    Sent("half.pdf", lambda: PDF[:-7], "not_an_image"),
    Sent("late.pdf", lambda: b" " * 2_000 + PDF, "not_an_image"),
    Sent("animated.gif", lambda: picture(form="GIF"), "not_an_image"),
    Sent("polyglot.gif", lambda: b"GIF89a/*" + HTML + b"*/=1;", "not_an_image"),
    Sent("old.bmp", lambda: picture(form="BMP"), "not_an_image"),
    Sent("scan.tiff", lambda: picture(form="TIFF"), "not_an_image"),
    Sent("icon.ico", lambda: picture((16, 16), form="ICO"), "not_an_image"),
    Sent("macro.docm", macro_document, "not_an_image"),
    Sent("macro-as.docx", macro_document, "not_an_image"),
    Sent("macro-as.pdf", macro_document, "not_an_image"),
    Sent("slip.zip", lambda: archive(**{"../../../evil.sh": b"rm"}), "not_an_image"),
    Sent("bomb.zip", lambda: archive(zeros=b"\0" * 10 * MEGABYTE), "not_an_image"),
    Sent("program.exe", lambda: b"MZ" + b"\0" * 500, "not_an_image"),
    Sent("shell.sh", lambda: b"#!/bin/sh\nrm -rf /\n", "not_an_image"),
    Sent("page.mhtml", lambda: b"MIME-Version: 1.0\r\n\r\n" + HTML, "not_an_image"),
    Sent("postscript.eps", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(x) run\n", "not_an_image"),
    Sent("half.jpg", lambda: picture((400, 400))[:600], "not_an_image"),
    Sent("head-only.jpg", lambda: b"\xff\xd8\xff\xe0" + b"A" * 500, "not_an_image"),
    Sent("head-only.png", lambda: b"\x89PNG\r\n\x1a\n" + b"A" * 500, "not_an_image"),
    Sent("head-only.webp", lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 ", "not_an_image"),
    Sent("zeros.jpg", lambda: b"\0" * 5_000, "not_an_image"),
    Sent("words.jpg", "不是照片".encode, "not_an_image"),
    Sent("negative.png", lambda: bomb(2**31 - 1, 1), "too_many_pixels"),
    Sent("bomb.png", lambda: bomb(50_000, 50_000), "too_many_pixels"),
    Sent("bomb-as.jpg", lambda: bomb(20_000, 20_000), "too_many_pixels"),
    Sent("short.png", lambda: bomb(3_000, 3_000), "not_an_image"),
    Sent("empty.jpg", lambda: b"", "empty"),
    Sent("empty.pdf", lambda: b"", "empty"),
    Sent("oversized.jpg", lambda: picture() + b"\0" * 10 * MEGABYTE, "too_large"),
    Sent("oversized.pdf", lambda: PDF + b" " * 10 * MEGABYTE + b"%%EOF", "too_large"),
    Sent("film.mp4", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 30 * MEGABYTE, "too_large"),
    Sent("gps.png", partial(told, "PNG"), "photograph"),
    Sent("gps.webp", partial(told, "WEBP"), "photograph"),
    Sent("gps.heic", partial(told, "HEIF"), "photograph"),
    *(Sent(f"held-{way}.jpg", partial(told, "JPEG", way), "photograph") for way in range(1, 9)),
    Sent("xmp.jpg", lambda: picture(xmp=b"<x:xmpmeta>" + HTML + b"</x:xmpmeta>"), "photograph"),
    *(Sent(f"mode-{mode}.png", partial(picture, (40, 20), "PNG", mode), "photograph")
      for mode in ("P", "LA", "L", "1", "I;16")),
    Sent("print.jpg", partial(picture, (40, 20), "JPEG", "CMYK"), "photograph"),
    Sent("a-line.png", partial(picture, (12_000, 1), "PNG"), "photograph"),
    Sent("picture-then.pdf", lambda: picture() + PDF, "document"),
    Sent("archive.pdf", lambda: PDF[:-6] + archive(a=b"x") + b"%%EOF", "document"),
    Sent("text-bomb.png", text_bomb, "not_an_image"),
    Sent("glass-bomb.png", lambda: bomb(6_000, 6_000, transparent=True), "too_many_pixels"),
]  # fmt: skip

# The largest that are taken: decoding them is what costs memory.
LARGEST = [
    Sent("large.png", partial(picture, (7_000, 7_000), "PNG"), "photograph"),
    Sent("glass.png", partial(picture, (4_900, 4_900), "PNG", "RGBA"), "photograph"),
    Sent("large.jpg", partial(picture, (7_000, 7_000), progressive=True), "photograph"),
]


def clean(content: bytes) -> None:
    """What the site does with the bytes of a file, without storing it."""
    if content and not is_pdf(content):
        with contextlib.suppress(NotAPhotograph):
            clean_photograph(BytesIO(content))


def main(folder: Path) -> None:
    longest = 0.0
    for file in sorted(folder.iterdir()):
        begin = time.process_time()
        clean(file.read_bytes())
        longest = max(longest, time.process_time() - begin)
    # Of this program alone: getrusage would count what its parent held before it began.
    most = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print(json.dumps({"megabytes": round(most), "seconds": round(longest, 2)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
