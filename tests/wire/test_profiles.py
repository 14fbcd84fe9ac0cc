"""The profiles that come along: each loads, says where it is from, and writes what its system was seen to send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from attrs import evolve
from lxml import etree

from fondaco.documents import (
    Address,
    Attachment,
    Cart,
    CartLine,
    Classification,
    Contact,
    Credential,
    Envelope,
    Message,
    Mode,
    Money,
    OrderLine,
    Person,
    PunchOutSetup,
    PurchaseOrder,
    SetupOperation,
    Status,
)
from fondaco.wire import LocalError, cxml, profiles
from fondaco.wire.profiles import Dialect, shaping

WANTED = {
    "sap-ariba",
    "coupa",
    "jaggaer",
    "oracle-ebs",
    "oracle-fusion",
    "peoplesoft",
    "dynamics-365",
    "unimarket",
    "infor-lawson",
    "sap-srm",
    "sap-s4",
    "powerschool",
    "classwallet",
    "amazon-business",
    "plain",
}
EVIDENCE = ("captured:", "vendor:", "official:", "secondary:")
AT = datetime(2026, 11, 24, 9, 30, 0, tzinfo=timezone(timedelta(hours=1)))
ANNA = Person("anna.rossi@example.com", "Anna Rossi", "arossi")
# Nobody in particular: whoever writes for a profile gets its domains.
NAMELESS = Envelope(
    Credential("", "lanterna", "hush"),
    (Credential("", "lanterna"),),
    (Credential("", "bottega"),),
    payload_id="1764000000.7@desk.example.com",
    timestamp=AT,
)
NAMED = evolve(
    NAMELESS, sender=Credential("DUNS", "1", "hush"), from_=(Credential("DUNS", "1"),), to=(Credential("DUNS", "2"),)
)
SETUP = PunchOutSetup("cookie", return_url="https://desk.example.com/back", person=ANNA)
THREE = Money(Decimal(3), "EUR")
EACH = {"unit": "EA", "classifications": (Classification("UNSPSC", "44121704"),), "description": "Penna"}
ORDER = PurchaseOrder(
    "PO-1",
    (
        OrderLine(
            line_number=1, supplier_part_id="A1", quantity=Decimal(2), unit_price=Money(Decimal(3), "EUR"), **EACH
        ),
    ),
    ordered_at=AT,
    total=Money(Decimal(6), "EUR"),
    bill_to=Address("Lanterna", "B1"),
    person=ANNA,
)
CART = Cart(
    "cookie",
    (CartLine(supplier_part_id="A1", quantity=Decimal(2), unit_price=THREE, **EACH),),
    total=Money(Decimal(6), "EUR"),
)
BODIES = {"setup": SETUP, "order": ORDER, "cart": CART}


def message(body: object, around: Envelope = NAMELESS) -> Message:
    return Message(body, around, around.payload_id, around.timestamp)  # type: ignore[arg-type]


def made(tmp_path: Path, text: str) -> Dialect:
    path = tmp_path / "own.toml"
    path.write_text('title = "Own"\nsources = ["vendor: x"]\n' + text, encoding="utf-8")
    return profiles.load_file(path)


def test_every_system_of_the_table_has_a_profile() -> None:
    assert set(profiles.names()) >= WANTED


@pytest.mark.parametrize("name", profiles.names())
def test_a_profile_says_where_each_of_its_facts_is_from(name: str) -> None:
    dialect = profiles.load(name)

    assert dialect.name == name
    assert dialect.sources
    assert all(source.startswith(EVIDENCE) for source in dialect.sources)
    assert dialect.protocols


@pytest.mark.parametrize("kind", ["setup", "order", "cart"])
@pytest.mark.parametrize("name", [one for one in profiles.names() if "cxml" in profiles.load(one).protocols])
def test_what_is_written_for_a_profile_is_valid_and_read_again(name: str, kind: str, dtd_dir: Path) -> None:
    dialect = profiles.load(name)

    around = NAMELESS if dialect.parties.from_ else NAMED
    written = profiles.write(message(BODIES[kind], around), dialect, dtd_dir=str(dtd_dir))
    again, findings = cxml.read(written.data)

    assert again is not None
    assert not [one for one in findings if one.level.value == "error"]
    assert again.timestamp == AT
    assert again.envelope is not None
    assert again.envelope.sender.secret == "hush"
    lost = {one.path.rpartition(".")[2] for one in written.losses}
    expected = BODIES[kind]
    if isinstance(expected, PunchOutSetup | PurchaseOrder):
        assert isinstance(again.body, PunchOutSetup | PurchaseOrder)
        for field in ("email", "name", "unique_name"):
            meant = getattr(expected.person, field)
            assert getattr(again.body.person, field) == meant or field in lost
        expected = evolve(expected, person=again.body.person, extrinsics=again.body.extrinsics)  # type: ignore[misc]
        expected = evolve(expected, contacts=again.body.contacts)  # type: ignore[misc]
    if isinstance(expected, PurchaseOrder | Cart):
        assert isinstance(again.body, PurchaseOrder | Cart)
        expected = evolve(
            expected,
            lines=tuple(
                evolve(one, language=two.language) for one, two in zip(expected.lines, again.body.lines, strict=True)
            ),  # type: ignore[arg-type]
        )
    assert again.body == expected


def shape_of(data: bytes) -> dict[str, object]:
    """What a capture and our own writing are compared by: everything but the values."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    header = root.find("Header")
    assert header is not None
    body = root[-1][-1]
    head = data.partition(b"<cXML")[0]
    extrinsics = [one.get("name") for one in body.iter("Extrinsic") if one.getparent().tag == body.tag]  # type: ignore[union-attr]
    return {
        "declared": b"encoding" in head.partition(b"?>")[0],
        "encoding": (root.getroottree().docinfo.encoding or "").upper(),  # type: ignore[attr-defined]
        "doctype": (root.getroottree().docinfo.system_url or ""),  # type: ignore[attr-defined]
        "version": root.get("version"),
        "domains": {tag: [one.get("domain") for one in header.iterfind(f"{tag}/Credential")] for tag in PARTIES},
        "secrets": [tag for tag in PARTIES if header.find(f"{tag}/Credential/SharedSecret") is not None],
        "agent": header.findtext("Sender/UserAgent"),
        "mode": root[-1].get("deploymentMode"),
        "extrinsics": extrinsics,
        "roles": [one.get("role") for one in body.iterfind("Contact")],
        "timestamp": form(root.get("timestamp", "")),
        "language": root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    }


PARTIES = ("From", "To", "Sender")


def form(text: str) -> str:
    tail = text.strip()[19:]
    return "Z" if tail.endswith("Z") else "none" if not tail else "offset"


CAPTURES = [
    # profile, document, the differences that are the customer's own
    ("sap-ariba", "captured-ariba-orms__368369483__PunchOutSetupRequest_1", {"extrinsics": ["Department"]}),
    ("coupa", "vendor-coupa__compass-docs__PunchOutSetupRequest_1", {}),
    ("coupa", "captured-coupa__53470944916__PunchOutSetupRequest_2", {"extrinsics": ["company"]}),
    ("dynamics-365", "captured-d365__wadejbeckett-ParserTest__PunchOutSetupRequest_1", {}),
    ("oracle-ebs", "captured-oracle-iproc__30239483224__PunchOutSetupRequest_1", {}),
    ("oracle-fusion", "captured-oracle-exchange__46522560807__PunchOutSetupRequest_1", {}),
]
# What the tenant or the installation chooses, seen to differ between captures of the same system.
CHOSEN = {
    "captured-coupa__53470944916__PunchOutSetupRequest_2": {"domains", "declared"},
    "captured-oracle-exchange__46522560807__PunchOutSetupRequest_1": {"domains", "agent", "timestamp"},
    "captured-oracle-iproc__30239483224__PunchOutSetupRequest_1": {"language"},
}


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "capture", "more"), CAPTURES)
def test_a_setup_has_the_shape_of_the_captured_one(
    corpus: Path, name: str, capture: str, more: dict[str, list[str]]
) -> None:
    seen = shape_of((corpus / "cxml" / f"{capture}.xml").read_bytes())
    custom = tuple((extrinsic, "") for extrinsic in more.get("extrinsics", ()))
    mode = Mode.TEST if seen["mode"] == "test" else Mode.PRODUCTION
    body = evolve(SETUP, extrinsics=custom)

    ours = shape_of(profiles.write(message(body, evolve(NAMELESS, mode=mode)), profiles.load(name)).data)

    chosen = CHOSEN.get(capture, set())
    assert {key: value for key, value in ours.items() if key not in chosen} == {
        key: value for key, value in seen.items() if key not in chosen
    }


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "kind", "sample"),
    [
        ("oracle-ebs", "order", "captured-oracle-ebs__30873813427__OrderRequest_1"),
        ("classwallet", "order", "vendor-classwallet__70214872338__OrderRequest_1"),
        ("classwallet", "cart", "vendor-classwallet__70214872338__PunchOutOrderMessage_1"),
    ],
)
def test_an_order_and_a_cart_have_the_shape_of_the_samples(corpus: Path, name: str, kind: str, sample: str) -> None:
    seen = shape_of((corpus / "cxml" / f"{sample}.xml").read_bytes())

    ours = shape_of(profiles.write(message(BODIES[kind]), profiles.load(name)).data)

    # who it is from is the store's own in a cart, and the header's extrinsics of an order are the customer's
    compared = ["encoding", "doctype", "secrets", "mode", "timestamp"]
    assert {key: ours[key] for key in compared} == {key: seen[key] for key in compared}
    if kind == "order":
        assert (ours["domains"], ours["roles"]) == (seen["domains"], seen["roles"])


@pytest.mark.corpus
def test_every_captured_setup_is_recognised_as_the_system_that_sent_it(corpus: Path) -> None:
    for name, capture, _more in CAPTURES:
        known = cxml.identified((corpus / "cxml" / f"{capture}.xml").read_bytes())
        assert profiles.find(known.envelope, known.payload_id) == name


@pytest.mark.parametrize("name", sorted(WANTED - {"plain", "sap-srm", "sap-s4", "oracle-fusion", "infor-lawson"}))
def test_a_message_with_the_systems_own_signs_is_known_again(name: str) -> None:
    sign = profiles.load(name).signs[0]
    around = evolve(NAMELESS, user_agent=f"The {sign.agent.title()} System")

    assert profiles.find(around, "") == name


def test_the_extrinsics_stand_in_the_order_of_the_system() -> None:
    body = evolve(SETUP, extrinsics=(("custom", "x"), ("useremail", "another@example.com")))

    again = cxml.read(profiles.write(message(body), profiles.load("coupa")).data).message

    assert again is not None
    assert isinstance(again.body, PunchOutSetup)
    assert again.body.extrinsics == (
        ("FirstName", "Anna"),
        ("LastName", "Rossi"),
        ("UniqueName", "arossi"),
        ("UserEmail", "anna.rossi@example.com"),
        ("User", "arossi"),
        ("custom", "x"),
        ("BusinessUnit", "COUPA"),
    )
    assert again.body.contacts == (Contact("endUser", "arossi", "anna.rossi@example.com"),)


def test_a_fact_that_the_document_brings_stands_in_where_the_person_says_nothing() -> None:
    body = evolve(SETUP, person=Person("", "", ""), extrinsics=(("User Email", "x@example.com"),))

    written = profiles.write(message(body), profiles.load("dynamics-365"))

    assert b'<Extrinsic name="User email">x@example.com</Extrinsic>' in written.data
    assert b"Contact" not in profiles.write(message(body), profiles.load("coupa")).data


def test_a_name_of_one_word_has_no_surname() -> None:
    body = evolve(SETUP, person=Person("a@example.com", "Anna", ""))

    assert b'<Extrinsic name="User">Anna</Extrinsic>' in profiles.write(message(body), profiles.load("oracle-ebs")).data
    assert b"LastName" not in profiles.write(message(body), profiles.load("coupa")).data


def test_a_contact_that_is_there_already_is_not_doubled() -> None:
    body = evolve(SETUP, contacts=(Contact("EndUser", "Anna Rossi", "anna.rossi@example.com"),))

    assert profiles.write(message(body), profiles.load("coupa")).data.count(b"<Contact") == 1


def test_what_a_system_has_no_place_for_is_reported_as_lost() -> None:
    written = profiles.write(message(SETUP), profiles.load("dynamics-365"))

    assert [(one.path, one.found) for one in written.losses] == [
        ("PunchOutSetup.person.name", "Anna Rossi"),
        ("PunchOutSetup.person.unique_name", "arossi"),
    ]


def test_a_test_cannot_be_said_where_the_system_has_no_mode() -> None:
    written = profiles.write(message(SETUP, evolve(NAMELESS, mode=Mode.TEST)), profiles.load("coupa"))

    assert [(one.path, one.found) for one in written.losses] == [("Envelope.mode", "test")]
    assert b"deploymentMode" not in written.data
    always = profiles.write(message(SETUP, evolve(NAMELESS, mode=Mode.TEST)), profiles.load("amazon-business"))
    assert b'deploymentMode="test"' in always.data


def test_an_operation_that_a_system_is_not_known_to_take_is_remarked() -> None:
    body = evolve(SETUP, operation=SetupOperation.EDIT, lines=ORDER.lines)

    findings = profiles.write(message(body), profiles.load("coupa")).findings

    assert ("profile.operation", "edit") in [(one.code, one.found) for one in findings]


def test_places_are_known_by_their_id_to_some() -> None:
    place = Address("Genova", street=("Via Roma 1",), city="Genova", country="IT")
    body = evolve(SETUP, ship_to=place)

    codes = [one.code for one in profiles.write(message(body), profiles.load("sap-ariba")).findings]
    named = evolve(body, ship_to=evolve(place, address_id="G1"))

    assert "profile.address_id" in codes
    assert "profile.address_id" not in [
        one.code for one in profiles.write(message(named), profiles.load("sap-ariba")).findings
    ]


def test_a_place_that_a_system_does_not_send_is_lost(tmp_path: Path) -> None:
    own = made(tmp_path, "[setup]\nship_to = false\n")
    body = evolve(SETUP, ship_to=Address("Genova"))

    written = profiles.write(message(body, NAMED), own)

    assert b"ShipTo" not in written.data
    assert [one.path for one in written.losses] == ["PunchOutSetup.ship_to"]


def test_what_is_too_long_is_sent_whole_and_reported() -> None:
    line = evolve(ORDER.lines[0], description="è" * 200)

    written = profiles.write(message(evolve(ORDER, lines=(line,))), profiles.load("sap-ariba"))

    assert [(one.code, one.path, one.found) for one in written.findings] == [
        ("profile.limit", "PurchaseOrder.lines[1].description", "400 bytes, 255 at most")
    ]
    assert ("è" * 200).encode() in written.data


@pytest.mark.parametrize(("counts", "kept"), [("characters", "ABCèè"), ("bytes", "ABCè")])
def test_a_profile_may_cut_and_the_cut_is_a_loss(tmp_path: Path, counts: str, kept: str) -> None:
    limit = f'[[limits]]\nfield = "description"\nsize = 6\ncounts = "{counts}"\nbeyond = "cut"\n'.replace(
        "size = 6", "size = 5" if counts == "characters" else "size = 6"
    )
    line = evolve(ORDER.lines[0], description="ABCèèF")

    written = profiles.write(message(evolve(ORDER, lines=(line,)), NAMED), made(tmp_path, limit))

    assert f">{kept}<".encode() in written.data
    assert [(one.path, one.found) for one in written.losses] == [("PurchaseOrder.lines[1].description", "ABCèèF")]


def test_the_secret_may_stand_in_the_from_as_well_or_instead(tmp_path: Path) -> None:
    both = made(tmp_path, '[parties]\nsecret = ["sender", "from"]\n')

    assert profiles.write(message(SETUP, NAMED), both).data.count(b"<SharedSecret>hush<") == 2
    only = made(tmp_path, '[parties]\nsecret = ["from"]\n')
    data = profiles.write(message(SETUP, NAMED), only).data
    assert data.index(b"SharedSecret") < data.index(b"<To>")
    assert data.count(b"<SharedSecret>") == 1


def test_a_sender_of_no_name_is_the_from_again_and_amazon_is_always_amazon() -> None:
    around = evolve(NAMELESS, sender=Credential("", "", "hush"), to=())

    envelope = cxml.read(profiles.write(message(SETUP, around), profiles.load("amazon-business")).data).message
    assert envelope is not None
    assert envelope.envelope is not None
    assert envelope.envelope.sender == Credential("NetworkId", "lanterna", "hush")
    assert envelope.envelope.to == (Credential("NetworkId", "Amazon"),)


def test_an_oci_login_names_the_buyer_where_nothing_else_does() -> None:
    around = evolve(NAMELESS, sender=Credential("OCI", "shop-login", "hush"), from_=())

    data = profiles.write(message(SETUP, around), profiles.load("jaggaer")).data
    assert data.count(b'<Credential domain="NetworkID"><Identity>shop-login') == 2
    nobody = evolve(around, sender=Credential("", "", "hush"), from_=(Credential("", "lanterna"),))
    data = profiles.write(message(SETUP, nobody), profiles.load("jaggaer")).data
    assert b'<Credential domain="NetworkID"><Identity>SciQuest' in data


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("offset", "2026-11-24T09:30:00+01:00"),
        ("z", "2026-11-24T08:30:00Z"),
        ("none", "2026-11-24T08:30:00"),
        ("compact", "2026-11-24T09:30:00+0100"),
        ("spaced", "2026-11-24T09:30:00 +01:00"),
    ],
)
def test_times_have_the_form_of_the_system_and_stay_the_same_moment(tmp_path: Path, form: str, text: str) -> None:
    own = made(tmp_path, f'[xml]\ntimestamp = "{form}"\ndates = "{form}"\n')

    data = profiles.write(message(evolve(ORDER, ordered_at=AT), NAMED), own).data

    assert f'timestamp="{text}"'.encode() in data
    assert f'orderDate="{text}"'.encode() in data
    again = cxml.read(data).message
    assert again is not None
    assert isinstance(again.body, PurchaseOrder)
    assert again.timestamp == again.body.ordered_at == AT


def test_a_day_and_the_end_of_time_stay_as_they_are() -> None:
    assert shaping.written("2026-11-24", "z") == "2026-11-24"
    assert shaping.written("9999-12-31T23:59:59-12:00", "z") == "9999-12-31T23:59:59-12:00"


def test_what_no_declaration_names_is_written_as_references(tmp_path: Path) -> None:
    own = made(tmp_path, "[xml]\ndeclaration = ''\nencoding = 'ISO-8859-15'\nsystem = ''\n")
    line = evolve(ORDER.lines[0], description="caffè a 5 €")

    data = profiles.write(message(evolve(ORDER, lines=(line,)), NAMED), own).data

    assert data.startswith(b"<cXML ")
    assert b"caff&#232; a 5 &#8364;" in data


def test_an_encoding_of_oracle_holds_the_euro_and_writes_the_rest_as_references() -> None:
    line = evolve(ORDER.lines[0], description="caffè € Ω")

    data = profiles.write(message(evolve(ORDER, lines=(line,))), profiles.load("oracle-ebs")).data

    assert "caffè € &#937;".encode("iso-8859-15") in data
    again = cxml.read(data).message
    assert again is not None
    assert isinstance(again.body, PurchaseOrder)
    assert again.body.lines[0].description == "caffè € Ω"


def test_an_answer_has_the_outside_of_the_system_and_no_more() -> None:
    answer = Message(Status(200, "OK"), None, "1@x", datetime(2026, 1, 1, tzinfo=UTC))

    data = profiles.write(answer, profiles.load("amazon-business")).data

    assert b'version="1.2.014"' in data
    assert b"deploymentMode" not in data


def test_a_text_that_cannot_be_read_back_is_our_fault() -> None:
    line = evolve(ORDER.lines[0], description="x" * (11 * 1024 * 1024))

    with pytest.raises(LocalError) as error:
        profiles.write(message(evolve(ORDER, lines=(line,))), profiles.load("coupa"))

    assert error.value.reason == "write.unreadable"


def test_a_protocol_that_a_system_does_not_speak_is_refused() -> None:
    with pytest.raises(LocalError, match="Coupa speaks cxml, not oagis9"):
        profiles.write(message(CART), profiles.load("coupa"), to="oagis9")
    with pytest.raises(LocalError, match="Nothing is written as edifact"):
        profiles.write(message(CART), profiles.load("coupa"), to="edifact")


def test_the_person_is_found_by_the_names_of_the_profile(tmp_path: Path) -> None:
    own = made(tmp_path, '[person]\nemail = ["Posta"]\nname = ["Chi E"]\nlogin = ["Matricola"]\n')
    body = evolve(
        SETUP, person=Person("", "", "x"), extrinsics=(("posta", "a@example.com"), ("ChiE", "Anna"), ("e", ""))
    )

    assert profiles.acting(body, own) == Person("a@example.com", "Anna", "x")
    assert profiles.acting(CART, own) == Person()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("coupa", "1795509000.250000@desk.example.com"),
        ("sap-ariba", "1795509000250.42@desk.example.com"),
        ("dynamics-365", "{ABC}"),
        ("powerschool", "20261124083000"),
        ("plain", "20261124083000.42@desk.example.com"),
    ],
)
def test_a_payload_id_has_the_shape_of_the_system(name: str, expected: str) -> None:
    now = datetime(2026, 11, 24, 8, 30, 0, 250_000, tzinfo=UTC)

    made = profiles.payload_id(profiles.load(name), now=now, unique="42", guid="abc", host="desk.example.com")

    assert made == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("colour = 1", "own.toml.colour"),
        ("protocols = ['edifact']", "own.toml.protocols[1]"),
        ("protocols = 'cxml'", "own.toml.protocols"),
        ("parties = 1", "own.toml.parties"),
        ("role = 3", "own.toml.role"),
        ("[parties]\nfrom = 1", "own.toml.parties.from"),
        ("[xml]\nversion_attribute = 'yes'", "own.toml.xml.version_attribute"),
        ("[xml]\nsystem = '{nonsense}'", "own.toml.xml.system"),
        ("[xml]\npayload_id = '{'", "own.toml.xml.payload_id"),
        ("[xml]\npayload_id = '{host.x}'", "own.toml.xml.payload_id"),
        ("[xml]\ndeclaration = '{0}'", "own.toml.xml.declaration"),
        ("[xml]\nencoding = 'UTF-7'", "own.toml.xml.encoding"),
        ("[xml]\n[documents]\norder = 1", "own.toml.documents.order"),
        ("documents = 1", "own.toml.documents"),
        ("[documents.letter]\nversion = ''", "own.toml.documents.letter"),
        ("[[limits]]\nfield = 'description'", "own.toml.limits[1].size"),
        ("[[limits]]\nfield = 'description'\nsize = -1", "own.toml.limits[1].size"),
        ("[[limits]]\nfield = 'description'\nsize = true", "own.toml.limits[1].size"),
        ("[oci]\ndecimals = 7", "own.toml.oci.decimals"),
        ("[oci]\ncharset = 'x'", "own.toml.oci.charset"),
        ("[[limits]]\nfield = 'colour'\nsize = 1", "own.toml.limits[1].field"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_file(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(LocalError) as error:
        made(tmp_path, text)

    assert error.value.missing == place
    assert "own.toml" in error.value.words
    assert error.value.words_it


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    for content in (b"title = ", b"\xff", b" " * 300_000, b"a = " + b"[" * 50_000):
        path.write_bytes(content)
        with pytest.raises(LocalError, match=r"x\.toml"):
            profiles.load_file(path)
    with pytest.raises(LocalError, match="No such file"):
        profiles.load_file(tmp_path / "none.toml")
    with pytest.raises(LocalError, match="no folder"):
        profiles.load_dir(tmp_path / "none")


def test_ones_own_profiles_stand_beside_the_others_and_before_them(tmp_path: Path) -> None:
    (tmp_path / "coupa.toml").write_text(
        "title = 'Our Coupa'\nsources = ['captured: here']\n[[signs]]\nagent = 'coupa'\n"
    )
    (tmp_path / "acme.toml").write_text("title = 'Acme'\nsources = ['captured: here']\n[[signs]]\nagent = 'acme'\n")

    own = profiles.load_dir(tmp_path)

    assert profiles.load("coupa", own).title == "Our Coupa"
    assert profiles.find(evolve(NAMELESS, user_agent="ACME 1"), "", own) == "acme"
    assert set(profiles.all_of(own)) == {*profiles.names(), "acme"}
    assert profiles.find(None, "") == ""
    with pytest.raises(LocalError, match="no profile x"):
        profiles.load("x", own)


def test_an_order_of_a_setups_extrinsics_is_not_asked_of_a_cart(golden: Callable[[str], bytes]) -> None:
    cart = cxml.read(golden("PunchOutOrderMessage/two_lines")).message
    assert cart is not None

    written = profiles.write(cart, profiles.load("coupa"))

    assert b"1.2.023" in written.data


def test_the_example_of_the_documentation_is_a_profile(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "protocol" / "profiles.md").read_text(encoding="utf-8")
    path = tmp_path / "acme.toml"
    path.write_text(page.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")

    dialect = profiles.load_file(path)

    assert (dialect.title, dialect.shape("order").version) == ("Acme Purchasing", "1.2.020")
    assert profiles.call_settings(dialect).person_parameter == "userid"


@pytest.mark.parametrize("name", profiles.names())
def test_the_oci_of_a_profile_is_what_the_codec_takes(name: str) -> None:
    oci = profiles.load(name).oci

    call, cart = profiles.call_settings(profiles.load(name)), profiles.cart_settings(profiles.load(name))

    assert (call.method, call.person_parameter, call.parameters) == (oci.method, oci.person_parameter, oci.parameters)
    assert (cart.decimals, cart.split_hook_url, cart.charset) == (oci.decimals, oci.split_hook_url, oci.charset)


def test_an_oci_system_is_written_for_with_its_own_settings() -> None:
    setup = evolve(SETUP, return_url="https://desk.example.com/back")
    login = evolve(NAMELESS, sender=Credential("OCI", "shop", "hush"))
    needs = profiles.Needs(catalog_url="https://shop.example.com/", hook_url="https://desk.example.com/back?a=1")

    call = profiles.write(message(setup, login), profiles.load("buyerquest"), to="oci", needs=needs)
    cart = profiles.write(message(CART, login), profiles.load("sap-s4"), to="oci", needs=needs)

    assert b'name="returntarget" value="_parent"' in call.data
    assert b'name="email" value="anna.rossi@example.com"' in call.data
    assert b'name="USERNAME" value="shop"' in call.data
    assert b'action="https://desk.example.com/back"' in cart.data
    assert b"charset=utf-8" in cart.data


def test_files_that_go_along_stay_and_the_document_among_them_is_dressed() -> None:
    file = Attachment("cid:plan@example.com", "plan.pdf", "application/pdf", b"%PDF")

    written = profiles.write(message(evolve(ORDER, attachments=(file,))), profiles.load("oracle-ebs"))

    assert written.content_type.startswith("multipart/related")
    assert b'SYSTEM "cXML.dtd"' in written.data
    assert b"ISO-8859-15" not in written.data
    again = cxml.read(written.data).message
    assert again is not None
    assert isinstance(again.body, PurchaseOrder)
    assert again.body.attachments == (file,)


def test_the_content_type_names_the_encoding_that_was_written() -> None:
    assert profiles.write(message(ORDER), profiles.load("oracle-ebs")).content_type == "text/xml; charset=ISO-8859-15"
    assert profiles.write(message(SETUP), profiles.load("oracle-ebs")).content_type == "text/xml; charset=UTF-8"


@pytest.mark.parametrize(("price", "found"), [("1.23456", ["5 decimals, 4 at most"]), ("1.23450", []), ("2", [])])
def test_a_price_of_too_many_decimals_is_reported(price: str, found: list[str]) -> None:
    line = evolve(CART.lines[0], unit_price=Money(Decimal(price), "EUR"))

    findings = profiles.write(message(evolve(CART, lines=(line,))), profiles.load("sap-ariba")).findings

    assert [one.found for one in findings if one.path.endswith("unit_price")] == found


@pytest.mark.parametrize(("name", "field"), [("classwallet", "cxml-base64"), ("coupa", "cxml-urlencoded")])
def test_a_cart_goes_home_in_the_field_that_the_system_takes(name: str, field: str) -> None:
    data = profiles.write(message(CART), profiles.load(name)).data

    form = profiles.cart_form(data, profiles.load(name))

    assert form[0] == field
    again = cxml.read(cxml.read_cart_form(dict([form]))).message
    assert again is not None
    assert isinstance(again.body, Cart)
    assert again.body.lines[0].supplier_part_id == "A1"


def test_a_field_of_ones_own_name_takes_the_cart(tmp_path: Path) -> None:
    own = made(tmp_path, "[cart]\nfield = 'oracleCart'\n")

    assert profiles.cart_form(profiles.write(message(CART, NAMED), own).data, own)[0] == "oracleCart"
