"""What both sides of the format agree on."""

from __future__ import annotations

FORMAT = "fondaco-availability-1"
CONTENT_TYPE = "application/json"
PATH = "/availability"  # at the store's own origin
MOST_BYTES = 512 * 1024
MOST_LINES = 500
MOST_CHARACTERS = 500  # of one text
