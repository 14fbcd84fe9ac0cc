"""What is remarked on, refused and not written in OAGIS 7.2.1."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Cannot, Refused, Remark

CODES: dict[str, Remark] = {
    "oagis721.revision": Remark(
        _N,
        "the revision of OAGIS 7.2.1: PROCESS_PO_007, CHANGE_PO_006 …",
        "It was read all the same. Send the revision that was agreed on.",
        "la revisione di OAGIS 7.2.1: PROCESS_PO_007, CHANGE_PO_006 …",
        "È stato letto comunque. Inviare la revisione concordata.",
    ),
    "oagis721.sender": Remark(
        _E,
        "CNTROLAREA/SENDER/LOGICALID",
        "Say who sends the message.",
        "CNTROLAREA/SENDER/LOGICALID",
        "Indicare chi invia il messaggio.",
    ),
    "oagis721.reference": Remark(
        _E,
        "CNTROLAREA/SENDER/REFERENCEID",
        "Give each message an id of its own, the same when it is repeated.",
        "CNTROLAREA/SENDER/REFERENCEID",
        "Dare a ogni messaggio un proprio identificativo, lo stesso quando viene ripetuto.",
    ),
    "oagis721.confirmation": Remark(
        _W,
        "CONFIRMATION 0, 1 or 2",
        "Send 0 for never, 1 for on error, 2 for always.",
        "CONFIRMATION 0, 1 o 2",
        "Inviare 0 per mai, 1 in caso di errore, 2 per sempre.",
    ),
    "oagis721.value": Remark(
        _E,
        "VALUE of digits, NUMOFDEC of up to 12, SIGN + or -",
        "Write 12.34 as VALUE 1234, NUMOFDEC 2, SIGN +.",
        "VALUE di sole cifre, NUMOFDEC fino a 12, SIGN + o -",
        "Scrivere 12,34 come VALUE 1234, NUMOFDEC 2, SIGN +.",
    ),
    "oagis721.value.point": Remark(
        _W,
        "VALUE without a decimal point",
        "It was read as it stands. Leave the point out, and say in NUMOFDEC where it would be.",
        "VALUE senza punto decimale",
        "È stato letto così com'è. Omettere il punto e indicarne la posizione in NUMOFDEC.",
    ),
    "oagis721.currency": Remark(
        _E,
        "CURRENCY, an ISO 4217 code, as EUR",
        "Send the currency with the amount.",
        "CURRENCY, un codice ISO 4217 come EUR",
        "Inviare la valuta insieme all'importo.",
    ),
    "oagis721.subsecond": Remark(
        _N,
        "a time to the second",
        "Nothing: what lies below the second was left out.",
        "un'ora al secondo",
        "Nulla da fare: le frazioni di secondo sono state tralasciate.",
    ),
    "oagis721.order.number": Remark(
        _E, "POID", "Name the order.", "POID", "Indicare il numero dell'ordine d'acquisto."
    ),
    "oagis721.line.number": Remark(
        _W,
        "the number of the line, or of the order's line (POLINENUM, LINENUM)",
        "Its position was taken. Number the lines as in the order.",
        "il numero della riga, o della riga dell'ordine (POLINENUM, LINENUM)",
        "È stata usata la posizione. Numerare le righe come nell'ordine d'acquisto.",
    ),
    "oagis721.confirmation.kind": Remark(
        _E,
        "the outcome of the order in the USERAREA, as FONDACO with the name kind",
        "Nothing was taken as accepted. Agree on how the outcome is said, or send a cXML ConfirmationRequest.",
        "l'esito dell'ordine nella USERAREA, come FONDACO di nome kind",
        "Nulla è stato considerato accettato. Concordare come indicare l'esito, o inviare un ConfirmationRequest cXML.",
    ),
    "oagis721.portion": Remark(
        _E,
        "what becomes of this quantity in the USERAREA, as FONDACO with the name kind",
        "It was read as unknown. Agree on how it is said.",
        "l'esito di questa quantità nella USERAREA, come FONDACO di nome kind",
        "È stato letto come sconosciuto. Concordare come indicarlo.",
    ),
    "oagis721.shipment.number": Remark(
        _E,
        "SHIPMENT/DOCUMENTID",
        "Give the shipment its number.",
        "SHIPMENT/DOCUMENTID",
        "Indicare il numero della spedizione.",
    ),
    "oagis721.invoice.number": Remark(
        _E,
        "INVHEADER/DOCUMENTID",
        "Give the invoice its number.",
        "INVHEADER/DOCUMENTID",
        "Indicare il numero della fattura.",
    ),
    "oagis721.about": Remark(
        _E,
        "CONFIRM/CNTROLAREA/SENDER/REFERENCEID",
        "Repeat the REFERENCEID of the message that is confirmed.",
        "CONFIRM/CNTROLAREA/SENDER/REFERENCEID",
        "Ripetere il REFERENCEID del messaggio a cui si risponde.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "oagis721.none": Refused(
        400,
        "This is XML, but no message of OAGIS 7.2: its root element is {root:.60}.",
        "Questo è XML, ma non un messaggio OAGIS 7.2: l'elemento radice è {root:.60}.",
    ),
    "oagis721.empty": Refused(
        400, "The message has no DATAAREA with {body}.", "Il messaggio non ha una DATAAREA con {body}."
    ),
    "oagis721.too_many_lines": Refused(400, "More than {limit} lines.", "Più di {limit} righe."),
}

CANNOT: dict[str, Cannot] = {
    "oagis721.cancel": Cannot(
        "An order cannot be cancelled in OAGIS 7.2.1: what a CANCEL_PO has in it is not known here. Send it as cXML or "
        "as OAGIS 10.",
        "In OAGIS 7.2.1 un ordine d'acquisto non si può annullare: qui non è noto che cosa contenga un CANCEL_PO. "
        "Inviarlo come cXML o come OAGIS 10.",
    ),
    "oagis721.envelope": Cannot("A message needs an envelope.", "Un messaggio richiede una busta."),
    "oagis721.reference": Cannot("A message needs a payload id.", "Un messaggio richiede un identificativo."),
    "oagis721.time": Cannot(
        "A message needs the time of writing.", "Un messaggio richiede la data e l'ora in cui è scritto."
    ),
}
