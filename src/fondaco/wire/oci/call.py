"""The call, buyer to supplier: a form or an address that the person's browser opens (OCI 4.0, call structure).

There is no handshake between the systems; login and return address go through the browser. FUNCTION asks for something
other than a visit to the shop. Names of parameters are taken in any case: SAP's own pages spell them differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    CatalogFunction,
    Credential,
    Envelope,
    Extra,
    Message,
    Person,
    PunchOutSetup,
    quantity_text,
)
from fondaco.wire.errors import LocalError
from fondaco.wire.losses import lost, remark_lost
from fondaco.wire.oci.forms import Fields, Form, bounded, split_url
from fondaco.wire.oci.numbers import number_from
from fondaco.wire.oci.settings import CallSettings
from fondaco.wire.oci.texts import cleaned, plain
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fondaco.documents import Finding

SAPEVENT = "SAPEVENT:POST"
_DOMAIN = "OCI"
_DEFAULT = Limits()
_USUAL = CallSettings()
_SHOP = CatalogFunction.SHOP

# Which parameters belong to which FUNCTION, and the field of the setup that each is.
_ASKED: dict[CatalogFunction, dict[str, str]] = {
    CatalogFunction.SHOP: {},
    CatalogFunction.DETAIL: {"PRODUCTID": "selected_part_auxiliary_id"},
    CatalogFunction.VALIDATE: {"PRODUCTID": "selected_part_auxiliary_id", "QUANTITY": "selected_quantity"},
    CatalogFunction.BACKGROUND_SEARCH: {"SEARCHSTRING": "search_text"},
    CatalogFunction.SOURCING: {"SEARCHSTRING": "search_text", "VENDOR": "vendor"},
}
_LANGUAGES = ("sap-language", "language", "langu", "uilanguage")
_CARRIED = {
    PunchOutSetup: frozenset({"return_url", "person", "supplier_setup_url", "function", "return_target", "extrinsics"}),
    Envelope: frozenset({"sender", "language"}),
    Credential: frozenset({"domain", "identity", "secret"}),
    Message: frozenset({"body", "envelope"}),
    Person: frozenset({"email", "unique_name"}),
}


def is_sapevent(url: str) -> bool:
    """Whether a return address is no address but the browser inside SAP GUI."""
    return url.strip().upper() == SAPEVENT


def named(fields: Sequence[tuple[str, str]], *names: str) -> str:
    """The first value, not empty, of the first of ``names`` that has one, whatever its case."""
    for name in names:
        for known, value in fields:
            if known.strip().lower() == name.lower() and value.strip():
                return value.strip()
    return ""


class _Parameters:
    """The parameters of a call, each taken once, by name in any case."""

    def __init__(self, fields: Sequence[tuple[str, str]], secret: str, notes: Notes) -> None:
        self.left: dict[str, tuple[str, str]] = {}
        self.extras: list[Extra] = []
        for name, value in fields:
            known, text = plain(name), plain(value)
            key = known.lower()
            if key not in self.left or not self.left[key][1]:
                self.left[key] = (known, text)
            elif text:
                if self.left[key][1] != text:
                    notes.add("oci.parameter.repeated", below=known)
                if key != secret.lower():
                    self.extras.append(Extra(known, text))

    def look(self, name: str) -> str:
        return self.left.get(name.lower(), ("", ""))[1]

    def take(self, name: str) -> str:
        return self.left.pop(name.lower(), ("", ""))[1]


def read_call(
    fields: Sequence[tuple[str, str]], *, settings: CallSettings = _USUAL, limits: Limits = _DEFAULT
) -> Reading:
    """The message of a call: its sender is ``Credential("OCI", login, password)``, its body a PunchOutSetup.

    Every parameter that is not understood, control fields included, stays in ``extrinsics``, in order, for
    :func:`write_cart` to echo. Raises RemoteError for more than is read.
    """
    bounded(fields, limits)
    notes = Notes(limits.findings)
    given = _Parameters(fields, settings.password_field, notes)
    sender = _login(given, settings, notes)
    function = _function(given, notes)
    values: dict[str, Any] = {"function": function}
    for name, field in _ASKED[function].items():
        values[field] = given.take(name)
    _check(function, values, notes)
    values["return_url"] = hook = given.take(settings.hook_field)
    if not hook and function is not CatalogFunction.DETAIL:
        notes.add("oci.hook_url.missing", below=settings.hook_field)
    elif is_sapevent(hook):
        notes.add("oci.hook_url.sapevent", below=settings.hook_field, found=hook)
    values["return_target"] = given.look("returntarget") or given.look("~TARGET")
    if settings.person_parameter:
        values["person"] = _person(given.take(settings.person_parameter))
    language = next(filter(None, map(given.look, (settings.language_parameter, *_LANGUAGES))), "")
    extrinsics = tuple(pair for pair in given.left.values() if pair[1])
    body = PunchOutSetup(buyer_cookie="", extrinsics=extrinsics, extras=tuple(given.extras), **values)
    return Reading(Message(body, Envelope(sender=sender, language=language)), notes.done())


def _login(given: _Parameters, settings: CallSettings, notes: Notes) -> Credential:
    name, password = given.take(settings.username_field), given.take(settings.password_field)
    if not name:
        notes.add("oci.login.missing", below=settings.username_field)
    if not password:
        notes.add("oci.password.missing", below=settings.password_field)
    return Credential(_DOMAIN, name, password or None)


def _function(given: _Parameters, notes: Notes) -> CatalogFunction:
    word = given.look("FUNCTION").upper()
    if not word:
        return _SHOP
    if word == _SHOP or word not in CatalogFunction.__members__:
        notes.add("oci.function.unknown", below="FUNCTION", found=word)
        return _SHOP
    given.take("FUNCTION")
    return CatalogFunction(word)


def _check(function: CatalogFunction, values: dict[str, Any], notes: Notes) -> None:
    """What each function needs (OCI 4.0: PRODUCTID for DETAIL and VALIDATE, SEARCHSTRING for the searches)."""
    asked = _ASKED[function]
    if "PRODUCTID" in asked and not values["selected_part_auxiliary_id"]:
        notes.add("oci.product.missing", below="PRODUCTID")
    if "SEARCHSTRING" in asked and not values["search_text"]:
        notes.add("oci.search.missing", below="SEARCHSTRING")
    if "QUANTITY" in asked:
        text = values["selected_quantity"]
        values["selected_quantity"], odd = number_from(text) if text else (None, "")
        if odd:
            notes.add(odd, below="QUANTITY", found=text)


def _person(told: str) -> Person:
    return Person(email=told) if "@" in told else Person(unique_name=told)


def write_call(message: Message, *, catalog_url: str = "", settings: CallSettings = _USUAL) -> Form:
    """The form that opens the catalogue. ``catalog_url`` empty: the setup's own ``supplier_setup_url``.

    The login is the envelope's sender; a secret of another domain than OCI never goes into a browser. Raises LocalError
    naming what is missing. ``findings`` of the form say what OCI cannot.
    """
    setup = message.body
    if not isinstance(setup, PunchOutSetup):
        raise LocalError("write.unknown", "OCI calls with a PunchOutSetup only.", type(setup).__name__)
    action = catalog_url or setup.supplier_setup_url
    if not action:
        raise missing("the address of the catalogue")
    before: Fields = ()
    if settings.method == "GET":
        action, before = split_url(action)  # a browser drops the query of an address that a form is sent to by GET
    pen = _Pen(before)
    _put_login(pen, message.envelope, settings)
    _put_function(pen, setup)
    _put_hook(pen, setup, settings)
    _put_person(pen, message, settings)
    _put_controls(pen, setup, settings)
    asked = frozenset(_ASKED[setup.function].values())
    known = {**_CARRIED, PunchOutSetup: _CARRIED[PunchOutSetup] | asked | {"selected_part_id"}}
    pen.findings += lost(message, known)
    return Form(action, settings.method, pen.fields(), "", settings.charset, tuple(pen.findings))


def missing(name: str) -> LocalError:
    return LocalError("write.missing", f"An OCI form needs {name}.", name)


class _Pen:
    """Each parameter once. ``before`` are those that the catalogue's address has already."""

    def __init__(self, before: Fields) -> None:
        self._fields = list(before)
        self._names = {name.lower() for name, _value in before}
        self.findings: list[Finding] = []

    def put(self, name: str, value: str) -> None:
        """Write ``name``, unless one of that name, in any case, stands already."""
        if not self.has(name):
            self._names.add(name.lower())
            self._fields.append((name, cleaned(value, name, self.findings)))

    def has(self, name: str) -> bool:
        return name.lower() in self._names

    def fields(self) -> Fields:
        return tuple(self._fields)


def _put_login(pen: _Pen, envelope: Envelope | None, settings: CallSettings) -> None:
    if envelope is None or not envelope.sender.identity:
        raise missing(settings.username_field)
    sender = envelope.sender
    pen.put(settings.username_field, sender.identity)
    if sender.domain != _DOMAIN:
        pen.findings.append(remark_lost("Message.envelope.sender.domain", sender.domain))
        if sender.secret:
            pen.findings.append(remark_lost("Message.envelope.sender.secret", "a secret that is not of OCI"))
    elif sender.secret is not None:
        pen.put(settings.password_field, sender.secret)
    if envelope.language:
        pen.put(settings.language_parameter, envelope.language)


def _put_function(pen: _Pen, setup: PunchOutSetup) -> None:
    function = setup.function
    if function is not _SHOP:
        pen.put("FUNCTION", function.value)
    asked = _ASKED[function]
    product = setup.selected_part_auxiliary_id or setup.selected_part_id
    if "PRODUCTID" in asked:
        if not product:
            raise missing("PRODUCTID")
        pen.put("PRODUCTID", product)
    if setup.selected_part_id:  # it comes back as the auxiliary id, if at all
        pen.findings.append(remark_lost("Message.body.selected_part_id", setup.selected_part_id))
    if "QUANTITY" in asked and setup.selected_quantity is not None:
        pen.put("QUANTITY", quantity_text(setup.selected_quantity))
    if "SEARCHSTRING" in asked:
        if not setup.search_text:
            raise missing("SEARCHSTRING")
        pen.put("SEARCHSTRING", setup.search_text)
    if "VENDOR" in asked and setup.vendor:
        pen.put("VENDOR", setup.vendor)


def _put_hook(pen: _Pen, setup: PunchOutSetup, settings: CallSettings) -> None:
    if setup.return_url:
        pen.put(settings.hook_field, setup.return_url)
    elif setup.function is not CatalogFunction.DETAIL:
        raise missing(settings.hook_field)


def _put_person(pen: _Pen, message: Message, settings: CallSettings) -> None:
    person = message.body.person if isinstance(message.body, PunchOutSetup) else Person()
    told = (person.email or person.unique_name) if settings.person_parameter else ""
    if told:
        pen.put(settings.person_parameter, told)
    read = _person(told)  # what is made of it
    for name in ("email", "unique_name"):
        value = getattr(person, name)
        if value and value != getattr(read, name):
            pen.findings.append(remark_lost(f"Message.body.person.{name}", value))


def _put_controls(pen: _Pen, setup: PunchOutSetup, settings: CallSettings) -> None:
    """What was agreed, what the setup says, then what SAP's systems always send (3.0: ``~``; 4.0: the rest)."""
    for name, value in settings.parameters:
        pen.put(name, value)
    for place, (name, value) in enumerate(setup.extrinsics, 1):
        if pen.has(name) or not name.strip():
            pen.findings.append(remark_lost(f"Message.body.extrinsics[{place}]", f"{name}: {value}"))
        else:
            pen.put(name, value)
    target = setup.return_target or settings.target
    usual = {
        "~OkCode": "ADDI",
        "~TARGET": target,
        "~CALLER": "CTLG",
        "OCI_VERSION": settings.version,
        "returntarget": target,
        "http_content_charset": settings.charset,
    }
    for name, value in usual.items():
        pen.put(name, value)
