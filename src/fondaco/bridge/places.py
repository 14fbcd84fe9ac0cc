"""Where in the bytes a path leads: text for the eye, with numbered lines."""

from __future__ import annotations

import re
from typing import cast

from attrs import field, frozen
from lxml import etree

_LONGEST = 400
_STEP = re.compile(r"[A-Za-z_][\w.:-]*(?:\[\d{1,9}\])?")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@frozen
class Shown:
    """``text`` as shown; ``laid_out`` where one long line was broken into many. ``root`` is None for what is no XML."""

    text: str
    laid_out: bool
    root: etree._Element | None = field(default=None, repr=False)

    @classmethod
    def of(cls, data: bytes) -> Shown:
        """Show bytes that were masked before. What comes here passed the guard of ``wire`` when it arrived."""
        text = data.decode("utf-8", "replace")
        try:
            root = etree.fromstring(data, _parser())
        except (etree.XMLSyntaxError, ValueError):
            return cls(text, False)
        if max(map(len, text.splitlines()), default=0) <= _LONGEST:
            return cls(text, False, root)
        etree.indent(root)
        laid_out = etree.tostring(root.getroottree(), encoding="UTF-8")
        return cls(laid_out.decode(), True, etree.fromstring(laid_out, _parser()))

    def line_of(self, path: str) -> int:
        """The line of the last element on ``path`` that is there; 0 where none is."""
        here = self.root
        steps = [step for step in path.split("/") if step]
        if here is None or not steps or steps[0] != here.tag:
            return 0
        for step in steps[1:]:
            below = here.find(step) if _STEP.fullmatch(step) else None
            if below is None:
                break
            here = below
        line = cast("int | None", here.sourceline)  # the stubs know it as ...
        return line or 0
