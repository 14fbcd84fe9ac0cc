"""Which system a partner has, as somebody chooses it: the profiles that come along and one's own.

What a profile changes in what is written is told in :mod:`fondaco.wire.profiles`.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _

from fondaco.bridge.models import Partner
from fondaco.wire import profiles

PLAIN = "plain"
_LONGEST = Partner._meta.get_field("profile").max_length or 0


def known() -> dict[str, profiles.Dialect]:
    """Every profile by name, one's own before those that come along. Raises LocalError as :func:`own` does."""
    return profiles.all_of(own())


def own() -> dict[str, profiles.Dialect]:
    """The profiles in FONDACO_PROFILE_DIR, read once. Raises LocalError that names file and key."""
    return _read(settings.FONDACO_PROFILE_DIR)


@cache
def _read(folder: str) -> dict[str, profiles.Dialect]:
    return profiles.load_dir(folder) if folder else {}


def choices() -> list[tuple[str, str]]:
    """No particular system, and then those that speak a language of orders, by title."""
    titles = {
        one.name: one.title
        for one in known().values()
        if one.name != PLAIN and len(one.name) <= _LONGEST and any(speaks(one, to) for to in Partner.Protocol.values)
    }
    return [(PLAIN, _("No particular system")), *sorted(titles.items(), key=lambda pair: pair[1].casefold())]


def title(partner: Partner) -> str:
    """What the partner's system is called; "" for no particular one."""
    if partner.profile == PLAIN:
        return ""
    dialect = known().get(partner.profile)
    return dialect.title if dialect else partner.profile


def speaks(dialect: profiles.Dialect, protocol: str) -> bool:
    """Whether the system takes orders so; one whose profile lists no protocol is not known to refuse any."""
    return not dialect.protocols or protocol in dialect.protocols


def unfit(name: str, protocol: str) -> str:
    """Why ``name`` cannot be chosen beside orders in ``protocol``, in a sentence for people; "" where it can."""
    dialect = known()[name]
    if name == PLAIN or speaks(dialect, protocol):
        return ""
    said = {"system": dialect.title, "protocol": Partner.Protocol(protocol).label}
    return (
        _("%(system)s is not known to speak %(protocol)s. Choose another language for orders, or no particular system.")
        % said
    )
