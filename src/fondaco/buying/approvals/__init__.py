"""Who has to approve what, and what they decided. It knows what it judges only as a ``Subject``."""
