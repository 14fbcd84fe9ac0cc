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
from fondaco.selling.accounts.models import Connection
from fondaco.selling.accounts.operations import NotAdmitted, Visitor, WhyNot, admit_person
from fondaco.selling.shopping.models import Visit
from fondaco.selling.shopping.operations import NewVisit, grant_visit, issue_start_token
from fondaco.selling.shopping.return_address import AddressRefused, WrongAddress, checked_origin

_PHRASES = {400: "Bad Request", 403: "Forbidden", 412: "Precondition Failed", 450: "Not Implemented"}


def take_setup(incoming: Incoming) -> PunchOutSetupAnswer:
    """Let the person in. Raises NotTaken, in the visitor's language where the message says one."""
    language = language_of(incoming)
    with translation.override(language or "en"):
        return PunchOutSetupAnswer(_start_url(_granted(incoming, language), incoming))


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
    if setup.operation is not SetupOperation.CREATE:
        raise refused(
            450,
            _("The operation “%(operation)s” is not offered here; “create” is. Open a new visit and fill a new cart.")
            % {"operation": setup.operation.value},
        )
    connection = Connection.objects.select_related("account", "partner").filter(partner=incoming.partner).first()
    if connection is None:
        raise refused(403, _("This connection belongs to no business account. Customer service can mend that."))
    origin = _return_origin(setup, incoming)
    try:
        member = admit_person(connection=connection, visitor=visitor_of(setup, language), now=incoming.now)
    except NotAdmitted as refusal:
        raise _not_admitted(refusal.why, setup, connection) from None
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
        ),
        now=incoming.now,
    )
    incoming.record.about = visit.subject
    return visit


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


def _not_admitted(why: WhyNot, setup: PunchOutSetup, connection: Connection) -> NotTaken:
    names = {"email": setup.person.email.strip(), "account": connection.account.name}
    if why is WhyNot.NOBODY_NAMED:
        return refused(
            400,
            _(
                "The request names nobody: neither an e-mail address nor a login name was found. Send one as an "
                "Extrinsic “UserEmail”, in Contact/Email, or as “UniqueName”."
            ),
        )
    if why is WhyNot.OTHER_ACCOUNT:
        return refused(
            403,
            _(
                "%(email)s belongs to another business account here, so the visit for %(account)s was not opened. "
                "Use another address for this account, or ask customer service to move the person."
            )
            % names,
        )
    if why is WhyNot.STORE_STAFF:
        return refused(
            403,
            _("%(email)s belongs to somebody who works for the store and cannot shop. Use another address.") % names,
        )
    if why is WhyNot.SUSPENDED:
        return refused(
            403,
            _("%(email)s is suspended here. The administrator of %(account)s can ask customer service to lift it.")
            % names,
        )
    return refused(
        403,
        _(
            "%(email)s is known here but has no PunchOut user role. The administrator of %(account)s gives the role; "
            "then punch out again."
        )
        % names,
    )
