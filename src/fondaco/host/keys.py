"""Keys that a site needs and that nobody should have to invent: made once, kept in the site's own folder."""

from __future__ import annotations

import json
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from fondaco.host import CannotStart


def site_keys(var: Path, site: str) -> dict[str, str]:
    """``{"secret_key": …, "data_key": …}`` of a site, made at the first call, readable by its owner only.

    ``data_key`` is a Fernet key: what is sealed under it is lost with it, so it belongs in the backup, and not beside
    the database's.
    """
    path = var / "keys" / f"{site}.json"
    if not path.exists():
        fresh = {
            "secret_key": secrets.token_urlsafe(64),
            "data_key": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        _create_once(path, json.dumps(fresh, indent=1))
    try:
        return dict(json.loads(path.read_text()))
    except (OSError, ValueError) as error:
        raise CannotStart(f"The keys in {path} cannot be read ({error}). Restore the file from a backup.") from error


def password(var: Path, name: str) -> str:
    """A random password kept in a file of its own; the same at every call."""
    path = var / "keys" / name
    if not path.exists():
        _create_once(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def _create_once(path: Path, text: str) -> None:
    """Write ``path`` whole or not at all; of two processes that both try, the first one's text stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotStart(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
