"""The languages that partners speak. A new one is a folder in ``wire`` and a line in :data:`LANGUAGES`.

Nothing else in the bridge knows which protocol a message is in.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from types import ModuleType

from attrs import evolve, frozen

from fondaco.bridge import oci, systems
from fondaco.bridge.models import Partner
from fondaco.documents import Classification, ConfirmationWanted, Message, StatusUpdate
from fondaco.wire import availability, cxml, oagis, oagis721, profiles
from fondaco.wire.results import Reading, Written


@frozen
class Proof:
    """``content`` as it is sent, and the HTTP headers that prove the sender beside it."""

    content: bytes
    headers: dict[str, str]


@frozen
class Language:
    """``read`` and ``fingerprint`` raise RemoteError, ``write`` and ``proved`` LocalError, ``masked`` nothing.

    ``answers_at_once`` says whether the HTTP answer says what became of a message (cXML), or a message of its own does
    (a ConfirmBOD). ``write`` takes the message, its receiver, and the folder of the DTDs.
    """

    protocol: str
    content_type: str
    answers_at_once: bool
    read: Callable[[bytes], Reading]
    write: Callable[[Message, Partner, str], Written]
    masked: Callable[[bytes], bytes]
    fingerprint: Callable[[bytes], str]
    proved: Callable[[bytes, Partner], Proof]


def language(protocol: str) -> Language:
    """The language of that name. Raises KeyError for one that is not spoken here."""
    return LANGUAGES[protocol]


def oagis_of(data: bytes, partner: Partner) -> Language:
    """The release that ``data`` is written in; the partner's own where it does not show."""
    if oagis721.recognise(data):
        return LANGUAGES[Partner.Protocol.OAGIS721]
    usual = partner.protocol if partner.speaks_oagis else Partner.Protocol.OAGIS10
    return LANGUAGES[Partner.Protocol.OAGIS10 if usual == Partner.Protocol.OAGIS721 else usual]


def basic(identity: str, secret: str) -> str:
    """The value of an Authorization header (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{identity}:{secret}".encode()).decode("ascii")


def _write_cxml(message: Message, partner: Partner, dtd_dir: str) -> Written:
    """For the partner's own system, where its profile is known; ``plain`` needs no dressing."""
    if partner.profile == systems.PLAIN:
        return cxml.write_noting(message, dtd_dir=dtd_dir, profile=_supplied(partner))
    dialect = profiles.load(partner.profile, systems.own())
    needs = profiles.Needs(supplied=_supplied(partner), dtd_dir=dtd_dir)
    return profiles.write(message, dialect, needs=needs)


def _supplied(partner: Partner) -> cxml.Supplied:
    commodity = partner.default_commodity
    domain = partner.default_commodity_domain or "UNSPSC"
    return cxml.Supplied(
        unit=partner.default_unit, classification=Classification(domain, commodity) if commodity else None
    )


def _prove_in_header(content: bytes, partner: Partner) -> Proof:
    """cXML proves its sender inside, where nothing else of ours ever puts the secret."""
    proved = cxml.with_secret(content, partner.secret_out())
    return Proof(proved, {"Content-Type": cxml.content_type_of(proved)})


def _prove_by_basic(content: bytes, partner: Partner) -> Proof:
    """OAGIS says nothing of proof; HTTP Basic is what its HTTP receivers take."""
    return Proof(content, {"Authorization": basic(partner.our_identity, partner.secret_out())})


def _confirmed(message: Message) -> Message:
    """``message``, asking for a ConfirmBOD; one that is a ConfirmBOD itself asks for none, or they would never end."""
    wanted = ConfirmationWanted.NEVER if isinstance(message.body, StatusUpdate) else ConfirmationWanted.ALWAYS
    assert message.envelope is not None  # what compose promises
    return evolve(message, envelope=evolve(message.envelope, confirmation=wanted))


def _write_oagis(release: str) -> Callable[[Message, Partner, str], Written]:
    def write(message: Message, partner: Partner, dtd_dir: str) -> Written:
        return oagis.write_noting(_confirmed(message), release=release)

    return write


def _write_oagis721(message: Message, partner: Partner, dtd_dir: str) -> Written:
    return oagis721.write_noting(_confirmed(message))


def _oagis(protocol: str, codec: ModuleType, write: Callable[[Message, Partner, str], Written]) -> Language:
    return Language(
        protocol=protocol,
        content_type="application/xml",
        answers_at_once=False,
        read=codec.read,
        write=write,
        masked=codec.masked,
        fingerprint=codec.fingerprint,
        proved=_prove_by_basic,
    )


# Not languages that a partner's orders are written in, but those of questions for price and stock.
AVAILABILITY, VALIDATE = "availability", "oci"


def _write_availability(message: Message, partner: Partner, dtd_dir: str) -> Written:
    return availability.write_noting(message)


def _prove_question(content: bytes, partner: Partner) -> Proof:
    proof = _prove_by_basic(content, partner)
    return Proof(content, {**proof.headers, "Accept": availability.CONTENT_TYPE})


def _write_validate(message: Message, partner: Partner, dtd_dir: str) -> Written:
    return oci.written_question(message, partner)


def _prove_validate(content: bytes, partner: Partner) -> Proof:
    return Proof(oci.proved_question(content, partner), {"Accept": "text/html"})


def _as_it_is(content: bytes) -> bytes:
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


LANGUAGES: dict[str, Language] = {
    AVAILABILITY: Language(
        protocol=AVAILABILITY,
        content_type=availability.CONTENT_TYPE,
        answers_at_once=False,
        read=availability.read,
        write=_write_availability,
        masked=_as_it_is,
        fingerprint=_digest,
        proved=_prove_question,
    ),
    VALIDATE: Language(
        protocol=VALIDATE,
        content_type=oci.FORM,
        answers_at_once=False,
        read=oci.read_exchanged,
        write=_write_validate,
        masked=_as_it_is,
        fingerprint=_digest,
        proved=_prove_validate,
    ),
    Partner.Protocol.CXML: Language(
        protocol=Partner.Protocol.CXML,
        content_type="text/xml; charset=utf-8",
        answers_at_once=True,
        read=cxml.read,
        write=_write_cxml,
        masked=cxml.masked,
        fingerprint=cxml.fingerprint,
        proved=_prove_in_header,
    ),
    Partner.Protocol.OAGIS10: _oagis(Partner.Protocol.OAGIS10, oagis, _write_oagis("10")),
    Partner.Protocol.OAGIS9: _oagis(Partner.Protocol.OAGIS9, oagis, _write_oagis("9")),
    Partner.Protocol.OAGIS721: _oagis(Partner.Protocol.OAGIS721, oagis721, _write_oagis721),
}
