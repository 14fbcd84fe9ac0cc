"""What every XML protocol, and every writer, remarks on and refuses."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    "xml.leading_space": Remark(
        _W,
        "the document starts with <?xml or <!DOCTYPE",
        "Send nothing before the XML.",
        "il documento inizia con <?xml o <!DOCTYPE",
        "Non inviare nulla prima dell'XML.",
    ),
    "xml.encoding.windows_1252": Remark(
        _W,
        "bytes of the declared ISO-8859-1",
        "Declare windows-1252, or better send UTF-8.",
        "byte della codifica dichiarata ISO-8859-1",
        "Dichiarare windows-1252 o, meglio, inviare UTF-8.",
    ),
    "xml.encoding.contradicted": Remark(
        _W,
        "bytes of the declared encoding",
        "Declare the encoding that is sent, best UTF-8.",
        "byte della codifica dichiarata",
        "Dichiarare la codifica effettiva, meglio UTF-8.",
    ),
    "xml.encoding.guessed": Remark(
        _W,
        "UTF-8",
        "The bytes were read as Windows-1252. Declare the encoding, or send UTF-8.",
        "UTF-8",
        "I byte sono stati letti come Windows-1252. Dichiarare la codifica, o inviare UTF-8.",
    ),
    "xml.doctype.missing": Remark(
        _N,
        "a DOCTYPE naming the cXML DTD",
        "Send the DOCTYPE that cXML requires.",
        "un DOCTYPE che indica il DTD di cXML",
        "Inviare il DOCTYPE che cXML richiede.",
    ),
    "xml.doctype.empty_subset": Remark(
        _W,
        "a DOCTYPE without brackets",
        "Leave the empty internal subset out.",
        "un DOCTYPE senza parentesi quadre",
        "Omettere il sottoinsieme interno vuoto.",
    ),
    "xml.namespace": Remark(
        _W,
        "element names without a namespace",
        "Leave xmlns out: cXML has none.",
        "nomi di elementi senza namespace",
        "Omettere xmlns: cXML non ne ha.",
    ),
    "mime.attachments": Remark(
        _N,
        "a document that refers to each file that came with it",
        "It is kept; refer to it by cid: and its Content-ID.",
        "un documento che faccia riferimento a ogni file arrivato con esso",
        "Il file è conservato; farvi riferimento con cid: e il suo Content-ID.",
    ),
    "mime.missing": Remark(
        _E,
        "a part of the message with this Content-ID",
        "Send the file with the document, as a part of multipart/related.",
        "una parte del messaggio con questo Content-ID",
        "Inviare il file insieme al documento, come parte di multipart/related.",
    ),
    "mime.boundary": Remark(
        _W,
        "the boundary that the parts are really divided by",
        "Name it in Content-Type; the one that stands in the body was used.",
        "il separatore (boundary) che divide davvero le parti",
        "Indicarlo in Content-Type; è stato usato quello presente nel corpo.",
    ),
    "mime.content": Remark(
        _W,
        "a part written as its Content-Transfer-Encoding says",
        "Write it so; it was kept as it stands.",
        "una parte scritta come dice il suo Content-Transfer-Encoding",
        "Scriverla così; è stata conservata com'è.",
    ),
    "mime.repeated": Remark(
        _W,
        "a Content-ID of its own for each part",
        "Give each part its own; references mean the first.",
        "un Content-ID diverso per ogni parte",
        "Dare a ogni parte il proprio; i riferimenti valgono per la prima.",
    ),
    "element.order": Remark(
        _W,
        "the order of elements that the DTD gives",
        "Move it to its place in the sequence.",
        "l'ordine degli elementi dato dal DTD",
        "Spostarlo al suo posto nella sequenza.",
    ),
    "element.kept": Remark(
        _N,
        "an element or attribute this reader knows",
        "Nothing: it was kept as it stood.",
        "un elemento o attributo che questo lettore conosce",
        "Nulla da fare: è stato conservato così com'era.",
    ),
    "element.repeated": Remark(
        _W,
        "the element once",
        "The first was used; the others were kept.",
        "l'elemento una sola volta",
        "È stato usato il primo; gli altri sono stati conservati.",
    ),
    "time.unreadable": Remark(
        _W,
        "YYYY-MM-DDThh:mm:ss+hh:mm",
        "Send an ISO 8601 date and time.",
        "AAAA-MM-GGThh:mm:ss+hh:mm",
        "Inviare data e ora secondo ISO 8601.",
    ),
    "time.no_offset": Remark(
        _W,
        "an offset from UTC, as +01:00",
        "It was read as UTC. Send the offset.",
        "uno scarto da UTC, come +01:00",
        "L'ora è stata letta come UTC. Inviare lo scarto.",
    ),
    "money.unreadable": Remark(
        _E,
        "a plain decimal number, as 1234.56",
        "Send digits and a point, nothing else.",
        "un numero decimale semplice, come 1234.56",
        "Inviare cifre e un punto, nient'altro.",
    ),
    "money.empty": Remark(
        _W,
        "an amount",
        "Send the amount, or leave the element out.",
        "un importo",
        "Inviare l'importo, o omettere l'elemento.",
    ),
    "money.currency": Remark(
        _E,
        "an ISO 4217 currency code, as EUR",
        "Send Money/@currency.",
        "un codice di valuta ISO 4217, come EUR",
        "Inviare Money/@currency.",
    ),
    "money.currency.case": Remark(
        _W,
        "a currency in capitals",
        "It was read in capitals.",
        "una valuta in maiuscole",
        "È stata letta in maiuscole.",
    ),
    "number.unreadable": Remark(
        _W,
        "a whole number",
        "Send digits only.",
        "un numero intero",
        "Inviare solo cifre.",
    ),
    "word.unknown": Remark(
        _W,
        "one of the words that the DTD gives",
        "Send one of them; a default was assumed.",
        "una delle parole previste dal DTD",
        "Inviare una di quelle; è stato usato un valore predefinito.",
    ),
    "language.missing": Remark(
        _W,
        "xml:lang",
        "Say which language the text is in.",
        "xml:lang",
        "Indicare in che lingua è il testo.",
    ),
    "findings.more": Remark(
        _N,
        "fewer findings",
        "The rest is not listed. Mend these first.",
        "meno osservazioni",
        "Le altre non sono elencate. Correggere prima queste.",
    ),
    "extras.more": Remark(
        _W,
        "at most 20,000 texts that this reader does not understand",
        "The rest was not kept. Send what was agreed on.",
        "al massimo 20.000 testi che questo lettore non conosce",
        "Gli altri non sono stati conservati. Inviare quanto concordato.",
    ),
    "supplied": Remark(
        _N,
        "given with the document",
        "It came from the partner's profile.",
        "dato nel documento",
        "Proviene dal profilo del partner.",
    ),
    "lost": Remark(
        _W,
        "what this protocol has a place for",
        "Nothing: it stays in the document, unsent.",
        "ciò per cui questo protocollo ha un posto",
        "Nulla da fare: resta nel documento, non inviato.",
    ),
    "text.cleaned": Remark(
        _N,
        "characters that XML can carry",
        "The others were left out.",
        "caratteri che XML può contenere",
        "Gli altri sono stati tralasciati.",
    ),
}

REFUSALS: dict[str, Refused] = {
    "wire.none": Refused(
        406,
        "This is a message of no protocol that is read here.",
        "Questo messaggio non appartiene a nessun protocollo che qui si sa leggere.",
    ),
    "xml.too_large": Refused(
        400,
        "The message has {size} bytes; at most {limit} are taken.",
        "Il messaggio ha {size} byte; ne sono accettati al massimo {limit}.",
    ),
    "xml.none": Refused(
        406,
        "This is not XML: it does not start with <.",
        "Questo non è XML: non inizia con <.",
    ),
    "xml.too_many_elements": Refused(400, "More than {limit} tags.", "Più di {limit} tag."),
    "xml.too_many_attributes": Refused(
        400,
        "More than {limit} attributes in the message or in one element.",
        "Più di {limit} attributi nel messaggio o in un solo elemento.",
    ),
    "xml.internal_subset": Refused(
        406,
        "The DOCTYPE declares entities or elements of its own. Only the DTD's address may stand there.",
        "Il DOCTYPE dichiara entità o elementi propri. Vi può stare solo l'indirizzo del DTD.",
    ),
    "xml.entity": Refused(
        406,
        "The message refers to an entity. Only amp, lt, gt, quot, apos and numbers are taken.",
        "Il messaggio usa un'entità. Sono accettate solo amp, lt, gt, quot, apos e i numeri.",
    ),
    "xml.too_deep": Refused(
        400, "The elements are nested too deeply.", "Gli elementi sono annidati troppo in profondità."
    ),
    "xml.not_well_formed": Refused(
        406, "This is not well-formed XML: {words}.", "Questo XML non è ben formato: {words}."
    ),
    "xml.encoding.wrong": Refused(
        406,
        "The message declares the encoding {codec}, but the byte at position {position} is none of it.",
        "Il messaggio dichiara la codifica {codec}, ma il byte in posizione {position} non ne fa parte.",
    ),
    "xml.encoding.refused": Refused(
        406,
        "The encoding {name} is not taken. Send UTF-8, or ISO-8859-x or Windows-125x as declared.",
        "La codifica {name} non è accettata. Inviare UTF-8, oppure ISO-8859-x o Windows-125x se così dichiarata.",
    ),
    "mime.too_many_parts": Refused(
        400,
        "The message has more than {limit} parts.",
        "Il messaggio ha più di {limit} parti.",
    ),
    "mime.encoded": Refused(
        400,
        "The document in this multipart message is written encoded, so nothing can be put into it.",
        "Il documento in questo messaggio multipart è codificato, quindi non vi si può inserire nulla.",
    ),
    "mime.no_document": Refused(
        406,
        "None of the parts of this multipart message is a cXML document.",
        "Nessuna delle parti di questo messaggio multipart è un documento cXML.",
    ),
}
