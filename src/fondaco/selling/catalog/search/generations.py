"""Where indexes lie: a folder per generation, and a pointer to the current one that is replaced in one step."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from django.conf import settings

POINTER = "current"
SHAPE = 2  # one more whenever the schema changes: an index of another shape is none
_NAME = re.compile(rf"^generation-{SHAPE}-(\d{{6}})$")
_ANY = re.compile(r"^generation-(\d-)?\d{6}$")


def root() -> Path:
    return Path(settings.FONDACO_INDEX_DIR)


def current(base: Path) -> Path | None:
    """The folder of the index in use, if one was ever finished."""
    try:
        name = (base / POINTER).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return base / name if _NAME.match(name) and (base / name / "meta.json").exists() else None


def create(base: Path) -> Path:
    """An empty folder for the next generation."""
    base.mkdir(parents=True, exist_ok=True)
    numbers = [int(match[1]) for path in base.iterdir() if (match := _NAME.match(path.name))]
    folder = base / f"generation-{SHAPE}-{max(numbers, default=0) + 1:06d}"
    folder.mkdir()
    return folder


def switch(base: Path, folder: Path) -> None:
    """Make ``folder`` the current one, and drop all but it and the one before, which may still be read."""
    before = current(base)
    temporary = base / f".{POINTER}.{os.getpid()}"
    with temporary.open("w", encoding="ascii") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(base / POINTER)
    for path in base.iterdir():
        if _ANY.match(path.name) and path not in {folder, before}:
            shutil.rmtree(path, ignore_errors=True)
