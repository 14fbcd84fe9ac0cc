"""What a site is told from outside: FONDACO_* variables. A malformed value fails loudly, naming the variable."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from fondaco.host import CannotStart
from fondaco.host.postgres import EmbeddedServer


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise CannotStart(f"{name} is {value!r}; it may be 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise CannotStart(f"{name} is {value!r}; a whole number is expected.")
    return int(value)


def words(name: str) -> list[str]:
    return text(name).split()


def pairs(name: str) -> dict[str, str]:
    """Words of the form ``key=value``."""
    found = {}
    for word in words(name):
        key, equals, value = word.partition("=")
        if not (key and equals and value):
            raise CannotStart(f"{name} has {word!r}; words of the form key=value are expected.")
        found[key] = value
    return found


def port(name: str, default: int) -> int:
    value = number(name, default)
    if not 0 < value < 65536:
        raise CannotStart(f"{name} is {value}; a port lies between 1 and 65535.")
    return value


def var() -> Path:
    """The folder that holds everything a site keeps outside its database."""
    return Path(text("FONDACO_VAR") or "var").absolute()


def database(site: str) -> dict[str, object]:
    """Django's DATABASES entry of a site: the server that FONDACO_DATABASE_URL names, else the embedded one.

    A URL with a database name is taken as it is; without one the database is ``fondaco_<site>``.
    """
    url = text("FONDACO_DATABASE_URL") or EmbeddedServer(var()).url
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise CannotStart("FONDACO_DATABASE_URL must begin with postgresql:// — PostgreSQL is the one database spoken.")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")) or f"fondaco_{site}",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_fondaco_{site}{text('FONDACO_TEST_SUFFIX')}"},
    }
