"""Fondaco: both ends of PunchOut under one roof, and a scribe who writes everything down.

The one law: a fact of business and a way of writing it never meet in the same function. ``documents`` says what is
said, ``wire`` how it is written, ``bridge`` how it travels; ``buying`` and ``selling`` are the two sites.
"""

__version__ = "0.1.0"
