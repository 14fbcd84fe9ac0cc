"""What is remarked on, and refused, in cXML."""

from __future__ import annotations

from fondaco.wire.codes.kinds import ERROR as _E
from fondaco.wire.codes.kinds import NOTE as _N
from fondaco.wire.codes.kinds import WARNING as _W
from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {
    # the bytes
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
    # what writing supplied
}

REFUSALS: dict[str, Refused] = {}
