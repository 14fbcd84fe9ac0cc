"""What codes say to people: problems with their remedies, states, documents."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from fondaco.bridge.states import Sending, Taking


@frozen
class Problem:
    """Why there is no answer to use: a stable ``code``, what happened, and what to do about it."""

    code: str
    words: str
    remedy: str


_PROBLEMS: dict[str, tuple[str, str]] = {
    "wrong_address": (
        noop("Nobody answers at this address."),
        noop("Check the address for a slip, and ask the other side whether their system is up."),
    ),
    "tls": (
        noop("Their certificate could not be verified, so nothing was sent."),
        noop("Ask the other side to renew their certificate, or check that the address is theirs."),
    ),
    "timeout": (
        noop("They did not answer in time."),
        noop("Try again in a few minutes. If it stays so, ask the other side whether their system is slow."),
    ),
    "broken_off": (
        noop("The connection broke before the answer was complete."),
        noop("Try again. If it stays so, ask the other side what stands between them and the internet."),
    ),
    "encoded": (
        noop("They answered in a compressed form that was not asked for."),
        noop("Ask the other side to answer without compression."),
    ),
    "answer_too_large": (
        noop("Their answer is far larger than any answer should be."),
        noop("Check that the address is the one for cXML, not that of a web page."),
    ),
    "not_cxml": (
        noop("Somebody answered, but not in cXML."),
        noop("Check that the address is the one for cXML, not that of a web page."),
    ),
    "login_page": (
        noop("A page to sign in at came instead of an answer."),
        noop("Check the address, and ask the other side to let cXML through without signing in."),
    ),
    "redirect": (
        noop("They sent us on to another address, and documents are never sent where nobody registered."),
        noop("Ask the other side for the final address and enter that one."),
    ),
    "http_status": (
        noop("Their web server refused before any document was read."),
        noop("Check the address, and show the other side the HTTP status below."),
    ),
    "unauthorised": (
        noop("They do not accept who we say we are."),
        noop("Check our domain, our identity and the shared secret with the other side."),
    ),
    "refused": (
        noop("They read the document and refused it."),
        noop("Their words say why. Mend what they name, then send again."),
    ),
    "their_fault": (
        noop("Their system failed while taking the document."),
        noop("It is tried again. If it stays so, show them the words below."),
    ),
    "odd_status": (
        noop("They answered with a status that means nothing in cXML."),
        noop("Show the other side the status below."),
    ),
    "interrupted": (
        noop("Our own worker stopped before it could note the answer."),
        noop("It is sent again under the same id, so that it counts once."),
    ),
    "refused_origin": (
        noop("Nothing was sent: the address is not one that we may send to."),
        noop("Have an administrator check the addresses of this connection."),
    ),
    "refused_origin.not_an_address": (
        noop("Nothing was sent: there is no usable address."),
        noop("Enter the address that the other side gave you, beginning with https://."),
    ),
    "refused_origin.not_https": (
        noop("Nothing was sent: the address is not encrypted (https)."),
        noop("Ask the other side for an address that begins with https://."),
    ),
    "refused_origin.inward": (
        noop("Nothing was sent: the address leads into a private network."),
        noop("Check the address. The operator can list it, if it is meant."),
    ),
    "unsendable": (
        noop("Nothing was sent: the shared secret has characters that a document cannot carry."),
        noop("Agree on another secret with the other side, of letters and digits."),
    ),
    "unsendable.sealed": (
        noop("Nothing was sent: the message or its secret was sealed with a key that is no longer there."),
        noop("Have the operator add the former data key again."),
    ),
}

_DOCUMENTS = {
    "PunchOutSetup": noop("Request to shop"),
    "PunchOutSetupAnswer": noop("Answer to a request to shop"),
    "Cart": noop("Cart"),
    "PurchaseOrder": noop("Purchase order"),
    "OrderConfirmation": noop("Order confirmation"),
    "StatusUpdate": noop("Status update"),
    "ProfileRequest": noop("Question what is taken"),
    "Profile": noop("What is taken"),
    "Status": noop("Answer"),
}

_SENDING = {
    Sending.WAITING: (noop("waits to be sent"), "act"),
    Sending.IN_FLIGHT: (noop("being sent"), "going"),
    Sending.DELIVERED: (noop("delivered"), "good"),
    Sending.REFUSED: (noop("refused by them"), "wrong"),
    Sending.UNKNOWN: (noop("sent, no answer yet"), "act"),
    Sending.DEAD: (noop("given up, wants a person"), "wrong"),
}

_TAKING = {
    Taking.STORED: (noop("being taken"), "going"),
    Taking.HANDLED: (noop("taken"), "good"),
    Taking.REFUSED: (noop("refused by us"), "wrong"),
    Taking.FAILED: (noop("failed here, they try again"), "act"),
}


def problem(code: str) -> Problem | None:
    """What ``code`` says in the reader's language; None for no problem."""
    if not code:
        return None
    family = code.partition(".")[0]
    said, remedy = _PROBLEMS.get(code) or _PROBLEMS.get(family) or _PROBLEMS["http_status"]
    return Problem(family, _(said), _(remedy))


def document(document_type: str) -> str:
    """A kind of document, as people call it."""
    known = _DOCUMENTS.get(document_type)
    return _(known) if known else document_type


def sending(state: str) -> tuple[str, str]:
    """The words and the tone for the state of a message out."""
    said, tone = _SENDING[Sending(state)]
    return _(said), tone


def taking(state: str) -> tuple[str, str]:
    """The words and the tone for the state of a message in."""
    said, tone = _TAKING[Taking(state)]
    return _(said), tone
