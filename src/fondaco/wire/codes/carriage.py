"""What is remarked on, and refused, in cXML's copies, waiting messages, quotes and catalogues."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    "copy.empty": Remark(
        _E,
        "CopyRequest/cXML, or cXMLAttachment",
        "Send the message that this is a copy of.",
        "CopyRequest/cXML, o cXMLAttachment",
        "Inviare il messaggio di cui questa è una copia.",
    ),
    "copy.unreadable": Remark(
        _W,
        "a cXML message in the file",
        "It is kept as it was sent; send it as cXML to have it read.",
        "un messaggio cXML nel file",
        "È conservato com'è stato inviato; inviarlo in cXML perché sia letto.",
    ),
    "pending.kind.missing": Remark(
        _W,
        "GetPendingRequest/MessageType",
        "Name the messages that are asked for; it was read as all of them.",
        "GetPendingRequest/MessageType",
        "Indicare i messaggi richiesti; è stato letto come: tutti.",
    ),
    "data.id.missing": Remark(
        _E,
        "InternalID",
        "Say which data is meant.",
        "InternalID",
        "Indicare di quali dati si tratta.",
    ),
    "quote.header.missing": Remark(
        _E,
        "a header",
        "Send it: it says which request for quotation is meant.",
        "un'intestazione (header)",
        "Inviarla: dice di quale richiesta di offerta si tratta.",
    ),
    "quote.number.missing": Remark(
        _E,
        "the number of the request or of the quote",
        "Send it: answers name it.",
        "il numero della richiesta di offerta o dell'offerta",
        "Inviarlo: le risposte vi fanno riferimento.",
    ),
    "quote.answer.unknown": Remark(
        _W,
        "type accept, reject, update, final or award",
        "It was read as update: nothing is taken for accepted that is not.",
        "type accept, reject, update, final o award",
        "È stato letto come update: non si considera accettato ciò che non lo è.",
    ),
    "index.supplier.missing": Remark(
        _E,
        "the supplier's id",
        "Say whose catalogue it is.",
        "l'identificativo del fornitore",
        "Indicare di chi è il catalogo.",
    ),
    "upload.name.missing": Remark(
        _E,
        "CatalogName",
        "Name the catalogue: it is replaced by that name.",
        "CatalogName",
        "Dare un nome al catalogo: con quel nome viene sostituito.",
    ),
    "upload.file.missing": Remark(
        _E,
        "Attachment/URL",
        "Send the catalogue with the request, as a part of multipart/related.",
        "Attachment/URL",
        "Inviare il catalogo insieme alla richiesta, come parte di multipart/related.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "quote.too_many_lines": Refused(400, "More than {limit} lines.", "Più di {limit} righe."),
    "index.too_many_items": Refused(
        400, "The catalogue has more than {limit} items.", "Il catalogo ha più di {limit} articoli."
    ),
}
