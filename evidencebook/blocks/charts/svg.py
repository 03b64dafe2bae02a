"""From matplotlib's SVG to one that can stand many times in one page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from evidencebook.blocks.charts.fonts import CSS_FAMILY

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
DROPPED = {f"{SVG}metadata", f"{SVG}style"}
NUMBER = re.compile(r"-?\d*\.?\d+(?:e[-+]?\d+)?")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
# Which of a chart's series an element belongs to, and how matplotlib is told.
SERIES = "data-s"
OF_SERIES = "series-"
FONT = re.compile(r"(?:(?P<weight>\d{3}|bold) )?(?P<size>[\d.]+)px")
INHERITED = frozenset(
    {
        *("fill", "fill-opacity", "font-size", "font-weight", "text-anchor", "paint-order"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"),
        *("stroke-linejoin", "stroke-linecap"),
    }
)
COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
HALO = {
    "stroke": "#FFFFFF",
    "stroke-width": "4",
    "stroke-linejoin": "round",
    "paint-order": "stroke",
}
DEFAULTS = {
    ("stroke-linecap", "butt"),
    ("stroke-linejoin", "round"),
    ("text-anchor", "start"),
    ("stroke-miterlimit", "100000"),
    ("stroke-dashoffset", "0"),
    ("stroke-opacity", "1"),
}


def finish(
    raw: str, uid: str, width: float, height: float, texts: Sequence[ET.Element] = ()
) -> str:
    """Make matplotlib's SVG small, real-text, and safe to place inline.

    Parameters
    ----------
    raw : str
        What ``savefig`` wrote.
    uid : str
        Prefix of every id, unique on the page.
    width, height : float
        The chart's pixels; it fills its container up to that width.
    texts : sequence of Element
        Text to write over the drawing.
    """
    root = ET.fromstring(raw)
    names = _used_ids(root, uid)
    _clean(root, names)
    body = "".join(_written(child) for child in [*root, *_shared(list(texts))])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(width)} {short(height)}" '
        f'width="{short(width)}" focusable="false" '
        f'font-family="{CSS_FAMILY}" stroke-linejoin="round">{body}</svg>'
    )


def _used_ids(root: ET.Element, uid: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for element in root.iter():
        for name in _references(element):
            names.setdefault(name, f"{uid}-{len(names) + 1}")
    return names


def _references(element: ET.Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        yield from REFERENCE.findall(value)
        if key in ("href", f"{XLINK}href") and value.startswith("#"):
            yield value[1:]


def _clean(element: ET.Element, names: dict[str, str]) -> None:
    kept: list[ET.Element] = []
    for child in element:
        if child.tag in DROPPED:
            continue
        _clean(child, names)
        child.tag = child.tag.removeprefix(SVG)
        child.attrib = _attributes(child, names)
        child.text = child.text if child.tag in ("text", "tspan") else None
        child.tail = None
        if child.tag == "g" and not child.attrib:
            kept.extend(child)
        elif len(child) or child.tag not in ("defs", "g"):
            kept.append(child)
    element[:] = _shared(kept)


def _shared(elements: list[ET.Element]) -> list[ET.Element]:
    """Say once, on a group, how a run of marks is drawn."""
    found: list[ET.Element] = []
    for look, run in groupby(elements, key=_look):
        members = list(run)
        if not look or len(members) < 3:
            found.extend(members)
            continue
        group = ET.Element("g", dict(look))
        for member in members:
            member.attrib = {key: member.attrib[key] for key in member.attrib.keys() - dict(look)}
            member.attrib = dict(sorted(member.attrib.items()))
        group.extend(members)
        found.append(group)
    return found


def _look(element: ET.Element) -> tuple[tuple[str, str], ...]:
    if element.tag not in ("path", "text", "use") or "id" in element.attrib:
        return ()
    return tuple((key, value) for key, value in element.attrib.items() if key in INHERITED)


def _attributes(element: ET.Element, names: dict[str, str]) -> dict[str, str]:
    tidy: dict[str, str] = {}
    for key, value in element.attrib.items():
        if key == "id":
            tidy.update({"id": names[value]} if value in names else {})
            tidy.update({SERIES: value[len(OF_SERIES) :]} if value.startswith(OF_SERIES) else {})
        elif key in ("href", f"{XLINK}href"):
            tidy["href"] = f"#{names[value[1:]]}"
        elif key == "style":
            tidy.update(_presentation(value))
        elif key == "d":
            tidy["d"] = _path(value)
        elif key == "transform" and value.startswith("rotate(-0"):
            continue
        elif "url(#" in value:
            tidy[key] = value
        else:
            tidy[key] = NUMBER.sub(lambda match: short(float(match[0])), value)
    for key, value in tidy.items():
        tidy[key] = REFERENCE.sub(lambda match: f"url(#{names[match[1]]})", value)
    return tidy


def _presentation(style: str) -> dict[str, str]:
    """Turn a style attribute into attributes, which a strict content policy allows."""
    found: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (font := FONT.match(value)):
            found["font-size"] = short(float(font["size"]))
            found.update({"font-weight": font["weight"]} if font["weight"] else {})
        elif name == "font-size":
            found[name] = value.removesuffix("px")
        elif name and name != "font-family" and (name, value) not in DEFAULTS:
            found[name] = value
    return found


def _path(data: str) -> str:
    """Write a path in tenths of a pixel, its lines as steps from point to point."""
    parts: list[str] = []
    at, last = (0, 0), ""
    for command, text in COMMAND.findall(data):
        tenths = [round(float(number) * 10) for number in text.split()]
        if command == "L":
            steps = [tenths[0] - at[0], tenths[1] - at[1]]
            if last == "C" and steps == [0, 0]:
                continue
            parts.append(("" if last == "L" else "l") + _joined(steps, last == "L"))
        else:
            parts.append(command + _joined(tenths, False))
        at = (tenths[-2], tenths[-1]) if tenths else at
        last = command
    return "".join(parts)


def _joined(tenths: list[int], follows: bool) -> str:
    """Write numbers with a space only where no minus sign parts them."""
    text = ""
    for number in tenths:
        written = short(number / 10, 1)
        text += f" {written}" if (text or follows) and not written.startswith("-") else written
    return text


def short(number: float, decimals: int = 2) -> str:
    """Write a number with no more decimals than it needs."""
    text = f"{number:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _written(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode")
