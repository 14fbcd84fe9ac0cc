"""What is remarked on, and refused, in OAGIS."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    # the envelope
    "oagis.envelope.missing": Remark(
        _E,
        "ApplicationArea",
        "Send it: it says who sends the message, when, and under which id.",
        "ApplicationArea",
        "Inviarla: dice chi invia il messaggio, quando e con quale identificativo.",
    ),
    "oagis.bodid.missing": Remark(
        _W,
        "ApplicationArea/BODID",
        "Send one, unique, and the same again when repeating the message: without it a repetition is not recognised.",
        "ApplicationArea/BODID",
        "Inviarne uno, univoco, e lo stesso quando si ripete il messaggio: senza di esso una ripetizione non si "
        "riconosce.",
    ),
    "oagis.created.missing": Remark(
        _W,
        "ApplicationArea/CreationDateTime, which the schema requires",
        "Send the time of writing with its offset.",
        "ApplicationArea/CreationDateTime, richiesta dallo schema",
        "Inviare data e ora di creazione con lo scostamento da UTC.",
    ),
    "oagis.sender.missing": Remark(
        _E,
        "ApplicationArea/Sender/LogicalID",
        "Send the identity that was agreed on.",
        "ApplicationArea/Sender/LogicalID",
        "Inviare l'identità concordata.",
    ),
    "oagis.bod.unsupported": Remark(
        _E,
        "a BOD that is read here",
        "Send one of those listed in docs/protocol/oagis.md.",
        "un BOD che qui viene letto",
        "Inviare uno di quelli elencati in docs/protocol/oagis.md.",
    ),
    "oagis.noun.several": Remark(
        _E,
        "one noun in a message",
        "Send each in a message of its own: only the first was read, the others were kept unread.",
        "un solo documento per messaggio",
        "Inviare ciascuno in un messaggio a sé: è stato letto solo il primo, gli altri sono conservati senza essere "
        "letti.",
    ),
    # values
    "oagis.word.unknown": Remark(
        _W,
        "one of the words listed in docs/protocol/oagis.md",
        "Send one of them: this one was not understood and says nothing.",
        "una delle parole elencate in docs/protocol/oagis.md",
        "Inviarne una: questa non è stata capita e non dice nulla.",
    ),
    "oagis.number.unreadable": Remark(
        _W,
        "a plain decimal number, as 2 or 0.5",
        "Send digits and a point, nothing else.",
        "un numero decimale semplice, come 2 o 0.5",
        "Inviare cifre e punto decimale, nient'altro.",
    ),
    "oagis.money.currency": Remark(
        _E,
        "an ISO 4217 currency code: currencyCode in release 10, currencyID in release 9",
        "Send the currency with every amount.",
        "un codice di valuta ISO 4217: currencyCode nella versione 10, currencyID nella 9",
        "Inviare la valuta con ogni importo.",
    ),
    "oagis.attachment.unreadable": Remark(
        _W,
        "base64 in EmbeddedDataBinaryObject",
        "Send the file again: what it holds could not be read.",
        "base64 in EmbeddedDataBinaryObject",
        "Inviare di nuovo il file: il contenuto non è leggibile.",
    ),
    "oagis.price.conversion": Remark(
        _W,
        "a price for what is ordered",
        "Agree with the receiver that Extension/Conversion is read, or price one ordered unit.",
        "un prezzo riferito all'unità ordinata",
        "Concordare con il destinatario la lettura di Extension/Conversion, oppure indicare il prezzo di una unità "
        "ordinata.",
    ),
    "oagis.original.time": Remark(
        _N,
        "the time at which the answered message was written, which the schema requires",
        "Nothing: the order's own date, or else the time of the answer, stands in its place.",
        "data e ora del messaggio a cui si risponde, richieste dallo schema",
        "Nulla: al loro posto stanno la data dell'ordine d'acquisto o, in mancanza, quella della risposta.",
    ),
    # the documents
    "oagis.order.number.missing": Remark(
        _E,
        "PurchaseOrderHeader/ID (release 9: DocumentID/ID)",
        "Give the order its number.",
        "PurchaseOrderHeader/ID (versione 9: DocumentID/ID)",
        "Indicare il numero dell'ordine d'acquisto.",
    ),
    "oagis.order.lines.missing": Remark(
        _E, "at least one PurchaseOrderLine", "Send the lines.", "almeno una PurchaseOrderLine", "Inviare le righe."
    ),
    "oagis.line.number.missing": Remark(
        _W,
        "LineNumberID (release 9: LineNumber), a whole number",
        "Number the lines; the position was used.",
        "LineNumberID (versione 9: LineNumber), un numero intero",
        "Numerare le righe; è stata usata la posizione.",
    ),
    "oagis.line.quantity.missing": Remark(
        _E,
        "Quantity with its unitCode",
        "Send how many are meant.",
        "Quantity con la sua unitCode",
        "Indicare la quantità.",
    ),
    "oagis.line.price.missing": Remark(
        _E,
        "UnitPrice with an amount and a currency",
        "Send the net price of one unit.",
        "UnitPrice con importo e valuta",
        "Inviare il prezzo netto di un'unità.",
    ),
    "oagis.line.part.missing": Remark(
        _E,
        "Item/SupplierItemIdentification/ID",
        "Send the supplier's part number.",
        "Item/SupplierItemIdentification/ID",
        "Inviare il codice articolo del fornitore.",
    ),
    "oagis.confirmation.order.missing": Remark(
        _E,
        "the order's number in PurchaseOrderHeader/ID",
        "Name the order that is confirmed.",
        "il numero d'ordine in PurchaseOrderHeader/ID",
        "Indicare l'ordine che si conferma.",
    ),
    "oagis.confirmation.kind.missing": Remark(
        _W,
        "ResponseExpression/@actionCode Accepted, Modified or Rejected, or Status/Code",
        "Say how the order as a whole was taken; the lines were read for themselves.",
        "ResponseExpression/@actionCode Accepted, Modified o Rejected, oppure Status/Code",
        "Dire come è stato accolto l'ordine nel suo insieme; le righe sono state lette una per una.",
    ),
    "oagis.shipment.number.missing": Remark(
        _E,
        "ShipmentHeader/ID (release 9: DocumentID/ID)",
        "Give the shipment its number.",
        "ShipmentHeader/ID (versione 9: DocumentID/ID)",
        "Indicare il numero dell'avviso di spedizione.",
    ),
    "oagis.invoice.number.missing": Remark(
        _E,
        "InvoiceHeader/ID (release 9: DocumentID/ID)",
        "Give the invoice its number.",
        "InvoiceHeader/ID (versione 9: DocumentID/ID)",
        "Indicare il numero della fattura.",
    ),
    "oagis.session.missing": Remark(
        _E,
        "SessionID",
        "Send it: the cart comes back with it.",
        "SessionID",
        "Inviarlo: il carrello torna con esso.",
    ),
    "oagis.reply_url.missing": Remark(
        _E,
        "OnlineSession/ReplyURL",
        "Say where the cart is to be posted.",
        "OnlineSession/ReplyURL",
        "Indicare a quale indirizzo inviare il carrello.",
    ),
    "oagis.return_url.missing": Remark(
        _E,
        "OnlineSession/ReturnURL",
        "Say where the browser is to go.",
        "OnlineSession/ReturnURL",
        "Indicare la pagina che il browser deve aprire.",
    ),
    "oagis.confirm.bodid.missing": Remark(
        _E,
        "BOD/BODID",
        "Name the message that is confirmed.",
        "BOD/BODID",
        "Indicare il messaggio a cui si risponde.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "oagis.none": Refused(
        400,
        "This is XML, but no OAGIS message: {root} has neither ApplicationArea nor DataArea.",
        "È XML, ma non un messaggio OAGIS: {root} non ha né ApplicationArea né DataArea.",
    ),
    "oagis.empty": Refused(
        400,
        "The message holds no {noun} in its DataArea.",
        "Il messaggio non contiene alcun {noun} nella sua DataArea.",
    ),
    "oagis.too_many_lines": Refused(
        400, "The message has more than {limit} lines.", "Il messaggio ha più di {limit} righe."
    ),
}
