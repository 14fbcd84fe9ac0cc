"""Catalogues in cXML, and the requests that bring them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Attachment,
    Catalog,
    CatalogItem,
    CatalogItemAction,
    CatalogUpload,
    Classification,
    Envelope,
    Extra,
    Message,
    SearchGroup,
    UploadOperation,
)
from fondaco.wire import LocalError, RemoteError, cif, read_any
from fondaco.wire.cxml import Reading, fingerprint, identified, masked, read, write, write_noting
from fondaco.wire.xml.limits import Limits
from tests.wire.test_cxml_round_trip import (
    bases,
    days,
    envelopes,
    extrinsics,
    money,
    none_or,
    numbers,
    text,
    tuples,
    word,
)

Varied = Callable[..., bytes]
FULL, UPLOAD = "Index/full", "CatalogUploadRequest/with_index"

numbered = {"supplier_part_id": word, "supplier_part_auxiliary_id": text, "buyer_part_id": text}
codes = tuples(st.builds(Classification, text, text)).filter(bool)
offered = {
    **numbered,
    "description": text,
    "language": st.sampled_from(["en", "it", "de-AT"]),
    "classifications": codes,
    "price_basis": none_or(bases),
    "manufacturer_name": text,
    "manufacturer_part_id": text,
    "lead_time_days": none_or(numbers),
    "expires_on": none_or(days),
    "effective_on": none_or(days),
    "search_group": text,
    "characteristics": tuples(st.tuples(text, text), 2),
    "territories": tuples(text, 2),
    "extrinsics": extrinsics,
}
items = st.one_of(
    st.builds(CatalogItem, unit_price=money, unit=word, url=text, **offered),
    st.builds(CatalogItem, action=st.just(CatalogItemAction.DELETE), **numbered),
    st.builds(
        CatalogItem,
        action=st.just(CatalogItemAction.PUNCHOUT),
        unit_price=none_or(money),
        unit=text,
        punchout_url=word,
        punchout_level=st.sampled_from(["", "store", "aisle", "shelf", "product"]),
        **offered,
    ),
)
groups = st.builds(SearchGroup, text, tuples(st.tuples(text, text)).filter(bool))
catalogs = st.builds(
    Catalog,
    items=tuples(items, 4).filter(bool),
    incremental=st.booleans(),
    supplier_ids=tuples(st.tuples(text, text)).filter(bool),
    comments=text,
    search_groups=tuples(groups, 2),
)
uploads = st.builds(
    CatalogUpload,
    name=word,
    operation=st.sampled_from(UploadOperation),
    description=text,
    language=st.sampled_from(["en", "it"]),
    attachment=st.builds(Attachment, word, text),
    commodities=tuples(st.builds(Classification, st.just(""), text)),
    auto_publish=st.booleans(),
    notify_emails=tuples(text, 1),
    notify_by_post=st.booleans(),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(catalogs)
def test_a_catalogue_is_written_valid_and_read_back_as_it_was(dtd_dir: Path, catalog: Catalog) -> None:
    written = write_noting(Message(catalog), dtd_dir=dtd_dir)

    assert written.losses == ()
    assert read(written.data).message == Message(catalog)


@settings(max_examples=60, deadline=None)
@given(body=uploads, envelope=envelopes)
def test_an_upload_is_written_valid_and_read_back_as_it_was(
    dtd_dir: Path, body: CatalogUpload, envelope: Envelope
) -> None:
    message = Message(body, envelope, envelope.payload_id, envelope.timestamp)

    written = write_noting(message, dtd_dir=dtd_dir)

    assert written.losses == ()
    assert read(written.data).message == message


def catalog_of(reading: Reading) -> Catalog:
    assert reading.message is not None
    assert isinstance(reading.message.body, Catalog)
    return reading.message.body


def upload(golden: Callable[[str], bytes]) -> Message:
    path = Path(__file__).resolve().parents[1] / "corpus" / "cxml" / f"{UPLOAD}.mime"
    message = read(path.read_bytes()).message
    assert message is not None
    return message


def test_an_index_stands_alone(golden: Callable[[str], bytes]) -> None:
    data = golden(FULL)

    assert identified(data) == ("Index", "", None)
    assert read_any(data).protocol == "cxml"
    assert masked(data) == data
    assert len(fingerprint(data)) == 64


def test_the_catalogue_of_an_upload_is_there_to_be_read(golden: Callable[[str], bytes]) -> None:
    body = upload(golden).body
    assert isinstance(body, CatalogUpload)
    assert body.attachment is not None
    assert body.attachment.content is not None

    assert len(catalog_of(read(body.attachment.content)).items) == 3


def test_the_same_catalogue_goes_through_cif(golden: Callable[[str], bytes]) -> None:
    catalog = catalog_of(read(golden(FULL)))

    written = cif.write_noting(Message(attrs.evolve(catalog, classification_domain="UNSPSC", currency="EUR")))
    back = catalog_of(cif.read(written.data))

    assert {one.path for one in written.losses} == {
        *("Catalog.supplier_ids", "Message.body.search_groups"),
        *(
            "Message.body.items[1].territories",
            "Message.body.items[1].search_group",
            "Message.body.items[1].characteristics",
        ),
    }
    assert [item.unit_price for item in back.items] == [item.unit_price for item in catalog.items]


@pytest.mark.parametrize(
    ("pairs", "finding"),
    [
        (
            (("SupplierID", "Other"), ("SupplierID", "Other"), ("SupplierID", "Other"), ("SupplierID", "Other")),
            "index.supplier.missing",
        ),
        ((('loadmode="Full"', 'loadmode="Half"'),), "word.unknown"),
        ((("<LeadTime>10", "<LeadTime>ten"),), "number.unreadable"),
        ((("2027-12-31", "MMXXVII"),), "time.unreadable"),
        ((("<SupplierPartID>PC<", "<SupplierPartID><"),), "line.part_id.missing"),
        ((("<SupplierPartID>VITE-M4<", "<SupplierPartID><"),), "line.part_id.missing"),
    ],
)
def test_what_is_off_is_told(order: Varied, pairs: tuple[tuple[str, str], ...], finding: str) -> None:
    reading = read(order(*pairs, name=FULL))

    assert finding in [one.code for one in reading.findings]
    assert len(catalog_of(reading).items) == 3


def test_an_index_without_a_mode_is_whole(order: Varied) -> None:
    assert not catalog_of(read(order((' loadmode="Full"', ""), name=FULL))).incremental
    assert catalog_of(read(order(('"Full"', '"i"'), name=FULL))).incremental


def test_what_is_not_understood_is_kept(order: Varied) -> None:
    reading = read(
        order(
            ("<SearchAttribute ", "<Other>1</Other><SearchAttribute "),
            ("<IndexItem>", "<Other>2</Other><IndexItem><Other>3</Other>"),
            ("<SearchDataElement ", "<Other>4</Other><SearchDataElement "),
            ("</SearchGroupData>", "</SearchGroupData><SearchGroupData><Name>5</Name></SearchGroupData>"),
            ("<PunchoutDetail ", "<PunchoutDetail "),
            ("</Description>\n        <URL>", "</Description><Description>6</Description>\n        <URL>"),
            name=FULL,
        )
    )

    catalog = catalog_of(reading)
    assert sorted(extra.text for extra in catalog.extras) == ["1", "2", "3"]
    assert [extra.text for extra in catalog.items[0].extras] == ["4", "5"]
    assert [extra.text for extra in catalog.items[2].extras] == ["6"]


def test_a_lead_time_in_the_item_goes_before_that_of_the_index(order: Varied) -> None:
    reading = read(order(('<Extrinsic name="Ecolabel"', '<LeadTime>9</LeadTime><Extrinsic name="Ecolabel"'), name=FULL))

    assert catalog_of(reading).items[0].lead_time_days == 9


def test_what_stores_put_into_the_index_is_among_the_items_pairs(order: Varied) -> None:
    reading = read(
        order(("<TerritoryAvailable>IT", '<Extrinsic name="Image">a.png</Extrinsic><TerritoryAvailable>IT'), name=FULL)
    )

    assert catalog_of(reading).items[0].extrinsics == (("Ecolabel", "sì"), ("Image", "a.png"))


def test_more_items_than_allowed_are_refused(golden: Callable[[str], bytes]) -> None:
    with pytest.raises(RemoteError) as refused:
        read(golden(FULL), limits=Limits(lines=2))

    assert refused.value.reason == "index.too_many_items"


def test_an_upload_that_says_nothing_is_read(golden: Callable[[str], bytes]) -> None:
    start = golden("DataRequest/ask").partition(b"<DataRequest>")[0]
    inside = (
        b"<CatalogUploadRequest operation='x'><Commodities><Other/></Commodities><Notification><Other/></Notification>"
    )

    reading = read(start + inside + b"</CatalogUploadRequest></Request></cXML>")

    assert [one.code for one in reading.findings if one.code != "element.kept"] == [
        "word.unknown",
        "upload.name.missing",
        "upload.file.missing",
    ]
    assert reading.message is not None
    assert reading.message.body.operation is UploadOperation.NEW  # type: ignore[union-attr]


def with_item(catalog: Catalog, place: int, **changes: object) -> Message:
    items = list(catalog.items)
    items[place] = attrs.evolve(items[place], **changes)
    return Message(attrs.evolve(catalog, items=tuple(items)))


@pytest.mark.parametrize(
    ("place", "changes", "missing"),
    [
        (0, {"supplier_part_id": ""}, "IndexItemAdd/ItemID/SupplierPartID"),
        (0, {"unit_price": None}, "ItemDetail/UnitPrice"),
        (2, {"punchout_url": ""}, "PunchoutDetail/URL"),
        (2, {"classifications": ()}, "PunchoutDetail/Classification"),
    ],
)
def test_what_an_item_lacks_is_named(
    golden: Callable[[str], bytes], place: int, changes: dict[str, object], missing: str
) -> None:
    with pytest.raises(LocalError) as refused:
        write(with_item(catalog_of(read(golden(FULL))), place, **changes))

    assert refused.value.missing == missing


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"supplier_ids": ()}, "Index/SupplierID"),
        ({"items": ()}, "Index/IndexItem"),
        ({"search_groups": (SearchGroup("Carta"),)}, "SearchGroup/SearchAttribute"),
    ],
)
def test_what_a_catalogue_lacks_is_named(
    golden: Callable[[str], bytes], changes: dict[str, object], missing: str
) -> None:
    with pytest.raises(LocalError) as refused:
        write(Message(attrs.evolve(catalog_of(read(golden(FULL))), **changes)))

    assert refused.value.missing == missing


@pytest.mark.parametrize(
    ("place", "changes", "path"),
    [
        (0, {"punchout_url": "x"}, "Catalog.items[1].punchout_url"),
        (2, {"short_name": "x"}, "Catalog.items[3].short_name"),
        (2, {"punchout_level": "room"}, "PunchoutDetail/@punchoutLevel"),
        (1, {"extras": (Extra("/a", "b"),)}, "Catalog.items[2].extras"),
    ],
)
def test_what_an_item_cannot_say_is_reported(
    golden: Callable[[str], bytes], dtd_dir: Path, place: int, changes: dict[str, object], path: str
) -> None:
    written = write_noting(with_item(catalog_of(read(golden(FULL))), place, **changes), dtd_dir=dtd_dir)

    assert [one.path for one in written.losses] == [path]


def test_what_an_index_cannot_say_is_reported(golden: Callable[[str], bytes], dtd_dir: Path) -> None:
    envelope = read(golden("DataRequest/ask")).message.envelope  # type: ignore[union-attr]
    catalog = attrs.evolve(catalog_of(read(golden(FULL))), currency="EUR", language="it")

    written = write_noting(Message(catalog, envelope), dtd_dir=dtd_dir)

    assert [one.path for one in written.losses] == ["Message.envelope", "Catalog.language", "Catalog.currency"]
    assert b'<Comments xml:lang="it">' in written.data


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"commodities": (Classification("UNSPSC", "14"),)}, "CommodityCode/@domain"),
        ({"notify_emails": ("a", "b")}, "Notification/Email"),
        ({"extras": (Extra("/a", "b"),)}, "/a"),
    ],
)
def test_what_an_upload_cannot_say_is_reported(
    golden: Callable[[str], bytes], dtd_dir: Path, changes: dict[str, object], path: str
) -> None:
    message = upload(golden)

    written = write_noting(attrs.evolve(message, body=attrs.evolve(message.body, **changes)), dtd_dir=dtd_dir)

    assert [one.path for one in written.losses] == [path]


@pytest.mark.parametrize("changes", [{"name": ""}, {"attachment": None}])
def test_what_an_upload_lacks_is_named(golden: Callable[[str], bytes], changes: dict[str, object]) -> None:
    message = upload(golden)

    with pytest.raises(LocalError) as refused:
        write(attrs.evolve(message, body=attrs.evolve(message.body, **changes)))

    assert refused.value.missing.startswith("CatalogUploadRequest/")
