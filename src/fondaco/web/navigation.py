"""What a site's ``navigation(request)`` answers with."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry of the main navigation; ``count`` is what waits there, shown when it is not zero."""

    label: str
    url: str
    active: bool = False
    count: int | None = None
