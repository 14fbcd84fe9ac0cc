"""``write``: a message in any protocol, as one system sends or expects it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from fondaco.documents import Data, Finding, Pending, Profile, PunchOutSetup, PunchOutSetupAnswer, Status
from fondaco.wire import cif, cxml, oagis, oagis721, oci
from fondaco.wire.losses import remark_lost
from fondaco.wire.profiles.agreements import call_settings, cart_settings
from fondaco.wire.profiles.dressing import dressed, introduced
from fondaco.wire.profiles.shaping import kind_of, shaped
from fondaco.wire.refusing import cannot
from fondaco.wire.results import Written
from fondaco.wire.xml import mime

if TYPE_CHECKING:
    from collections.abc import Callable

    from fondaco.documents import Message
    from fondaco.wire.profiles.dialect import Dialect


@attrs.frozen
class Needs:
    """What a protocol demands and a document may lack. Nothing is invented: what is not given here is refused.

    ``hook_url`` is where an OCI cart goes, ``catalog_url`` where an OCI call does. ``supplied`` is for cXML.
    ``schema_dir`` and ``dtd_dir`` have the result validated.
    """

    hook_url: str = ""
    catalog_url: str = ""
    supplied: cxml.Supplied | None = None
    dtd_dir: str = ""
    schema_dir: str = ""


NOTHING = Needs()
# A Response of cXML has no header; everything else says who speaks.
ANSWERS = (PunchOutSetupAnswer, Profile, Status, Data, Pending)


def write(
    message: Message, dialect: Dialect, *, to: str = "cxml", dtd_dir: str = "", needs: Needs = NOTHING
) -> Written:
    """``message`` written ``to`` a protocol for the system of ``dialect``; ``dtd_dir`` is short for that of ``needs``.

    Raises LocalError for a protocol that the system does not speak (``profile.protocol``), that nothing writes
    (``convert.target``), or that needs what is not there.
    """
    if to not in WRITERS:
        raise cannot("convert.target", to, to=to, known=", ".join(WRITERS))
    if dialect.protocols and to not in dialect.protocols:
        raise cannot("profile.protocol", to, title=dialect.title, protocols=", ".join(dialect.protocols), to=to)
    # An OCI login is no credential of the header's kind, and OCI has no other parties.
    changed, remarks = dressed(message, dialect, named=to != "oci")
    written = WRITERS[to](
        changed,
        dialect,
        Needs(needs.hook_url, needs.catalog_url, needs.supplied, dtd_dir or needs.dtd_dir, needs.schema_dir),
    )
    return Written(written.data, (*remarks, *written.findings), written.content_type)


def _cxml(message: Message, dialect: Dialect, needs: Needs) -> Written:
    changed, remarks = introduced(message, dialect)
    written = cxml.write_noting(changed, dtd_dir=needs.dtd_dir, profile=needs.supplied)
    shape = dialect.shape(kind_of(message.body))
    if mime.is_multipart(written.data):  # its header says UTF-8 of the document's part, and that goes before XML's own
        shape = attrs.evolve(shape, encoding="UTF-8")
    document, put_back = mime.inside(written.data)
    document, more = shaped(document, shape)
    more = (*_unheaded(message), *more)
    kind = written.content_type.replace("charset=UTF-8", f"charset={shape.encoding}")
    return Written(put_back(document), (*remarks, *written.findings, *more), kind)


def _oagis721(message: Message, dialect: Dialect, needs: Needs) -> Written:
    return oagis721.write_noting(message)


def _cif(message: Message, dialect: Dialect, needs: Needs) -> Written:
    return cif.write_noting(message)


def _oci(message: Message, dialect: Dialect, needs: Needs) -> Written:
    agreed = call_settings(dialect) if isinstance(message.body, PunchOutSetup) else cart_settings(dialect)
    return oci.write_noting(message, hook_url=needs.hook_url, catalog_url=needs.catalog_url, settings=agreed)


def _unheaded(message: Message) -> tuple[Finding, ...]:
    """What an envelope says and cXML has no word for: it answers every request at once, and an answer has no header."""
    around = message.envelope
    if around is None:
        return ()
    if isinstance(message.body, ANSWERS):
        return (remark_lost("Envelope", attrs.evolve(around, payload_id="", timestamp=None)),)
    return () if around.confirmation is None else (remark_lost("Envelope.confirmation", around.confirmation),)


def _oagis10(message: Message, dialect: Dialect, needs: Needs) -> Written:
    return oagis.write_noting(message, release="10", schema_dir=needs.schema_dir)


def _oagis9(message: Message, dialect: Dialect, needs: Needs) -> Written:
    return oagis.write_noting(message, release="9")


WRITERS: dict[str, Callable[[Message, Dialect, Needs], Written]] = {
    "cxml": _cxml,
    "oagis10": _oagis10,
    "oagis9": _oagis9,
    "oagis721": _oagis721,
    "oci": _oci,
    "cif": _cif,
}
