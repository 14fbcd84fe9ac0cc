"""What codes say to people: problems with their remedies, states, documents."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fondaco.bridge.states import Sending, Taking


@frozen
class Problem:
    """Why there is no answer to use: a stable ``code``, what happened, and what to do about it."""

    code: str
    words: str
    remedy: str


_PROBLEMS: dict[str, tuple[str, str]] = {
    "wrong_address": (
        gettext_noop("Nobody answers at this address."),
        gettext_noop("Check the address for a slip, and ask the other side whether their system is up."),
    ),
    "wrong_address.name": (
        gettext_noop("There is no such host: the name server does not know it."),
        gettext_noop("Check the name in the address for a slip."),
    ),
    "wrong_address.refused": (
        gettext_noop("The host is there, but nothing listens at this port."),
        gettext_noop("Check the port in the address, and ask the other side whether their system is up."),
    ),
    "tls": (
        gettext_noop("Their certificate could not be verified, so nothing was sent."),
        gettext_noop("Ask the other side to renew their certificate, or check that the address is theirs."),
    ),
    "tls.expired": (
        gettext_noop("Their certificate has expired, so nothing was sent."),
        gettext_noop("Ask the other side to renew their certificate. Nothing needs to be changed here."),
    ),
    "tls.not_yet": (
        gettext_noop("Their certificate is not valid yet, so nothing was sent."),
        gettext_noop("Ask the other side for the certificate's first day; have the operator check the clock here too."),
    ),
    "tls.wrong_name": (
        gettext_noop("Their certificate is for another name than the one in the address, so nothing was sent."),
        gettext_noop("Enter the address with the name that the certificate is for, or ask the other side for one."),
    ),
    "tls.self_signed": (
        gettext_noop("Their certificate is signed by themselves, so nothing was sent: anybody could have made it."),
        gettext_noop("Ask the other side for a certificate from a public authority."),
    ),
    "tls.nobody_vouches": (
        gettext_noop("No authority that is known here vouches for their certificate, so nothing was sent."),
        gettext_noop("Ask the other side to send the intermediate certificates along, or to use a public authority."),
    ),
    "tls.not_spoken": (
        gettext_noop("The other end does not speak encryption (TLS) as it must, so nothing was sent."),
        gettext_noop("Check the port: an address with https:// must lead to one that is encrypted."),
    ),
    "timeout": (
        gettext_noop("They did not answer in time."),
        gettext_noop("Try again in a few minutes. If it stays so, ask the other side whether their system is slow."),
    ),
    "broken_off": (
        gettext_noop("The connection broke before the answer was complete."),
        gettext_noop("Try again. If it stays so, ask the other side what stands between them and the internet."),
    ),
    "encoded": (
        gettext_noop("They answered in a compressed form that was not asked for."),
        gettext_noop("Ask the other side to answer without compression."),
    ),
    "answer_too_large": (
        gettext_noop("Their answer is far larger than any answer should be."),
        gettext_noop("Check that the address is the one for cXML, not that of a web page."),
    ),
    "not_cxml": (
        gettext_noop("Somebody answered, but not in cXML."),
        gettext_noop("Check that the address is the one for cXML, not that of a web page."),
    ),
    "web_page": (
        gettext_noop("A web page came instead of an answer."),
        gettext_noop("Check that the address is the one for documents, not that of a web page."),
    ),
    "login_page": (
        gettext_noop("A page to sign in at came instead of an answer."),
        gettext_noop("Check the address, and ask the other side to let cXML through without signing in."),
    ),
    "redirect": (
        gettext_noop("They sent us on to another address, and documents are never sent where nobody registered."),
        gettext_noop("Ask the other side for the final address and enter that one."),
    ),
    "http_status": (
        gettext_noop("Their web server refused before any document was read."),
        gettext_noop("Check the address, and show the other side the HTTP status."),
    ),
    "http_status.not_found": (
        gettext_noop("Their web server answers, but takes nothing at this path."),
        gettext_noop("Check what comes after the host in the address; the other side knows the whole of it."),
    ),
    "http_status.later": (
        gettext_noop("Their web server is busy or out of order."),
        gettext_noop("It may go better later. If it stays so, show the other side the HTTP status."),
    ),
    "unauthorised": (
        gettext_noop("They do not accept who we say we are."),
        gettext_noop("Check our domain, our identity and the shared secret with the other side."),
    ),
    "refused": (
        gettext_noop("They read the document and refused it."),
        gettext_noop("Their words say why. Mend what they name, then send again."),
    ),
    "their_fault": (
        gettext_noop("Their system failed while taking the document."),
        gettext_noop("It may go better later. If it stays so, show them their own words."),
    ),
    "odd_status": (
        gettext_noop("They answered with a status that means nothing in cXML."),
        gettext_noop("Show the other side the status that they sent."),
    ),
    "interrupted": (
        gettext_noop("Our own worker stopped before it could note the answer."),
        gettext_noop("It is sent again under the same id, so that it counts once."),
    ),
    "refused_origin": (
        gettext_noop("Nothing was sent: the address is not one that we may send to."),
        gettext_noop("Have an administrator check the addresses of this connection."),
    ),
    "refused_origin.not_an_address": (
        gettext_noop("Nothing was sent: there is no usable address."),
        gettext_noop("Enter the address that the other side gave you, beginning with https://."),
    ),
    "refused_origin.not_https": (
        gettext_noop("Nothing was sent: the address is not encrypted (https)."),
        gettext_noop("Ask the other side for an address that begins with https://."),
    ),
    "refused_origin.inward": (
        gettext_noop("Nothing was sent: the address leads into a private network."),
        gettext_noop("Check the address. The operator can list it, if it is meant."),
    ),
    "unsendable": (
        gettext_noop("Nothing was sent: the shared secret has characters that a document cannot carry."),
        gettext_noop("Agree on another secret with the other side, of letters and digits."),
    ),
    "unsendable.sealed": (
        gettext_noop("Nothing was sent: the message or its secret was sealed with a key that is no longer there."),
        gettext_noop("Have the operator add the former data key again."),
    ),
}

_DOCUMENTS = {
    "PunchOutSetup": gettext_noop("Request to shop"),
    "PunchOutSetupAnswer": gettext_noop("Answer to a request to shop"),
    "Cart": gettext_noop("Cart"),
    "PurchaseOrder": gettext_noop("Purchase order"),
    "OrderConfirmation": gettext_noop("Order confirmation"),
    "StatusUpdate": gettext_noop("Status update"),
    "Validation": gettext_noop("Question for a price"),
    "AvailabilityRequest": gettext_noop("Question for prices and stock"),
    "AvailabilityAnswer": gettext_noop("Answer about prices and stock"),
    "ProfileRequest": gettext_noop("Question what is taken"),
    "Profile": gettext_noop("What is taken"),
    "Status": gettext_noop("Answer"),
}

_SENDING = {
    Sending.WAITING: (gettext_noop("waits to be sent"), "act"),
    Sending.IN_FLIGHT: (gettext_noop("being sent"), "going"),
    Sending.DELIVERED: (gettext_noop("delivered"), "good"),
    Sending.REFUSED: (gettext_noop("refused by them"), "wrong"),
    Sending.UNKNOWN: (gettext_noop("sent, no answer yet"), "act"),
    Sending.DEAD: (gettext_noop("given up, wants a person"), "wrong"),
}

_TAKING = {
    Taking.STORED: (gettext_noop("being taken"), "going"),
    Taking.HANDLED: (gettext_noop("taken"), "good"),
    Taking.REFUSED: (gettext_noop("refused by us"), "wrong"),
    Taking.FAILED: (gettext_noop("failed here, they try again"), "act"),
}


def problem(code: str) -> Problem | None:
    """What ``code`` says in the reader's language; None for no problem."""
    if not code:
        return None
    family = code.partition(".")[0]
    said, remedy = _PROBLEMS.get(code) or _PROBLEMS.get(family) or _PROBLEMS["http_status"]
    return Problem(family, _(said), _(remedy))


def known(code: str) -> bool:
    """Whether ``code`` is one of the bridge's own problems, which can be said anew."""
    return code.partition(".")[0] in _PROBLEMS


def document(document_type: str) -> str:
    """A kind of document, as people call it."""
    known = _DOCUMENTS.get(document_type)
    return _(known) if known else document_type


def sending(state: str, problem: str = "") -> tuple[str, str]:
    """The words and the tone for the state of a message out; waiting alarms nobody unless there was a ``problem``."""
    said, tone = _SENDING[Sending(state)]
    return _(said), "going" if state == Sending.WAITING and not problem else tone


def taking(state: str) -> tuple[str, str]:
    """The words and the tone for the state of a message in."""
    said, tone = _TAKING[Taking(state)]
    return _(said), tone
