import logging
import re

from django.apps import AppConfig

_START = re.compile(r"/start/[^\s/?]+")


def hide_start_tokens(record: logging.LogRecord) -> bool:
    """What opens the shop does not belong in a log, used up or not."""
    if isinstance(record.args, tuple):
        record.args = tuple(_START.sub("/start/…", one) if isinstance(one, str) else one for one in record.args)
    return True


class SellingConfig(AppConfig):
    """The store itself, for its own templates and words; it has no rows."""

    name = "fondaco.selling"
    label = "selling"

    def ready(self) -> None:
        logging.getLogger("django.request").addFilter(hide_start_tokens)
