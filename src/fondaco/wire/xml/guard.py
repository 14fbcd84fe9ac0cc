"""From bytes to a tree, or a refusal: nothing is fetched, nothing expanded, nothing unbounded.

Two steps. The bytes are looked at first: size, encoding, the document type declaration, how much markup. Only then does
libxml2 see them, told to load and resolve nothing. lxml alone takes a document with entities silently, unexpanded; here
that is refused aloud. cXML demands a DOCTYPE, so one with an external identifier and no internal subset is welcome; it
is never resolved. libxml2 ends at 256 nested elements and 10 MB of text by itself.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from fondaco.wire.refusing import refused
from fondaco.wire.xml import encodings, mime
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from lxml.etree import _Element

# Never collect_ids=False, fast as it is: libxml2 then takes a document's external DTD for wanted and opens it.
# Comments and processing instructions are left out while parsing, so that a text they interrupt is read as one.
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_PARSER = etree.XMLParser(encoding="utf-8", **_OPTIONS)
_COMPACT = etree.XMLParser(encoding="utf-8", remove_blank_text=True, **_OPTIONS)

# How nearly every message starts: neither MIME nor a byte order mark nor another encoding is to be looked for then, nor
# is the DOCTYPE looked at again, where it is one without a subset.
_USUAL = re.compile(
    rb"""<\?xml version=["']1\.0["'] encoding=["'](?:UTF|utf)-8["']\?>\s*+(<!DOCTYPE cXML SYSTEM "[^"\[<>]*+">)?"""
)

# Possessive and atomic, so that no crafted prologue makes it try twice.
_DOCTYPE = re.compile(
    rb"""\A(?>\s+|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE((?>[^\[>"']+|"[^"]*"|'[^']*')*+)([\[>]?)""", re.DOTALL
)
_EMPTY_SUBSET = re.compile(rb"(?>\s+|<!--.*?-->)*+\]\s*>", re.DOTALL)
_ENTITY = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)")
_OWN = (b"amp;", b"lt;", b"gt;", b"quot;", b"apos;", b"#")
_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_SHORTEST_ATTRIBUTE = len(b' a=""')
_OWN_DEPTH = 256
_TOO_DEEP = "Excessive depth"


def parse(
    data: bytes, limits: Limits, notes: Notes | None = None, *, compact: bool = False, cxml: bool = True
) -> _Element:
    """The root element of the document in ``data``.

    Raises RemoteError. ``compact`` leaves blank text between elements out, for a digest. ``cxml`` expects a DOCTYPE
    and no namespace, with findings; any other XML may have neither or both.
    """
    notes = notes or Notes(0)
    return tree(looked_at(data, limits, notes, cxml=cxml), limits, notes, compact=compact, cxml=cxml)


def looked_at(data: bytes, limits: Limits, notes: Notes, *, cxml: bool = True) -> bytes:
    """The first step of :func:`parse`: the document in UTF-8, once nothing about its bytes forbids parsing it."""
    if len(data) > limits.size:
        raise refused("xml.too_large", size=len(data), limit=limits.size)
    usual = _USUAL.match(data)
    utf8 = data if usual else _utf8(data, notes)
    _look_at_size(utf8, limits)
    if usual is None or not usual[1]:
        _look_at_doctype(utf8, notes, wanted=cxml)
    if _refers(utf8) and _ENTITY.search(_CDATA.sub(b"", utf8)):
        raise refused("xml.entity")
    return utf8


def tree(utf8: bytes, limits: Limits, notes: Notes, *, compact: bool = False, cxml: bool = True) -> _Element:
    """The second step of :func:`parse`: the root element of what :func:`looked_at` gave."""
    root = _tree(utf8, _COMPACT if compact else _PARSER, notes)
    _look_again(root, utf8, limits)
    return _unspaced(root, notes) if cxml else root


def _utf8(data: bytes, notes: Notes) -> bytes:
    if mime.is_multipart(data):
        root, notes.parts, remarks = mime.opened(data)
        data = root.content
        for code, found in remarks:
            notes.add(code, below="/", found=found)
    utf8, odd = encodings.to_utf8(data)
    if odd:
        notes.add(odd, below="/")
    if not utf8.lstrip().startswith(b"<"):
        raise refused("xml.none")
    return utf8


def _look_at_size(data: bytes, limits: Limits) -> None:
    # Nothing is counted where the message is too short to hold so many: "<a>" and ' a=""' are the shortest.
    if len(data) > 3 * limits.markup and data.count(b"<") > limits.markup:
        raise refused("xml.too_many_elements", limit=limits.markup)
    if len(data) > _SHORTEST_ATTRIBUTE * limits.attributes and data.count(b"=") > limits.attributes:
        raise refused("xml.too_many_attributes", limit=limits.attributes)


def _look_at_doctype(data: bytes, notes: Notes, *, wanted: bool) -> None:
    doctype = _DOCTYPE.match(data)
    if doctype is None:
        if wanted:
            notes.add("xml.doctype.missing", below="/")
    elif doctype[2] == b"[":
        if _EMPTY_SUBSET.match(data, doctype.end()) is None:
            raise refused("xml.internal_subset")
        notes.add("xml.doctype.empty_subset", below="/")


def _refers(data: bytes) -> bool:
    """Whether an ampersand starts anything but XML's own references. Where there are few, looking at each is faster."""
    at = data.find(b"&")
    for _few in range(1_000):
        if at < 0:
            return False
        if not data.startswith(_OWN, at + 1):
            return True
        at = data.find(b"&", at + 1)
    return _ENTITY.search(data, at) is not None


def _tree(data: bytes, parser: etree.XMLParser, notes: Notes) -> _Element:
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        trouble = error
    other = encodings.guessed(data)
    if other is not None:
        try:
            root = etree.fromstring(other, parser)
        except etree.XMLSyntaxError:
            pass
        else:
            notes.add("xml.encoding.guessed", below="/")
            return root
    words = str(trouble.msg or "no element").split(" (<string>")[0][:300]
    if _TOO_DEEP in words:
        raise refused("xml.too_deep") from trouble
    raise refused("xml.not_well_formed", words=words) from trouble


@cache
def _question(path: str) -> etree.XPath:
    return etree.XPath(path)


def _look_again(root: _Element, data: bytes, limits: Limits) -> None:
    """What only the tree can tell."""
    # A tag of more attributes than allowed is a stretch of this length without "<".
    if _has_gap(data, (limits.attributes_each + 1) * _SHORTEST_ATTRIBUTE) and _question(
        f"boolean(//*[@*[{limits.attributes_each + 1}]])"
    )(root):
        raise refused("xml.too_many_attributes", limit=limits.attributes_each)
    if limits.depth < _OWN_DEPTH and _question("boolean(" + "/*" * (limits.depth + 1) + ")")(root):
        raise refused("xml.too_deep")


def _has_gap(data: bytes, length: int) -> bool:
    """Whether ``length`` bytes in a row are no ``<``: from each one found the next is sought as far on as may be."""
    at = 0
    while at + length <= len(data):
        at = data.rfind(b"<", at, at + length) + 1
        if not at:
            return True
    return False


def _unspaced(root: _Element, notes: Notes) -> _Element:
    """Names without the namespace that some systems put on the root, which cXML does not have."""
    if not root.tag.startswith("{"):
        return root
    space = root.tag[: root.tag.index("}") + 1]
    for element in root.iter():
        if element.tag.startswith(space):
            element.tag = element.tag[len(space) :]
    notes.add("xml.namespace", root, found=space)
    return root
