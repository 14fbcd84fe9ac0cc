"""What can be done to a supplier. Only the try of a connection talks to the outside, and it holds no lock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import exchange
from fondaco.bridge.models import Partner
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.models import Supplier, TryOutcome
from fondaco.buying.suppliers.origins import origin_of
from fondaco.buying.suppliers.trouble import problem_of
from fondaco.documents import ProfileRequest
from fondaco.people.models import Person

TERMS = (
    "name",
    "what_to_buy",
    "policy",
    "policy_note",
    "currency",
    "service_email",
    "service_phone",
    "start_origins",
)
CONNECTION = (
    "protocol",
    "profile",
    "punchout_protocol",
    "oci_login",
    "oci_settings",
    "setup_url",
    "order_url",
    "our_domain",
    "our_identity",
    "their_domain",
    "their_identity",
    "default_unit",
    "default_commodity_domain",
    "default_commodity",
    "mode",
    "active",
)


@transaction.atomic
def add_supplier(
    *,
    terms: Mapping[str, Any],
    connection: Mapping[str, Any],
    secret_out: str,
    secret_in: str,
    by: Person | None,
    now: datetime,
    public_id: str,
    partner_id: str,
    oci_password: str = "",
) -> Supplier:
    """A supplier with its connection. ``secret_out`` proves us to them, ``secret_in`` proves them to us.

    ``oci_password`` is what browsers prove themselves with, where people shop by OCI.

    Raises Refused for a name or an identity that another supplier has, or an address that is none.
    """
    _check_addresses(connection)
    partner = Partner(public_id=partner_id, name=terms["name"], created_at=now)
    _set(partner, CONNECTION, connection)
    partner.set_secret_out(secret_out)
    partner.set_secret_in(secret_in)
    if oci_password:
        partner.set_oci_password(oci_password)
    _save_partner(partner)
    supplier = Supplier(public_id=public_id, partner=partner, created_at=now)
    _set(supplier, TERMS, terms)
    _save_supplier(supplier)
    _note("supplier.added", supplier, by, now, after=_facts(supplier))
    return supplier


@transaction.atomic
def change_supplier(
    *,
    supplier: Supplier,
    terms: Mapping[str, Any],
    connection: Mapping[str, Any],
    secret_out: str,
    by: Person,
    now: datetime,
    oci_password: str = "",
) -> Supplier:
    """An empty ``secret_out`` or ``oci_password`` keeps the one there is. A changed connection counts as never tried.

    Raises Refused as :func:`add_supplier` does.
    """
    _check_addresses(connection)
    supplier = Supplier.objects.select_for_update(of=("self",)).select_related("partner").get(pk=supplier.pk)
    partner = supplier.connection
    before = _facts(supplier)
    moved = any(getattr(partner, name) != connection[name] for name in CONNECTION if name in connection)
    _set(partner, CONNECTION, connection)
    partner.name = terms["name"]
    if secret_out:
        partner.set_secret_out(secret_out)
    if oci_password:
        partner.set_oci_password(oci_password)
    _save_partner(partner)
    _set(supplier, TERMS, terms)
    if moved or secret_out or oci_password:
        supplier.tried, supplier.tried_at = TryOutcome.NEVER, None
        supplier.trouble_code = supplier.trouble_words = supplier.trouble_remedy = ""
    _save_supplier(supplier)
    _note("supplier.changed", supplier, by, now, before=before, after=_facts(supplier))
    return supplier


@transaction.atomic
def renew_secret(*, supplier: Supplier, secret_in: str, by: Person, now: datetime) -> None:
    """From now on the supplier proves itself with ``secret_in``; the old secret opens nothing any more."""
    partner = Partner.objects.select_for_update().get(pk=supplier.connection.pk)
    partner.set_secret_in(secret_in)
    partner.save()
    _note("supplier.secret_renewed", supplier, by, now)


def try_connection(*, supplier: Supplier, by: Person | None, now: datetime) -> Supplier:
    """Asks the supplier's address what it takes, and notes what came of it. Waits for the answer.

    Where only OCI and OAGIS are spoken there is nobody to ask, and the supplier stays as it was.
    """
    partner = supplier.connection
    if not partner.can_be_asked:
        return supplier
    url = partner.order_url if partner.shops_by_oci else partner.setup_url
    answered = exchange.ask(partner=partner, body=ProfileRequest(), url=url, about=supplier.about, now=now)
    problem = problem_of(answered)
    code = words = remedy = ""
    if problem is not None:
        code, words, remedy = problem.code, problem.words, problem.remedy
    return note_try(supplier=supplier, code=code, words=words, remedy=remedy, by=by, now=now)


@transaction.atomic
def note_try(*, supplier: Supplier, code: str, words: str, remedy: str, by: Person | None, now: datetime) -> Supplier:
    """What a try of the connection, or a setup, showed; an empty ``code`` means that it worked."""
    kept = Supplier.objects.select_for_update(of=("self",)).select_related("partner").get(pk=supplier.pk)
    before = {"tried": kept.tried}
    kept.tried = TryOutcome.FAILED if code else TryOutcome.WORKED
    kept.tried_at = now
    kept.trouble_code, kept.trouble_words, kept.trouble_remedy = code, words, remedy
    kept.save(update_fields=["tried", "tried_at", "trouble_code", "trouble_words", "trouble_remedy"])
    _note("supplier.tried", kept, by, now, before=before, after={"tried": kept.tried, "code": code})
    return kept


def _set(row: Supplier | Partner, names: tuple[str, ...], values: Mapping[str, Any]) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])


def _check_addresses(connection: Mapping[str, Any]) -> None:
    for field in ("setup_url", "order_url"):
        if not origin_of(connection[field]):
            raise Refused(
                "address_invalid",
                _("This is not a web address that a program can call."),
                _("It begins with https:// and has no spaces and no password in it."),
                field,
            )


def _save_partner(partner: Partner) -> None:
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as reason:
        raise Refused(
            "identity_taken",
            _("Another connection already uses this pair of identities."),
            _("Two suppliers cannot be told apart if they give the same identity."),
            "their_identity",
        ) from reason


def _save_supplier(supplier: Supplier) -> None:
    try:
        with transaction.atomic():
            supplier.save()
    except IntegrityError as reason:
        raise Refused("name_taken", _("Another supplier has this name."), "", "name") from reason


def _facts(supplier: Supplier) -> dict[str, Any]:
    return {
        "policy": supplier.policy,
        "currency": supplier.currency,
        "active": supplier.connection.active,
        "setup_url": supplier.connection.setup_url,
        "order_url": supplier.connection.order_url,
    }


def _note(
    action: str,
    supplier: Supplier,
    by: Person | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.write(
        action=action,
        subject=supplier.about,
        by=by.pk if by else None,
        now=now,
        before=before,
        after=after,
    )
