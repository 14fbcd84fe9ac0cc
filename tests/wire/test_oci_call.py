"""The call into a shop by OCI, read and written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.documents import (
    CatalogFunction,
    Credential,
    Envelope,
    Extra,
    Level,
    Message,
    Person,
    PunchOutSetup,
    SetupOperation,
)
from fondaco.wire import LocalError, oci
from fondaco.wire.oci import CallSettings
from fondaco.wire.results import Reading

HOOK = "https://desk.example/return/4711?session=7"
VALIDATE = CatalogFunction.VALIDATE
LOGIN = (("USERNAME", "acme"), ("PASSWORD", "s&cret"))
CONTROLS = (
    ("~OkCode", "ADDI"),
    ("~TARGET", "_top"),
    ("~CALLER", "CTLG"),
    ("OCI_VERSION", "4.0"),
    ("returntarget", "_top"),
    ("http_content_charset", "utf-8"),
)


def called(*fields: tuple[str, str], settings: CallSettings | None = None) -> tuple[PunchOutSetup, Envelope, set[str]]:
    reading = oci.read_call(fields, settings=settings or CallSettings())
    return setup_of(reading), envelope_of(reading), {one.code for one in reading.findings}


def setup_of(reading: Reading) -> PunchOutSetup:
    assert reading.message is not None
    assert isinstance(reading.message.body, PunchOutSetup)
    return reading.message.body


def envelope_of(reading: Reading) -> Envelope:
    assert reading.message is not None
    assert reading.message.envelope is not None
    return reading.message.envelope


def setup(**values: object) -> Message:
    body = PunchOutSetup(**{"buyer_cookie": "", "return_url": HOOK, **values})  # type: ignore[arg-type]
    return Message(body, Envelope(sender=Credential("OCI", "acme", "s&cret")))


def test_a_call_says_who_comes_and_where_the_cart_goes() -> None:
    body, envelope, codes = called(*LOGIN, ("HOOK_URL", HOOK), *CONTROLS, ("catalog", "main"), ("empty", ""))

    assert (body.return_url, body.return_target, body.function) == (HOOK, "_top", CatalogFunction.SHOP)
    assert body.extrinsics == (*CONTROLS, ("catalog", "main"))
    assert envelope.sender == Credential("OCI", "acme", "s&cret")
    assert codes == set()


def test_names_are_taken_in_any_case_and_the_first_value_counts() -> None:
    body, envelope, codes = called(
        ("username", "acme"),
        ("Password", "one"),
        ("PASSWORD", "two"),
        ("hook_url", ""),
        ("Hook_Url", HOOK),
        ("~target", "_parent"),
        ("lang", "1"),
        ("LANG", "2"),
        ("Lang", "1"),
    )

    assert (body.return_url, body.return_target) == (HOOK, "_parent")
    assert envelope.sender.secret == "one"
    assert codes == {"oci.parameter.repeated"}
    assert body.extras == (Extra("LANG", "2"), Extra("Lang", "1")), "and never a second password"


def test_the_frame_that_returntarget_names_goes_before_that_of_target() -> None:
    body, *_ = called(*LOGIN, ("HOOK_URL", HOOK), ("~TARGET", "old"), ("returntarget", "new"))

    assert body.return_target == "new"


def test_login_language_and_person_are_named_as_was_agreed() -> None:
    agreed = CallSettings(username_field="userid", password_field="pin", person_parameter="email", hook_field="back")
    fields = (("userid", "acme"), ("pin", "1"), ("back", HOOK), ("email", "anna@desk.example"), ("sap-language", "IT"))
    body, envelope, codes = called(*fields, settings=agreed)
    named, *_ = called(*fields[:3], ("EMAIL", "anna"), settings=agreed)
    nobody, *_ = called(*fields[:3], settings=agreed)

    assert body.person == Person(email="anna@desk.example")
    assert body.extrinsics == (("sap-language", "IT"),)
    assert (envelope.sender.identity, envelope.language, codes) == ("acme", "IT", set())
    assert (named.person, nobody.person) == (Person(unique_name="anna"), Person())


@pytest.mark.parametrize("name", ["LANGUAGE", "LANGU", "uilanguage"])
def test_the_language_has_more_than_one_name(name: str) -> None:
    assert called(*LOGIN, ("HOOK_URL", HOOK), (name, "de"))[1].language == "de"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ((("FUNCTION", "DETAIL"), ("PRODUCTID", "k")), {"selected_part_auxiliary_id": "k"}),
        (
            (("FUNCTION", "validate"), ("productid", "k"), ("QUANTITY", "2.5")),
            {"selected_part_auxiliary_id": "k", "selected_quantity": Decimal("2.5")},
        ),
        ((("FUNCTION", "VALIDATE"), ("PRODUCTID", "k")), {"selected_quantity": None}),
        ((("FUNCTION", "BACKGROUND_SEARCH"), ("SEARCHSTRING", "blue pen")), {"search_text": "blue pen"}),
        ((("FUNCTION", "SOURCING"), ("SEARCHSTRING", "pen"), ("VENDOR", "17")), {"search_text": "pen", "vendor": "17"}),
    ],
)
def test_each_function_brings_what_it_asks_about(fields: tuple[tuple[str, str], ...], said: dict[str, object]) -> None:
    body, _envelope, codes = called(*LOGIN, ("HOOK_URL", HOOK), *fields)

    assert body.function.value == fields[0][1].upper()
    assert {name: getattr(body, name) for name in said} == said
    assert body.extrinsics == ()
    assert codes == set()


def test_what_belongs_to_another_function_is_only_a_parameter() -> None:
    body, *_ = called(*LOGIN, ("HOOK_URL", HOOK), ("VENDOR", "17"), ("PRODUCTID", "k"))

    assert (body.vendor, body.selected_part_auxiliary_id) == ("", "")
    assert body.extrinsics == (("VENDOR", "17"), ("PRODUCTID", "k"))


@pytest.mark.parametrize("word", ["DETAILADD", "RETRIEVEOCI", "SHOP"])
def test_a_function_of_somebodys_own_is_kept_and_read_as_a_visit(word: str) -> None:
    body, _envelope, codes = called(*LOGIN, ("HOOK_URL", HOOK), ("FUNCTION", word))

    assert body.function is CatalogFunction.SHOP
    assert body.extrinsics == (("FUNCTION", word),)
    assert codes == {"oci.function.unknown"}


def test_what_is_missing_is_said() -> None:
    _body, envelope, codes = called()
    detail = called(*LOGIN, ("FUNCTION", "DETAIL"))[2]
    search = called(*LOGIN, ("HOOK_URL", HOOK), ("FUNCTION", "SOURCING"))[2]
    validate = called(*LOGIN, ("HOOK_URL", HOOK), ("FUNCTION", "VALIDATE"), ("PRODUCTID", "k"), ("QUANTITY", "many"))[2]

    assert codes == {"oci.login.missing", "oci.password.missing", "oci.hook_url.missing"}
    assert envelope.sender == Credential("OCI", "", None)
    assert detail == {"oci.product.missing"}, "its page goes nowhere, so it needs no return address"
    assert search == {"oci.search.missing"}
    assert validate == {"oci.number.unreadable"}


def test_the_browser_inside_sap_gui_is_told_from_an_address() -> None:
    reading = oci.read_call([*LOGIN, ("HOOK_URL", "sapevent:POST")])

    assert setup_of(reading).return_url == "sapevent:POST"
    assert [(one.code, one.level) for one in reading.findings] == [("oci.hook_url.sapevent", Level.NOTE)]
    assert oci.is_sapevent("SAPEVENT:POST")
    assert not oci.is_sapevent(HOOK)


def test_a_call_is_written_with_login_controls_and_return_address() -> None:
    form = oci.write_call(setup(), catalog_url="https://store.example/oci?shop=1")

    assert (form.action, form.method, form.charset) == ("https://store.example/oci?shop=1", "POST", "utf-8")
    assert form.fields == (*LOGIN, ("HOOK_URL", HOOK), *CONTROLS)
    assert form.findings == ()


def test_by_get_the_query_of_the_address_becomes_fields() -> None:
    form = oci.write_call(
        setup(supplier_setup_url="https://store.example/oci?shop=a%20b#x"), settings=CallSettings(method="get")
    )

    assert (form.action, form.method) == ("https://store.example/oci", "GET")
    assert form.fields[0] == ("shop", "a b")


def test_fixed_parameters_and_the_persons_name_go_along() -> None:
    agreed = CallSettings(
        parameters={"group": "7", "returntarget": "_parent"},  # type: ignore[arg-type]
        person_parameter="email",
        version="5.0",
        target="shop",
    )
    message = setup(
        person=Person(email="anna@desk.example", name="Anna"), extrinsics=(("mandt", "100"), ("GROUP", "8"))
    )
    form = oci.write_call(message, catalog_url="https://store.example/oci", settings=agreed)
    said = dict(form.fields)

    assert (said["group"], said["email"], said["mandt"]) == ("7", "anna@desk.example", "100")
    assert (said["returntarget"], said["~TARGET"], said["OCI_VERSION"]) == ("_parent", "shop", "5.0")
    assert {(one.code, one.path) for one in form.findings} == {
        ("lost", "Message.body.person.name"),
        ("lost", "Message.body.extrinsics[2]"),
    }


@pytest.mark.parametrize(
    ("person", "lost"),
    [
        (Person(email="no address"), {"email"}),
        (Person(unique_name="anna"), set()),
        (Person(email="a@b.example", unique_name="anna"), {"unique_name"}),
        (Person(unique_name="a@b.example"), {"unique_name"}),
    ],
)
def test_a_person_who_would_be_read_otherwise_is_reported(person: Person, lost: set[str]) -> None:
    form = oci.write_call(
        setup(person=person), catalog_url="https://s.example", settings=CallSettings(person_parameter="u")
    )

    assert {one.path.rpartition(".")[2] for one in form.findings} == lost


def test_without_a_parameter_for_persons_they_are_lost() -> None:
    form = oci.write_call(setup(person=Person(email="a@b.example")), catalog_url="https://s.example")

    assert [one.path for one in form.findings] == ["Message.body.person.email"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (
            {
                "function": CatalogFunction.VALIDATE,
                "selected_part_auxiliary_id": "k",
                "selected_quantity": Decimal("3.0"),
            },
            {"FUNCTION": "VALIDATE", "PRODUCTID": "k", "QUANTITY": "3"},
        ),
        (
            {"function": CatalogFunction.VALIDATE, "selected_part_auxiliary_id": "k"},
            {"FUNCTION": "VALIDATE", "PRODUCTID": "k", "HOOK_URL": HOOK},
        ),
        (
            {"function": CatalogFunction.SOURCING, "search_text": "pen", "vendor": "17"},
            {"FUNCTION": "SOURCING", "SEARCHSTRING": "pen", "VENDOR": "17"},
        ),
        ({"function": CatalogFunction.SOURCING, "search_text": "pen"}, {"SEARCHSTRING": "pen"}),
    ],
)
def test_each_function_is_written_with_what_it_asks_about(values: dict[str, object], fields: dict[str, str]) -> None:
    form = oci.write_call(setup(**values), catalog_url="https://s.example")

    assert fields.items() <= dict(form.fields).items()
    assert form.findings == ()


def test_detail_goes_without_a_return_address_and_a_part_number_stands_in_for_the_key() -> None:
    message = setup(function=CatalogFunction.DETAIL, selected_part_id="P-1", return_url="")
    form = oci.write_call(message, catalog_url="https://s.example")

    assert dict(form.fields)["PRODUCTID"] == "P-1"
    assert "HOOK_URL" not in dict(form.fields)
    assert [one.path for one in form.findings] == ["Message.body.selected_part_id"]


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (setup(return_url=""), "HOOK_URL"),
        (setup(function=CatalogFunction.VALIDATE), "PRODUCTID"),
        (setup(function=CatalogFunction.BACKGROUND_SEARCH), "SEARCHSTRING"),
        (Message(PunchOutSetup(buyer_cookie="", return_url=HOOK)), "USERNAME"),
    ],
)
def test_what_must_be_there_and_is_not_is_named(message: Message, place: str) -> None:
    with pytest.raises(LocalError) as refusal:
        oci.write_call(message, catalog_url="https://s.example")

    assert (refusal.value.reason, refusal.value.missing) == ("write.missing", place)


def test_a_call_needs_an_address_and_a_setup() -> None:
    with pytest.raises(LocalError, match=r"write\.missing"):
        oci.write_call(setup())
    with pytest.raises(LocalError, match=r"write\.unknown"):
        oci.write_call(Message(Person()), catalog_url="https://s.example")  # type: ignore[arg-type]


def test_a_secret_of_another_protocol_never_goes_into_a_browser() -> None:
    body = PunchOutSetup(buyer_cookie="c", return_url=HOOK, operation=SetupOperation.EDIT)
    form = oci.write_call(
        Message(body, Envelope(sender=Credential("NetworkId", "AN1", "shared"), language="it")),
        catalog_url="https://s.example",
    )
    without = oci.write_call(
        Message(body, Envelope(sender=Credential("NetworkId", "AN1"))), catalog_url="https://s.example"
    )

    assert "shared" not in repr(form)
    assert dict(form.fields)["USERNAME"] == "AN1"
    assert dict(form.fields)["sap-language"] == "it"
    assert {one.path for one in form.findings} == {
        "Message.envelope.sender.domain",
        "Message.envelope.sender.secret",
        "Message.body.buyer_cookie",
        "Message.body.operation",
    }
    assert "Message.envelope.sender.secret" not in {one.path for one in without.findings}


def test_a_login_without_a_password_sends_none() -> None:
    message = Message(PunchOutSetup(buyer_cookie="", return_url=HOOK), Envelope(sender=Credential("OCI", "acme")))

    assert "PASSWORD" not in dict(oci.write_call(message, catalog_url="https://s.example").fields)


@pytest.mark.parametrize(
    "values", [{"method": "PUT"}, {"charset": "utf-7"}, {"parameters": [["one"]]}, {"parameters": [["a", "b", "c"]]}]
)
def test_settings_that_cannot_be_meant_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(LocalError) as refusal:
        CallSettings(**values)  # type: ignore[arg-type]

    assert refusal.value.reason == "oci.setting"
    assert refusal.value.missing in values


def test_an_empty_setting_is_the_usual_one() -> None:
    assert CallSettings(username_field="", method="", charset="", parameters=()) == CallSettings()
