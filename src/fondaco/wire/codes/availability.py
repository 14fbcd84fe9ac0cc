"""What is refused in a question for price and availability, and in its answer. Nothing is guessed, so nothing is
remarked on.
"""

from __future__ import annotations

from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {}

REFUSALS: dict[str, Refused] = {
    "availability.too_large": Refused(
        406,
        "It has {size} bytes; at most {limit} are read. Ask about fewer articles at a time.",
        "È di {size} byte; se ne leggono al massimo {limit}. Chiedere meno articoli per volta.",
    ),
    "availability.none": Refused(
        406,
        "It is not JSON in UTF-8, or it is nested too deeply: {why}.",
        "Non è JSON in UTF-8, oppure è annidato troppo in profondità: {why}.",
    ),
    "availability.format": Refused(
        406,
        'An object with "format": "{expected}" is expected.',
        'È atteso un oggetto con "format": "{expected}".',
    ),
    "availability.field": Refused(
        400,
        "{path} has to be {expected}.",
        "{path} deve essere {expected}.",
    ),
    "availability.repeated": Refused(
        400,
        "{path} stands there twice. Say each thing once.",
        "{path} compare due volte. Indicare ogni cosa una sola volta.",
    ),
    "availability.too_many_lines": Refused(
        400,
        "More than {limit} articles; ask about the rest in another message.",
        "Più di {limit} articoli; chiedere gli altri in un altro messaggio.",
    ),
}
