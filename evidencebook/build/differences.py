"""Compare two folders of one edition file by file, and name the blocks that differ."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from evidencebook.blocks.block import anchor
from evidencebook.build.downloads.names import block_of
from evidencebook.build.edition import DOWNLOADS
from evidencebook.build.pack import own_files
from evidencebook.build.past import BLOCKS, RECORD

_TEXT = {".html", ".css", ".js", ".json", ".csv", ".svg", ".txt", ".xml"}
_HEADING = re.compile(r"<h[1-4][^>]*>(.*?)<", re.DOTALL)
_BEFORE, _AFTER = 24, 36


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it should be.

    Attributes
    ----------
    file : str
        Its path in the edition, or in the zip.
    what : str
        In words.
    block : str
        The id of the block that it bears on; empty where it is of no single one.
    """

    file: str
    what: str
    block: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {f'block {self.block}: ' if self.block else ''}{self.what}"


def differences(here: Path, again: Path) -> tuple[int, list[Difference]]:
    """How many files of an edition are those of the same edition built again, and what is not.

    Parameters
    ----------
    here, again : Path
        The edition's folder, and that of the one built again. What lies in ``editions/`` is of
        other editions.
    """
    ours, theirs = own_files(here), own_files(again)
    blocks = [str(block["id"]) for block in _listed(again / BLOCKS)]
    same, found = 0, []
    for name in sorted({*ours, *theirs}):
        if name not in theirs:
            found.append(Difference(name, "is not in the edition built again"))
        elif name not in ours:
            found.append(Difference(name, "is missing", _of_download(name)))
        elif _alike(name, one := ours[name].read_bytes(), other := theirs[name].read_bytes()):
            same += 1
        else:
            found += _explained(name, one, other, blocks)
    return same, found


def _alike(name: str, here: bytes, again: bytes) -> bool:
    """Whether two files are the same; of workbooks, what is zipped in them.

    The same text is packed otherwise by another zlib, of which there are several.
    """
    return here == again or (name.endswith(".xlsx") and _same_parts(here, again))


def _same_parts(here: bytes, again: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(here)) as one, zipfile.ZipFile(BytesIO(again)) as other:
            # Sizes first: no more is unpacked than the file built again holds.
            sizes = [
                [(part.filename, part.file_size) for part in file.infolist()]
                for file in (one, other)
            ]
            return sizes[0] == sizes[1] and all(
                one.read(name) == other.read(name) for name, _ in sizes[0]
            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return False


def _explained(name: str, here: bytes, again: bytes, blocks: Iterable[str]) -> list[Difference]:
    if name in (RECORD, BLOCKS):
        found = _in_record(name, here, again)
    elif name.endswith(".html"):
        found = _in_page(name, here, again, blocks)
    else:
        found = []
    return found or [Difference(name, _excerpts(name, here, again), _of_download(name))]


def _of_download(name: str) -> str:
    path = Path(name)
    return block_of(path.name) if path.parts[0] == DOWNLOADS else ""


def _in_record(name: str, here: bytes, again: bytes) -> list[Difference]:
    """What differs in ``edition.json`` or ``blocks.json``: by block and by field."""
    one, other = _json(here), _json(again)
    if one is None:
        return []
    if isinstance(one, dict) and isinstance(other, dict):
        plain = [
            {key: part for key, part in side.items() if key != "blocks"} for side in (one, other)
        ]
        found = [Difference(name, said) for said in _fields(*plain)]
        return found + _of_blocks(name, one.get("blocks"), other.get("blocks"))
    return _of_blocks(name, one, other)


def _of_blocks(name: str, here: Any, again: Any) -> list[Difference]:
    one, other = _by_id(here), _by_id(again)
    found = []
    for block in dict.fromkeys([*other, *one]):
        if block not in one or block not in other:
            where = "is missing" if block not in one else "is not in the edition built again"
            found.append(Difference(name, where, block))
        else:
            found += [Difference(name, said, block) for said in _fields(one[block], other[block])]
    return found


def _fields(here: Mapping[str, Any], again: Mapping[str, Any]) -> list[str]:
    return [
        f"{key}: {_told(*map(_written, (here.get(key), again.get(key))))}"
        for key in dict.fromkeys([*again, *here])
        if here.get(key) != again.get(key)
    ]


def _in_page(name: str, here: bytes, again: bytes, blocks: Iterable[str]) -> list[Difference]:
    """The blocks of a page, and its links to blocks elsewhere, that differ."""
    anchors = {anchor(block): block for block in blocks}
    one, other = (_parts(page, anchors) for page in (here, again))
    found = []
    for key, block in anchors.items():
        parts = [side.get(key, "") for side in (one, other)]
        if parts[0] != parts[1]:
            drawn = [re.sub(r"<svg.*?</svg>", "", part, flags=re.DOTALL) for part in parts]
            where = "its drawing: " if drawn[0] == drawn[1] else ""
            found.append(Difference(name, where + _told(*parts), block))
    return found


def _parts(page: bytes, anchors: Mapping[str, str]) -> dict[str, str]:
    """Anchor → the HTML of the block, or of the lines of lists that link to it."""
    tree = html.document_fromstring(page or b"<p>", parser=html.HTMLParser(encoding="utf-8"))
    found: dict[str, str] = {}
    for tag in tree.iter("li"):
        address = next((str(link.get("href", "")) for link in tag.iter("a")), "")
        links = [str(link.get("href", "")).partition("#")[2] for link in tag.iter("a")]
        if address and len(known := [link for link in links if link in anchors]) == 1:
            found[known[0]] = found.get(known[0], "") + _text(tag)
    for tag in tree.xpath("//*[@id]"):
        if (key := str(tag.get("id"))) in anchors:
            found[key] = _text(tag)
    return found


def _text(tag: html.HtmlElement) -> str:
    return str(etree.tostring(tag, encoding="unicode", with_tail=False, method="html"))


def _excerpts(name: str, here: bytes, again: bytes) -> str:
    """Where two files first differ, in words."""
    if Path(name).suffix not in _TEXT:
        sizes = f"{len(here):,} bytes here, {len(again):,} when built again"
        return f"{sizes}; the first that differs is number {_first(here, again) + 1:,}"
    sides = [content.decode("utf-8", errors="replace") for content in (here, again)]
    lines = [side.splitlines() for side in sides]
    pairs = enumerate(zip_longest(*lines, fillvalue=""), 1)
    number, pair = next(((n, pair) for n, pair in pairs if pair[0] != pair[1]), (0, ("", "")))
    if not number:
        return "other ends of lines"
    headings = _HEADING.findall("\n".join(lines[1][:number])) if name.endswith(".html") else []
    under = f" under '{headings[-1].strip()}'" if headings else ""
    return f"line {number}{under}: {_told(*pair)}"


def _told(here: str, again: str) -> str:
    """The two texts from shortly before where they first differ."""
    start = max(0, _first(here, again) - _BEFORE)
    parts = [
        f"'{'…' if start else ''}{text[start : start + _BEFORE + _AFTER]}"
        f"{'…' if len(text) > start + _BEFORE + _AFTER else ''}'"
        for text in (here, again)
    ]
    return f"{parts[0]} here, {parts[1]} when built again"


def _first(here: Any, again: Any) -> int:
    """The place of the first thing that differs."""
    pairs = zip(here, again, strict=False)
    shorter = min(len(here), len(again))
    return next((at for at, (one, other) in enumerate(pairs) if one != other), shorter)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _by_id(blocks: Any) -> dict[str, Mapping[str, Any]]:
    listed = blocks if isinstance(blocks, list) else []
    return {str(block.get("id")): block for block in listed if isinstance(block, dict)}


def _listed(path: Path) -> list[Mapping[str, Any]]:
    return list(json.loads(path.read_text(encoding="utf-8")))
