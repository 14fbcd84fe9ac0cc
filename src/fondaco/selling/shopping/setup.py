"""The setup request: who comes, for whom, and where their cart will go. The store's answer is a start address."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.documents import Mode, PunchOutSetup, PunchOutSetupAnswer, SetupOperation, Status
from fondaco.people.links import new_token
from fondaco.selling.accounts.finding import connection_of
from fondaco.selling.accounts.invitations import offer_membership
from fondaco.selling.accounts.models import Connection
from fondaco.selling.accounts.operations import NotAdmitted, Visitor, WhyNot, admit_person
from fondaco.selling.accounts.words import admission_words
from fondaco.selling.integration.operations import settings_of
from fondaco.selling.shopping.models import Visit
from fondaco.selling.shopping.operations import NewVisit, grant_visit, issue_start_token
from fondaco.selling.shopping.resuming import bring_lines
from fondaco.selling.shopping.return_address import AddressRefused, WrongAddress, checked_origin

_PHRASES = {400: "Bad Request", 403: "Forbidden", 412: "Precondition Failed", 450: "Not Implemented"}


def take_setup(incoming: Incoming) -> PunchOutSetupAnswer | Status:
    """Let the person in. Raises NotTaken, in the visitor's language where the message says one.

    Who is not let in is answered by a Status, not by an exception that would undo it all: with it the letter to
    somebody who has an account of their own is kept.
    """
    language = language_of(incoming)
    with translation.override(language or "en"):
        try:
            visit = _granted(incoming, language)
        except NotAdmitted as refusal:
            return _not_admitted(refusal.why, incoming)
        return PunchOutSetupAnswer(_start_url(visit, incoming))


def take_setup_again(incoming: Incoming) -> PunchOutSetupAnswer:
    """The same setup once more: another way into the same visit, as the first answer may have been lost."""
    visit = Visit.objects.filter(public_id=incoming.record.about.removeprefix("visit:")).first()
    with translation.override(language_of(incoming) or "en"):
        if visit is None or incoming.now >= visit.expires_at:
            raise refused(
                412,
                _("The visit that this request opened is over. Punch out again: that opens a new one."),
            )
        return PunchOutSetupAnswer(_start_url(visit, incoming))


def language_of(incoming: Incoming) -> str:
    """``it``, ``en`` or empty."""
    envelope = incoming.message.envelope
    said = envelope.language[:2].lower() if envelope else ""
    return said if said in ("it", "en") else ""


def refused(code: int, words: str) -> NotTaken:
    return NotTaken(Status(code, _PHRASES[code], words))


def _granted(incoming: Incoming, language: str) -> Visit:
    setup = incoming.message.body
    assert isinstance(setup, PunchOutSetup)
    connection = connection_of(incoming.partner)
    if connection is None:
        raise refused(403, _("This connection belongs to no business account. Customer service can mend that."))
    _check_operation(setup, connection)
    origin = _return_origin(setup, incoming)
    member = admit_person(connection=connection, visitor=visitor_of(setup, language), now=incoming.now)
    visit = grant_visit(
        connection=connection,
        member=member,
        new=NewVisit(
            public_id=secrets.token_urlsafe(16),
            buyer_cookie=setup.buyer_cookie,
            return_url=setup.return_url.strip(),
            return_origin=origin,
            mode=_mode(incoming).value,
            language=language or member.person.language,
            operation=setup.operation,
            selected_part_id=setup.selected_part_id,
            selected_key=setup.selected_part_auxiliary_id,
            ship_to=setup.ship_to,
        ),
        now=incoming.now,
    )
    if setup.operation is not SetupOperation.CREATE:
        bring_lines(visit=visit, lines=setup.lines, now=incoming.now)
    incoming.record.about = visit.subject
    return visit


_ALLOWED = {
    SetupOperation.CREATE: frozenset[SetupOperation](),
    SetupOperation.INSPECT: frozenset({SetupOperation.INSPECT}),
    SetupOperation.EDIT: frozenset({SetupOperation.INSPECT, SetupOperation.EDIT}),
}


def _check_operation(setup: PunchOutSetup, connection: Connection) -> None:
    """Raises NotTaken for what is not offered at all (450), and for what this cart never allowed (412)."""
    wanted = setup.operation
    if wanted is SetupOperation.CREATE:
        return
    if wanted is SetupOperation.SOURCE:
        raise refused(
            450,
            _(
                "The operation “source” is not offered here: the store answers no requests for quotes. Open a new "
                "visit with “create”, or come back to a cart with “edit” or “inspect”."
            ),
        )
    allowed = SetupOperation(settings_of(connection.group_id).operation_allowed)
    if wanted not in _ALLOWED[allowed]:
        raise refused(
            412,
            _(
                "The operation “%(operation)s” is not allowed for %(account)s: carts went home with operationAllowed "
                "“%(allowed)s”. Open a new visit with “create”, or have customer service change the setting."
            )
            % {"operation": wanted.value, "account": connection.account.name, "allowed": allowed.value},
        )
    if not setup.lines:
        raise refused(
            412,
            _(
                "The operation “%(operation)s” came without lines, so there is no cart to come back to. Send its lines "
                "as ItemOut, each with the SupplierPartAuxiliaryID that it went home with."
            )
            % {"operation": wanted.value},
        )


def _mode(incoming: Incoming) -> Mode:
    """Test where either side says so: what was meant as a trial is never taken seriously."""
    envelope = incoming.message.envelope
    said = envelope.mode if envelope else Mode.PRODUCTION
    return Mode.TEST if Mode.TEST in (said, Mode(incoming.partner.mode)) else Mode.PRODUCTION


def visitor_of(setup: PunchOutSetup, language: str) -> Visitor:
    """What can be recognised of the person; an e-mail that is none counts as a login name."""
    email, name = setup.person.email.strip(), setup.person.name.strip()
    external = setup.person.unique_name.strip()
    try:
        validate_email(email)
    except ValidationError:
        email, external = "", external or email
    if len(email) > 254:
        email = ""
    return Visitor(email=email, name=name[:200], external_name=external[:255], language=language)


def _start_url(visit: Visit, incoming: Incoming) -> str:
    token = secrets.token_urlsafe(32)
    issue_start_token(visit=visit, token=token, now=incoming.now)
    return settings.FONDACO_BASE_URL + reverse("selling_shopping:start", args=[token])


def _return_origin(setup: PunchOutSetup, incoming: Incoming) -> str:
    try:
        return checked_origin(
            setup.return_url.strip(),
            registered=incoming.partner.return_origins,
            plain_http=settings.FONDACO_OUTBOUND_ORIGINS,
        )
    except AddressRefused as refusal:
        raise refused(400, _address_words(refusal, incoming.partner.return_origins)) from None


def _address_words(refusal: AddressRefused, registered: Sequence[str]) -> str:
    if refusal.why is WrongAddress.MISSING:
        return _("BrowserFormPost/URL is missing: without it the cart has nowhere to go. Send it with the setup.")
    if refusal.why is WrongAddress.UNREADABLE:
        return _(
            "BrowserFormPost/URL cannot be read as a plain web address (no spaces, no backslash, no user name "
            "before the host, letters of the host in ASCII). Nothing was opened."
        )
    if refusal.why is WrongAddress.NOT_HTTPS:
        return _("BrowserFormPost/URL must begin with https:// so that the cart is not sent in the clear.")
    return _(
        "Carts may not be sent to %(origin)s: it is not among the return origins of this connection (%(known)s). "
        "The store's customer service registers it; ask them to add exactly %(origin)s."
    ) % {"origin": refusal.origin, "known": ", ".join(registered) or _("none so far")}


def _not_admitted(why: WhyNot, incoming: Incoming) -> Status:
    """The named answer, each with what mends it; somebody with an account of their own is written to."""
    setup, connection = incoming.message.body, connection_of(incoming.partner)
    assert isinstance(setup, PunchOutSetup)
    assert connection is not None
    visitor = visitor_of(setup, "")
    if why is WhyNot.PERSONAL:
        offer_membership(
            account=connection.account,
            group=connection.group,
            email=visitor.email,
            token=new_token(),
            now=incoming.now,
        )
    code = 400 if why is WhyNot.NOBODY_NAMED else 403
    words = admission_words(why, who=visitor.email or visitor.external_name, account=connection.account.name)
    return Status(code, _PHRASES[code], words)
