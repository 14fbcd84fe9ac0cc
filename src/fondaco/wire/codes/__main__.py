"""``python -m fondaco.wire.codes`` prints the page ``docs/protocol/findings.md``."""

from fondaco.wire.codes import page

if __name__ == "__main__":
    print(page.markdown(), end="")
