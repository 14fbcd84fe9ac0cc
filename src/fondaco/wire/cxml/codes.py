"""Everything that reading can remark on: the stable code, how much it matters, what was expected, what to do.

A table, so that the documentation lists what the code knows and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from fondaco.documents import Level


class Remark(NamedTuple):
    level: Level
    expected: str
    remedy: str


_E, _W, _N = Level.ERROR, Level.WARNING, Level.NOTE

CODES: dict[str, Remark] = {
    # the bytes
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
    # the envelope
    "envelope.payload_id.missing": Remark(
        _W, "cXML/@payloadID", "Send one, unique, and the same again when repeating the message."
    ),
    "envelope.timestamp.missing": Remark(_W, "cXML/@timestamp", "Send the time of writing with its offset."),
    "envelope.header.missing": Remark(_E, "Header with From, To and Sender", "Send the header: it says who asks."),
    "envelope.from.missing": Remark(_W, "Header/From/Credential", "Name the buying organisation."),
    "envelope.to.missing": Remark(_W, "Header/To/Credential", "Name the supplier."),
    "envelope.sender.missing": Remark(
        _E, "Header/Sender/Credential with Identity and SharedSecret", "Send the credential that was agreed on."
    ),
    "envelope.sender.several": Remark(_N, "one Sender credential", "The one with a secret, or the first, was used."),
    "envelope.user_agent.missing": Remark(_W, "Sender/UserAgent (it may be empty)", "Name the sending system."),
    "envelope.mode.unknown": Remark(_W, "deploymentMode production or test", "It was read as production."),
    "credential.domain.missing": Remark(_W, "Credential/@domain", "Name the domain of the identity."),
    "credential.identity.missing": Remark(_W, "Credential/Identity", "Send the identity."),
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
    # the setup
    "setup.buyer_cookie.missing": Remark(_E, "BuyerCookie", "Send it: the cart comes back with it."),
    "setup.return_url.missing": Remark(_E, "BrowserFormPost/URL", "Say where the cart is to be posted."),
    "setup.operation.unknown": Remark(_W, "operation create, edit, inspect or source", "It was read as create."),
    "person.email.missing": Remark(
        _W, "the person's e-mail, as Extrinsic UserEmail or Contact/Email", "Send it, so that the person is known."
    ),
    "answer.payload": Remark(_N, "an answer that is read here", "Nothing: the Status was read, the rest was not."),
    "answer.start_page.missing": Remark(_E, "StartPage/URL", "Say where the browser is to go."),
    # the cart
    "cart.buyer_cookie.missing": Remark(_E, "BuyerCookie", "Return the one of the setup, unchanged."),
    "cart.total.missing": Remark(_W, "PunchOutOrderMessageHeader/Total/Money", "Send the total of the cart."),
    # the order
    "order.number.missing": Remark(_E, "OrderRequestHeader/@orderID", "Give the order its number."),
    "order.date.missing": Remark(_W, "OrderRequestHeader/@orderDate", "Send when the order was made."),
    "order.total.missing": Remark(_W, "OrderRequestHeader/Total/Money", "Send the total of the order."),
    "order.bill_to.missing": Remark(_W, "OrderRequestHeader/BillTo", "Say who is invoiced; the DTD requires it."),
    "order.lines.missing": Remark(_E, "at least one ItemOut", "Send the lines."),
    "line.number.missing": Remark(_W, "ItemOut/@lineNumber", "Number the lines; the position was used."),
    "line.quantity.unreadable": Remark(_E, "a plain decimal number", "Send the quantity as digits, as 2 or 0.5."),
    "line.quantity.not_positive": Remark(_E, "a quantity above zero", "Send how many are wanted."),
    "line.price.missing": Remark(_E, "ItemDetail/UnitPrice/Money", "Send the net price of one unit."),
    "line.price.negative": Remark(_E, "a price of zero or more", "Send the net price of one unit."),
    "line.price_basis": Remark(
        _E, "a price for one unit", "PriceBasisQuantity is not read yet: send the price of one unit."
    ),
    "line.part_id.missing": Remark(_E, "ItemID/SupplierPartID", "Send the supplier's part number."),
    "line.unit.missing": Remark(_W, "UnitOfMeasure", "Send a UN/ECE Recommendation 20 code, as EA."),
    # the confirmation and the rest
    "confirmation.order.missing": Remark(_E, "OrderReference/@orderID", "Name the order that is confirmed."),
    "confirmation.line.number": Remark(_E, "ConfirmationItem/@lineNumber", "Name the line of the order."),
    "refusal.incomplete": Remark(_W, "RefusalCode, RefusalPath and RefusalNextActor", "Send all of them."),
    "status.code": Remark(_W, "Status/@code, three digits", "Send a cXML status code."),
    "status.missing": Remark(_E, "Response/Status", "Say how it went."),
    "profile.date": Remark(_W, "ProfileResponse/@effectiveDate", "Send since when this holds."),
    "type.unsupported": Remark(_E, "a message type that is read here", "Send one of the types listed in the profile."),
    "findings.more": Remark(_N, "fewer findings", "The rest is not listed. Mend these first."),
    # what writing supplied
    "supplied": Remark(_N, "given with the document", "It came from the partner's profile."),
    "left_out": Remark(_N, "what the DTD has a place for", "Nothing: it stays in the document, unsent."),
    "text.cleaned": Remark(_N, "characters that XML can carry", "The others were left out."),
}
