"""What every XML protocol, and every writer, remarks on and refuses."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    "xml.leading_space": Remark(_W, "the document starts with <?xml or <!DOCTYPE", "Send nothing before the XML."),
    "xml.encoding.windows_1252": Remark(
        _W, "bytes of the declared ISO-8859-1", "Declare windows-1252, or better send UTF-8."
    ),
    "xml.encoding.contradicted": Remark(
        _W, "bytes of the declared encoding", "Declare the encoding that is sent, best UTF-8."
    ),
    "xml.encoding.guessed": Remark(
        _W, "UTF-8", "The bytes were read as Windows-1252. Declare the encoding, or send UTF-8."
    ),
    "xml.doctype.missing": Remark(_N, "a DOCTYPE naming the cXML DTD", "Send the DOCTYPE that cXML requires."),
    "xml.doctype.empty_subset": Remark(_W, "a DOCTYPE without brackets", "Leave the empty internal subset out."),
    "xml.namespace": Remark(_W, "element names without a namespace", "Leave xmlns out: cXML has none."),
    "mime.attachments": Remark(_N, "the cXML document alone", "Nothing: attachments are set aside for now."),
    "element.order": Remark(_W, "the order of elements that the DTD gives", "Move it to its place in the sequence."),
    "element.kept": Remark(_N, "an element or attribute this reader knows", "Nothing: it was kept as it stood."),
    "element.repeated": Remark(_W, "the element once", "The first was used; the others were kept."),
    "time.unreadable": Remark(_W, "YYYY-MM-DDThh:mm:ss+hh:mm", "Send an ISO 8601 date and time."),
    "time.no_offset": Remark(_W, "an offset from UTC, as +01:00", "It was read as UTC. Send the offset."),
    "money.unreadable": Remark(_E, "a plain decimal number, as 1234.56", "Send digits and a point, nothing else."),
    "money.empty": Remark(_W, "an amount", "Send the amount, or leave the element out."),
    "money.currency": Remark(_E, "an ISO 4217 currency code, as EUR", "Send Money/@currency."),
    "money.currency.case": Remark(_W, "a currency in capitals", "It was read in capitals."),
    "number.unreadable": Remark(_W, "a whole number", "Send digits only."),
    "word.unknown": Remark(_W, "one of the words that the DTD gives", "Send one of them; a default was assumed."),
    "language.missing": Remark(_W, "xml:lang", "Say which language the text is in."),
    "findings.more": Remark(_N, "fewer findings", "The rest is not listed. Mend these first."),
    "supplied": Remark(_N, "given with the document", "It came from the partner's profile."),
    "lost": Remark(_W, "what this protocol has a place for", "Nothing: it stays in the document, unsent."),
    "text.cleaned": Remark(_N, "characters that XML can carry", "The others were left out."),
}

REFUSALS: dict[str, Refused] = {}
