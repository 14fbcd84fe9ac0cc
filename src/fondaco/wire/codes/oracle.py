"""What is remarked on, and refused, in an Oracle XML cart."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    "oracle.return_code": Remark(
        _W,
        "returnCode S, success",
        "The cart was read all the same; look at what the store says.",
        "returnCode S, cioè esito positivo",
        "Il carrello è stato letto comunque; verificare che cosa dice il negozio.",
    ),
    "oracle.cart.empty": Remark(
        _N,
        "at least one orderLine",
        "Nothing, where the person left without buying.",
        "almeno una orderLine",
        "Nulla da fare, se la persona è uscita senza acquistare.",
    ),
    "oracle.line_type": Remark(
        _N,
        "GOODS, or a service",
        "Nothing: it was kept under its name and read as goods.",
        "GOODS, oppure un servizio",
        "Nulla da fare: è stato conservato con il suo nome e letto come merce.",
    ),
    "oracle.part_id.missing": Remark(
        _E,
        "the supplier's part number",
        "Send supplierItemNumber/itemID.",
        "il codice articolo del fornitore",
        "Inviare supplierItemNumber/itemID.",
    ),
    "oracle.description.missing": Remark(
        _E,
        "itemDescription",
        "Send what it is called.",
        "itemDescription",
        "Inviare la descrizione dell'articolo.",
    ),
    "oracle.unit.missing": Remark(
        _E,
        "supplierUOMType",
        "Send the unit of measure; the requisition fails without one.",
        "supplierUOMType",
        "Inviare l'unità di misura; senza, la richiesta d'acquisto non riesce.",
    ),
    "oracle.price.missing": Remark(
        _W,
        "unitPrice",
        "Send the net price of one unit.",
        "unitPrice",
        "Inviare il prezzo netto di un'unità.",
    ),
    "oracle.currency": Remark(
        _E,
        "an ISO 4217 currency code, as EUR",
        "Send price/currency.",
        "un codice di valuta ISO 4217, come EUR",
        "Inviare price/currency.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "oracle.none": Refused(
        406,
        "There is no OrderLinesDataElements in it.",
        "Non contiene alcun OrderLinesDataElements.",
    ),
}
