"""``python -m fondaco.wire.codes`` prints the page ``docs/protocol/findings.md``."""

from fondaco.wire.codes import page

print(page.markdown(), end="")
