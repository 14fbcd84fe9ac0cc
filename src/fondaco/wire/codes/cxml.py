"""What is remarked on, and refused, in cXML."""

from __future__ import annotations

from fondaco.wire.codes import carriage, fulfilment
from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    # the bytes
    # the envelope
    "envelope.payload_id.missing": Remark(
        _W,
        "cXML/@payloadID",
        "Send one, unique, and the same again when repeating the message.",
        "cXML/@payloadID",
        "Inviarne uno, unico, e lo stesso quando il messaggio è ripetuto.",
    ),
    "envelope.timestamp.missing": Remark(
        _W,
        "cXML/@timestamp",
        "Send the time of writing with its offset.",
        "cXML/@timestamp",
        "Inviare l'ora di scrittura con il suo scarto da UTC.",
    ),
    "envelope.header.missing": Remark(
        _E,
        "Header with From, To and Sender",
        "Send the header: it says who asks.",
        "Header con From, To e Sender",
        "Inviare l'intestazione: dice chi chiede.",
    ),
    "envelope.from.missing": Remark(
        _W,
        "Header/From/Credential",
        "Name the buying organisation.",
        "Header/From/Credential",
        "Indicare l'organizzazione che acquista.",
    ),
    "envelope.to.missing": Remark(
        _W,
        "Header/To/Credential",
        "Name the supplier.",
        "Header/To/Credential",
        "Indicare il fornitore.",
    ),
    "envelope.sender.missing": Remark(
        _E,
        "Header/Sender/Credential with Identity and SharedSecret",
        "Send the credential that was agreed on.",
        "Header/Sender/Credential con Identity e SharedSecret",
        "Inviare le credenziali concordate.",
    ),
    "envelope.sender.several": Remark(
        _N,
        "one Sender credential",
        "The one with a secret, or the first, was used.",
        "una sola credenziale del Sender",
        "È stata usata quella con il segreto, o la prima.",
    ),
    "envelope.user_agent.missing": Remark(
        _W,
        "Sender/UserAgent (it may be empty)",
        "Name the sending system.",
        "Sender/UserAgent (può essere vuoto)",
        "Indicare il sistema che invia.",
    ),
    "envelope.mode.unknown": Remark(
        _W,
        "deploymentMode production or test",
        "It was read as production.",
        "deploymentMode production o test",
        "È stato letto come production.",
    ),
    "credential.domain.missing": Remark(
        _W,
        "Credential/@domain",
        "Name the domain of the identity.",
        "Credential/@domain",
        "Indicare il dominio dell'identità.",
    ),
    "credential.identity.missing": Remark(
        _W,
        "Credential/Identity",
        "Send the identity.",
        "Credential/Identity",
        "Inviare l'identità.",
    ),
    # the setup
    "setup.buyer_cookie.missing": Remark(
        _E,
        "BuyerCookie",
        "Send it: the cart comes back with it.",
        "BuyerCookie",
        "Inviarlo: il carrello torna con esso.",
    ),
    "setup.return_url.missing": Remark(
        _E,
        "BrowserFormPost/URL",
        "Say where the cart is to be posted.",
        "BrowserFormPost/URL",
        "Indicare dove va inviato il carrello.",
    ),
    "setup.operation.unknown": Remark(
        _W,
        "operation create, edit, inspect or source",
        "It was read as create.",
        "operazione create, edit, inspect o source",
        "È stata letta come create.",
    ),
    "person.email.missing": Remark(
        _W,
        "the person's e-mail, as Extrinsic UserEmail or Contact/Email",
        "Send it, so that the person is known.",
        "l'e-mail della persona, come Extrinsic UserEmail o Contact/Email",
        "Inviarla, perché la persona sia riconosciuta.",
    ),
    "answer.payload": Remark(
        _N,
        "an answer that is read here",
        "Nothing: the Status was read, the rest was not.",
        "una risposta che qui si sa leggere",
        "Nulla da fare: lo Status è stato letto, il resto no.",
    ),
    "answer.start_page.missing": Remark(
        _E,
        "StartPage/URL",
        "Say where the browser is to go.",
        "StartPage/URL",
        "Indicare dove deve andare il browser.",
    ),
    # the cart
    "cart.buyer_cookie.missing": Remark(
        _E,
        "BuyerCookie",
        "Return the one of the setup, unchanged.",
        "BuyerCookie",
        "Restituire quello della richiesta di accesso, immutato.",
    ),
    "cart.total.missing": Remark(
        _W,
        "PunchOutOrderMessageHeader/Total/Money",
        "Send the total of the cart.",
        "PunchOutOrderMessageHeader/Total/Money",
        "Inviare il totale del carrello.",
    ),
    # the order
    "order.number.missing": Remark(
        _E,
        "OrderRequestHeader/@orderID",
        "Give the order its number.",
        "OrderRequestHeader/@orderID",
        "Dare all'ordine d'acquisto il suo numero.",
    ),
    "order.date.missing": Remark(
        _W,
        "OrderRequestHeader/@orderDate",
        "Send when the order was made.",
        "OrderRequestHeader/@orderDate",
        "Inviare la data in cui l'ordine è stato emesso.",
    ),
    "order.total.missing": Remark(
        _W,
        "OrderRequestHeader/Total/Money",
        "Send the total of the order.",
        "OrderRequestHeader/Total/Money",
        "Inviare il totale dell'ordine d'acquisto.",
    ),
    "order.bill_to.missing": Remark(
        _W,
        "OrderRequestHeader/BillTo",
        "Say who is invoiced; the DTD requires it.",
        "OrderRequestHeader/BillTo",
        "Indicare a chi va la fattura; il DTD lo richiede.",
    ),
    "order.lines.missing": Remark(
        _E,
        "at least one ItemOut",
        "Send the lines.",
        "almeno un ItemOut",
        "Inviare le righe.",
    ),
    "line.number.missing": Remark(
        _W,
        "ItemOut/@lineNumber",
        "Number the lines; the position was used.",
        "ItemOut/@lineNumber",
        "Numerare le righe; è stata usata la posizione.",
    ),
    "line.quantity.unreadable": Remark(
        _E,
        "a plain decimal number",
        "Send the quantity as digits, as 2 or 0.5.",
        "un numero decimale semplice",
        "Inviare la quantità in cifre, come 2 o 0.5.",
    ),
    "line.quantity.not_positive": Remark(
        _E,
        "a quantity above zero",
        "Send how many are wanted.",
        "una quantità maggiore di zero",
        "Indicare quanti pezzi si vogliono.",
    ),
    "line.price.missing": Remark(
        _E,
        "ItemDetail/UnitPrice/Money",
        "Send the net price of one unit.",
        "ItemDetail/UnitPrice/Money",
        "Inviare il prezzo netto di una unità.",
    ),
    "line.price.negative": Remark(
        _E,
        "a price of zero or more",
        "Send the net price of one unit.",
        "un prezzo pari a zero o maggiore",
        "Inviare il prezzo netto di una unità.",
    ),
    "line.part_id.missing": Remark(
        _E,
        "ItemID/SupplierPartID",
        "Send the supplier's part number.",
        "ItemID/SupplierPartID",
        "Inviare il codice articolo del fornitore.",
    ),
    "line.unit.missing": Remark(
        _W,
        "UnitOfMeasure",
        "Send a UN/ECE Recommendation 20 code, as EA.",
        "UnitOfMeasure",
        "Inviare un'unità di misura UN/ECE Raccomandazione 20, come EA.",
    ),
    # the confirmation and the rest
    "confirmation.order.missing": Remark(
        _E,
        "OrderReference/@orderID",
        "Name the order that is confirmed.",
        "OrderReference/@orderID",
        "Indicare l'ordine d'acquisto confermato.",
    ),
    "confirmation.line.number": Remark(
        _E,
        "ConfirmationItem/@lineNumber",
        "Name the line of the order.",
        "ConfirmationItem/@lineNumber",
        "Indicare la riga dell'ordine.",
    ),
    "refusal.incomplete": Remark(
        _W,
        "RefusalCode, RefusalPath and RefusalNextActor",
        "Send all of them.",
        "RefusalCode, RefusalPath e RefusalNextActor",
        "Inviarli tutti.",
    ),
    "status.code": Remark(
        _W,
        "Status/@code, three digits",
        "Send a cXML status code.",
        "Status/@code, tre cifre",
        "Inviare un codice di stato cXML.",
    ),
    "status.missing": Remark(
        _E,
        "Response/Status",
        "Say how it went.",
        "Response/Status",
        "Indicare com'è andata.",
    ),
    "profile.date": Remark(
        _W,
        "ProfileResponse/@effectiveDate",
        "Send since when this holds.",
        "ProfileResponse/@effectiveDate",
        "Indicare da quando vale.",
    ),
    "type.unsupported": Remark(
        _E,
        "a message type that is read here",
        "Send one of the types listed in the profile.",
        "un tipo di messaggio che qui si sa leggere",
        "Inviare uno dei tipi elencati nel profilo.",
    ),
    **carriage.CODES,
    **fulfilment.CODES,
}

REFUSALS: dict[str, Refused] = {
    "cxml.none": Refused(
        400,
        "This is XML, but not cXML: its root element is {root:.60}.",
        "Questo è XML, ma non cXML: l'elemento radice è {root:.60}.",
    ),
    "cxml.empty": Refused(
        400,
        "The message has neither Request, Message nor Response.",
        "Il messaggio non ha né Request, né Message, né Response.",
    ),
    "form.no_cart": Refused(
        400,
        "The form has neither {urlencoded} nor {base64}.",
        "Il modulo non ha né {urlencoded} né {base64}.",
    ),
    "form.not_base64": Refused(400, "The field {field} is not base64.", "Il campo {field} non è in base64."),
    "setup.too_many_lines": Refused(400, "More than {limit} lines.", "Più di {limit} righe."),
    "cart.too_many_lines": Refused(
        400, "The cart has more than {limit} lines.", "Il carrello ha più di {limit} righe."
    ),
    "order.too_many_lines": Refused(
        400, "The order has more than {limit} lines.", "L'ordine d'acquisto ha più di {limit} righe."
    ),
    "confirmation.too_many_lines": Refused(
        400, "The confirmation has more than {limit} lines.", "La conferma d'ordine ha più di {limit} righe."
    ),
    **carriage.REFUSALS,
    **fulfilment.REFUSALS,
}
