"""WHERE it runs: the embedded PostgreSQL, keys on disk, and the processes of a demo.

Nothing of the trade is known here, and no room imports this one; only ``settings`` and the ``fondaco`` command do.
"""


class CannotStart(Exception):
    """Something about this machine keeps the house from starting. The message is one sentence for a person."""
