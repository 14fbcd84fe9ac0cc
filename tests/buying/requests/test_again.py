"""Files beside a request, asking for something again, favourites, single lines that come back, and who sees it all."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fondaco.audit.models import Line as AuditLine
from fondaco.bridge.models import Mail
from fondaco.buying.company.models import Category, CostCentre
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import again, attachments, operations, registry
from fondaco.buying.requests.models import Attachment, Favourite, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, reject_request, requote_lines, submit_request, withdraw_request
from fondaco.buying.requests.states import LineState, RequestState
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.suppliers.models import Mapping, Policy, Unmapped
from tests.buying import world as small
from tests.buying.desk_carts import Item
from tests.buying.requests.filling import claim, visit
from tests.buying.world import World, after, build_world, draft, submitted

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 an offer"


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture(autouse=True)
def numbers_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small company numbers its drafts itself; those made here come from the counter, far from them."""
    from fondaco.buying.requests.models import NumberCounter

    NumberCounter.objects.create(series="R-2026", last=900_000)


def signed_in(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def add(request: PurchaseRequest, data: bytes = PDF, name: str = "offer.pdf", **told: Any) -> Attachment:
    said = {"version": request.version, "by": request.requester, "now": after(1), "public_id": "file-1", **told}
    return attachments.add_attachment(request=request, name=name, data=data, **said)


def test_a_file_is_kept_encrypted_and_given_back_as_it_was(world: World) -> None:
    request = draft(world)

    kept = add(request, name="..\\..\\offer<1>.pdf")

    assert PDF not in bytes(kept.body_sealed)
    assert attachments.body_of(Attachment.objects.get()) == PDF
    assert kept.name == "offer1.pdf"
    assert AuditLine.objects.filter(action="request.file_added").count() == 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n0", "image/png"),
        (b"\xff\xd8\xff0", "image/jpeg"),
        (
            office("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (office("evil.exe"), None),
        (b"PK\x03\x04 broken", None),
        (b"<script>", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_the_bytes_say_what_a_file_is(data: bytes, kind: str | None) -> None:
    assert attachments.kind_of(data) == kind


def test_what_is_no_document_or_too_big_is_not_kept(world: World) -> None:
    request = draft(world)

    for data, code in ((b"<html>", "kind_unknown"), (PDF + b"0" * attachments.MOST_BYTES, "too_big")):
        with pytest.raises(Refused) as refused:
            add(request, data)
        assert refused.value.code == code

    assert not Attachment.objects.exists()


def test_what_was_submitted_keeps_its_files(world: World) -> None:
    request = draft(world)
    kept = add(request)
    PurchaseRequest.objects.filter(pk=request.pk).update(state=RequestState.IN_APPROVAL)

    for act in (lambda: attachments.remove_attachment(attachment=kept, version=2, by=request.requester, now=after(2)),
                lambda: add(request, PDF + b"2", version=2, public_id="file-2")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_open"

    assert Attachment.objects.get() == kept


def test_a_file_belongs_to_what_the_approvers_sign(world: World) -> None:
    request = draft(world)
    before = RequestSubject(request).digest()

    add(request)

    assert RequestSubject(request).digest() != before


def test_a_file_is_added_fetched_and_removed_on_the_page(world: World) -> None:
    request = draft(world)
    asker, stranger = signed_in(world.asker.person), signed_in(world.lead.person)
    sent = {"file": SimpleUploadedFile("offer.html", PDF, "text/html"), "version": request.version}

    asker.post(f"/requests/{request.public_id}/files", sent)
    kept = Attachment.objects.get()
    address = f"/requests/{request.public_id}/files/{kept.public_id}"

    assert "offer.html.pdf" in asker.get(request.get_absolute_url()).content.decode()
    answer = asker.get(address)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(address).status_code == 404
    assert signed_in(world.auditor.person).post(f"{address}/remove", {"version": 2}).status_code == 403
    asker.post(f"{address}/remove", {"version": 2})
    assert not Attachment.objects.exists()


def test_asked_again_nothing_can_be_submitted_at_the_old_price(world: World) -> None:
    earlier = submitted(world)

    made = again.ask_again(earlier=earlier, employee=world.asker, now=after(5), public_id="again")

    line = made.lines.get()
    assert (line.state, line.estimated, line.session_id) == (LineState.REQUOTE, True, None)
    assert (made.state, made.origin, made.number != earlier.number) == ("draft", "reorder", True)
    with pytest.raises(Refused) as refused:
        submit_request(
            request=made,
            version=made.version,
            answers=Answers(
                cost_centre=world.centre,
                deliver_to=world.address,
                need_by=None,
                reason="Again",
                kept=frozenset({1}),
            ),
            by=world.asker.person,
            now=after(6),
        )
    assert refused.value.code == "requote"


def test_the_button_asks_again_and_the_page_leads_to_the_store(world: World) -> None:
    earlier = submitted(world)
    asker = signed_in(world.asker.person)

    answer = asker.post(f"/requests/{earlier.public_id}/again", follow=True)

    words = answer.content.decode()
    assert "Fetch new prices" in words
    assert "Has to be quoted again" in words
    assert PurchaseRequest.objects.count() == 2


def test_a_favourite_is_kept_once_is_ones_own_and_has_no_price(world: World) -> None:
    request = submitted(world)
    asker, other = signed_in(world.asker.person), signed_in(world.lead.person)

    for _time in range(2):
        asker.post(f"/requests/{request.public_id}/lines/1/favourite")

    one = Favourite.objects.get()
    words = asker.get("/requests/favourites").content.decode()
    assert "Thing 1" in words
    assert "20.00" not in words
    assert "Thing 1" not in other.get("/requests/favourites").content.decode()
    assert other.post(f"/requests/favourites/{one.public_id}/drop").status_code == 404
    asker.post(f"/requests/favourites/{one.public_id}/drop")
    assert not Favourite.objects.exists()


def test_the_one_it_is_for_sees_it_and_changes_nothing(world: World) -> None:
    request = draft(world)
    request.beneficiary = world.owner.person
    request.save()
    owner = signed_in(world.owner.person)

    assert owner.get(request.get_absolute_url()).status_code == 200
    assert request.number in owner.get("/requests/for-me").content.decode()
    assert request.number not in owner.get("/requests/").content.decode()
    assert owner.post(f"/requests/{request.public_id}/withdraw").status_code == 403
    assert signed_in(world.lead.person).get(request.get_absolute_url()).status_code == 404


def approved(world: World, *states: str) -> PurchaseRequest:
    """A request after its last approval, with lines in ``states``, before anything else came of it."""
    request = submitted(world, lines=[("1", "20.00")] * len(states))
    PurchaseRequest.objects.filter(pk=request.pk).update(state=RequestState.APPROVED)
    for line, state in zip(request.lines.all(), states, strict=True):
        RequestLine.objects.filter(pk=line.pk).update(state=state)
    request.refresh_from_db()
    return request


def test_only_the_lines_that_changed_come_back(world: World) -> None:
    request = approved(world, "ordered", "checked", "approved", "checked")

    requote_lines(public_id=request.public_id, lines={"2": "price"}, by=None, now=after(20))
    requote_lines(public_id=request.public_id, lines={"4": "stock"}, by=None, now=after(21))

    request.refresh_from_db()
    assert request.state == RequestState.RETURNED
    assert [line.state for line in request.lines.all()] == ["ordered", "requote", "approved", "requote"]
    letters = Mail.objects.filter(subject__contains="quoted again")
    assert letters.count() == 2
    assert "price has risen" in letters.order_by("pk")[0].text


@pytest.mark.parametrize("lines", [{}, {"1": "price"}, {"9": "price"}])
def test_what_is_ordered_or_not_there_does_not_come_back(world: World, lines: dict[str, str]) -> None:
    request = approved(world, "ordered", "checked")

    with pytest.raises(Refused):
        requote_lines(public_id=request.public_id, lines=lines, by=None, now=after(20))

    assert [line.state for line in request.lines.all()] == ["ordered", "checked"]
    assert not Mail.objects.filter(subject__contains="quoted again").exists()


def test_given_up_or_rejected_beside_an_ordered_line_only_the_rest_ends(world: World) -> None:
    for end in ("withdraw", "reject"):
        request = approved(world, "ordered", "in_approval")
        PurchaseRequest.objects.filter(pk=request.pk).update(state=RequestState.IN_APPROVAL)
        if end == "withdraw":
            withdraw_request(request=request, by=request.requester, now=after(30))
        else:
            reject_request(public_id=request.public_id, by=world.lead.person, now=after(30), reason="No")

        request.refresh_from_db()
        assert request.state == RequestState.ORDERED
        assert [line.state for line in request.lines.all()] == ["ordered", "dropped"]


def test_what_was_approved_is_asked_about_again_only_where_it_is_changed(world: World) -> None:
    request = approved(world, "requote", "approved")
    PurchaseRequest.objects.filter(pk=request.pk).update(state=RequestState.RETURNED)
    same = Answers(
        cost_centre=world.centre,
        deliver_to=world.address,
        need_by=None,
        reason="Needed in the workshop",
        kept=frozenset({1, 2}),
    )

    operations.save_request(request=request, version=request.version, answers=same, by=request.requester, now=after(9))
    assert request.lines.get(line_number=2).state == "approved"

    other = Answers(
        cost_centre=world.centre, deliver_to=world.address, need_by=None, reason="Else", kept=frozenset({1, 2})
    )
    operations.save_request(
        request=request, version=request.version + 1, answers=other, by=request.requester, now=after(10)
    )
    assert request.lines.get(line_number=2).state == "open"


def flags(request: PurchaseRequest) -> frozenset[str]:
    return RequestSubject(request).lines[0].flags


def test_the_policy_is_told_what_is_said_of_the_supplier(world: World) -> None:
    request = draft(world)
    assert flags(request) == {"no_contract", "new_supplier"}

    world.supplier.policy = Policy.BLOCKED
    world.supplier.save()
    assert "blocked" in flags(request)

    world.supplier.policy = Policy.PREFERRED
    world.supplier.save()
    assert flags(request) == {"new_supplier"}

    small.ordered(world)
    assert flags(request) == frozenset()


def test_a_dearer_quote_than_the_one_before_is_told(world: World) -> None:
    request = draft(world)
    request.lines.update(price_quoted=Decimal("19.99"))

    assert "price_changed" in flags(request)


def test_who_registered_hears_of_an_approval(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(registry, "_approved", [])

    def hear(request: PurchaseRequest, by: Any, now: Any) -> None:
        heard.append(request.number)

    registry.on_approved(hear)
    registry.on_approved(hear)
    request = submitted(world)

    operations.approve_request(public_id=request.public_id, by=world.lead.person, now=after(4))

    assert heard == [request.number]


def test_a_new_quote_takes_the_place_of_the_line_that_waited_and_keeps_what_was_said_of_it(world: World) -> None:
    made = again.ask_again(earlier=submitted(world), employee=world.asker, now=after(5), public_id="again")
    other = CostCentre.objects.create(public_id="c2", legal_entity=world.entity, code="C2", name="Hall")
    made.lines.update(cost_centre=other)
    dearer = Item(part="FND-0001", quantity="5", price="21.00", auxiliary="offer-new")

    claim(world, visit(world, world.supplier, [dearer], into=made, minute=6), minute=7)

    line = made.lines.get()
    assert (line.state, line.unit_price, line.price_quoted) == ("open", Decimal(21), Decimal(20))
    assert (line.cost_centre, line.estimated, line.supplier_part_auxiliary_id) == (other, False, "offer-new")
    assert "price_changed" in flags(made)
    made.refresh_from_db()
    assert made.net == Decimal(105)


def test_what_the_supplier_calls_things_is_explained_when_its_cart_is_taken_over(world: World) -> None:
    tools = Category.objects.create(public_id="cat", code="TOOLS", name="Tools")
    Mapping.objects.create(kind="category", domain="UNSPSC", theirs="39", category=tools, created_at=after(0))

    made = claim(world, visit(world, world.supplier, [Item(unit="ZZUNIT")])).request

    assert made.lines.get().category == tools
    assert made.lines.get().unit == "ZZUNIT"
    assert list(Unmapped.objects.values_list("kind", "theirs")) == [("unit", "ZZUNIT")]
