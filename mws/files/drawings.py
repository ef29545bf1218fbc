"""Drawings in SVG: built anew from what draws and can do nothing else.

Programs, styles, pictures and links to anything outside are refused rather than left out, so that
nobody takes half a drawing for the whole. What editors of drawings note for themselves is dropped.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mws.files.photographs import LONGEST_SIDE, NotAPhotograph, Photograph

SVG = "http://www.w3.org/2000/svg"


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


DRAWS = _names(
    "svg g defs path rect circle ellipse line polyline polygon text tspan linearGradient "
    "radialGradient stop clipPath"
)
REFUSED = _names(
    "script style foreignObject image use a iframe embed object audio video animate "
    "animateMotion animateTransform set filter mask pattern marker symbol switch textPath"
)
SHAPES = _names(
    "d x y x1 y1 x2 y2 cx cy r rx ry fx fy width height points transform viewBox "
    "gradientUnits gradientTransform clipPathUnits offset id dx dy rotate"
)
LOOKS = _names(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke- "
    "linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color stop-color "
    "stop-opacity font-family font-size font-weight font-style text-anchor letter-spacing "
    "dominant-baseline clip-path clip-rule display visibility"
)
MOST_ELEMENTS, DEEPEST = 20_000, 40
_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|expression|javascript:|@import|\\", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*(?:px)?\s*")

register_namespace("", SVG)


def is_svg(content: bytes) -> bool:
    return b"<svg" in content[:4096]


def clean_drawing(content: bytes) -> Photograph:
    """Build a drawing anew. Raises NotAPhotograph: ``not_an_image``, ``not_plain``."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAPhotograph("not_plain") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise NotAPhotograph("not_an_image") from error
    if root.tag != f"{{{SVG}}}svg":
        raise NotAPhotograph("not_an_image")
    box = _box_of(root)
    clean = Element(f"{{{SVG}}}svg")
    _draw_anew(root, clean)
    scale = LONGEST_SIDE / max(box[2:])
    width, height = (max(round(side * scale), 1) for side in box[2:])
    clean.attrib |= {"width": str(width), "height": str(height),
                     "viewBox": " ".join(f"{number:g}" for number in box)}  # fmt: skip
    return Photograph(tostring(clean, "utf-8"), width, height, ".svg", "image/svg+xml")


def _draw_anew(root: Element, clean: Element) -> None:
    """Copy what draws, element by element, from the outside in."""
    waiting, count = [(root, clean, 0)], 0
    while waiting:
        element, copy, depth = waiting.pop()
        count += 1
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise NotAPhotograph("not_plain")
        copy.attrib |= _attributes_of(element)
        copy.text, copy.tail = element.text, element.tail
        for child in element:
            name = _drawing_name(child)
            if name:
                waiting.append((child, SubElement(copy, f"{{{SVG}}}{name}"), depth + 1))


def _drawing_name(element: Element) -> str:
    """The name of an element that draws; nothing for a note. Raises NotAPhotograph."""
    if not isinstance(element.tag, str):  # a comment
        return ""
    space, _brace, name = element.tag.rpartition("}")
    if name in REFUSED:
        raise NotAPhotograph("not_plain")
    return name if space == f"{{{SVG}" and name in DRAWS else ""


def _attributes_of(element: Element) -> dict[str, str]:
    """What gives an element its shape and its look; looks in a ``style`` become attributes."""
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name.lower().startswith("on") or (name.endswith("href") and value[:1] != "#"):
            raise NotAPhotograph("not_plain")
        if name == "style":
            pairs = (entry.partition(":") for entry in value.split(";"))
            kept |= {key.strip(): said.strip() for key, _colon, said in pairs
                     if key.strip() in LOOKS}  # fmt: skip
        elif name in SHAPES or name in LOOKS:
            kept.setdefault(name, value)
        elif name == "{http://www.w3.org/1999/xlink}href" or name == "href":
            kept["href"] = value
    if any(_OUTSIDE.search(value) for value in kept.values()):
        raise NotAPhotograph("not_plain")
    return kept


def _box_of(root: Element) -> tuple[float, float, float, float]:
    """The drawn area: the view box, else the size. Raises NotAPhotograph."""
    typed = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(typed) != 4:
        typed = ["0", "0", root.get("width", ""), root.get("height", "")]
    found = [_NUMBER.fullmatch(word) for word in typed]
    if not all(found):
        raise NotAPhotograph("not_an_image")
    left, top, width, height = (float(match[1]) for match in found if match)
    if not (width > 0 and height > 0 and 1 / 8 <= width / height <= 8):
        raise NotAPhotograph("not_an_image")
    return left, top, width, height
