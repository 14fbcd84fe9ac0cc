"""What can be done to a supplier and its connection. Nothing here talks to the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge.models import Partner
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.models import AnswersBy, Supplier, TryOutcome
from fondaco.buying.suppliers.origins import origin_of
from fondaco.people.models import Person

TERMS = (
    "name",
    "what_to_buy",
    "policy",
    "policy_note",
    "currency",
    "payment_terms",
    "price_tolerance_percent",
    "price_tolerance_amount",
    "order_email",
    "answer_within_days",
    "takes_changes",
    "hold_field",
    "answers_by",
    "answers_api",
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
    "deduplicates",
    "mode",
    "active",
)
# What says nothing about whether the connection works.
_HABITS = frozenset({"deduplicates"})


@transaction.atomic
def add_supplier(
    *,
    terms: Mapping[str, Any],
    connection: Mapping[str, Any] | None,
    by: Person | None,
    now: datetime,
    public_id: str,
    partner_id: str = "",
    secret_out: str = "",
    secret_in: str = "",
    oci_password: str = "",
) -> Supplier:
    """A supplier with its connection. ``secret_out`` proves us to them, ``secret_in`` proves them to us.

    ``oci_password`` is what browsers prove themselves with, where people shop by OCI. Without a ``connection`` orders
    go to the ``order_email`` of the terms.

    Raises Refused for a name or an identity that another supplier has, an address that is none, or no way for orders.
    """
    supplier = Supplier(public_id=public_id, created_at=now)
    if connection is not None:
        supplier.partner = _connected(
            Partner(public_id=partner_id, name=terms["name"], created_at=now),
            connection,
            secret_out=secret_out,
            secret_in=secret_in,
            oci_password=oci_password,
        )
    _set(supplier, TERMS, terms)
    _save_supplier(supplier)
    _note("supplier.added", supplier, by, now, after=_facts(supplier))
    return supplier


@transaction.atomic
def change_supplier(
    *,
    supplier: Supplier,
    terms: Mapping[str, Any],
    connection: Mapping[str, Any] | None,
    by: Person,
    now: datetime,
    secret_out: str = "",
    oci_password: str = "",
) -> Supplier:
    """An empty ``secret_out`` or ``oci_password`` keeps the one there is. A changed connection counts as never tried;
    None keeps it as it is.

    Raises Refused as :func:`add_supplier` does.
    """
    supplier = _locked(supplier)
    before = _facts(supplier)
    if connection is not None:
        partner = supplier.connection
        told = [name for name in CONNECTION if name in connection and name not in _HABITS]
        moved = any(getattr(partner, name) != connection[name] for name in told)
        partner.name = terms["name"]
        _connected(partner, connection, secret_out=secret_out, oci_password=oci_password)
        if moved or secret_out or oci_password:
            _forget_tries(supplier)
    _set(supplier, TERMS, terms)
    _save_supplier(supplier)
    _note("supplier.changed", supplier, by, now, before=before, after=_facts(supplier))
    return supplier


@transaction.atomic
def connect_supplier(
    *,
    supplier: Supplier,
    connection: Mapping[str, Any],
    start_origins: Sequence[str],
    secret_out: str,
    secret_in: str,
    oci_password: str,
    by: Person,
    now: datetime,
    partner_id: str,
) -> Supplier:
    """A connection for a supplier that had orders by mail until now. Raises Refused where it has one already."""
    supplier = _locked(supplier)
    if supplier.partner is not None:
        raise Refused(
            "connected_already",
            _("%(supplier)s has a connection already: somebody else set it up meanwhile.") % {"supplier": supplier},
            _("Nothing was changed. Look at it on the supplier's page."),
        )
    before = _facts(supplier)
    partner = Partner(public_id=partner_id, name=supplier.name, created_at=now)
    supplier.partner = _connected(
        partner, connection, secret_out=secret_out, secret_in=secret_in, oci_password=oci_password
    )
    supplier.start_origins = list(start_origins)
    _forget_tries(supplier)
    _save_supplier(supplier)
    _note("supplier.connected", supplier, by, now, before=before, after=_facts(supplier))
    return supplier


@transaction.atomic
def switch_connection(*, supplier: Supplier, active: bool, by: Person, now: datetime) -> Supplier:
    """Nothing goes out or comes in while it is off; what was exchanged stays. Raises Refused where it is so already."""
    supplier = _locked(supplier)
    partner = supplier.connection
    if partner.active == active:
        raise Refused(
            "switched_already",
            _("The connection is in use already.") if active else _("The connection is switched off already."),
            _("Nothing was changed: somebody else was faster."),
        )
    before = _facts(supplier)
    partner.active = active
    partner.save(update_fields=["active"])
    _note("supplier.switched", supplier, by, now, before=before, after=_facts(supplier))
    return supplier


def _locked(supplier: Supplier) -> Supplier:
    """The partner is read after the lock: a join made while waiting for it would still show none."""
    return Supplier.objects.select_for_update().get(pk=supplier.pk)


def _connected(
    partner: Partner, connection: Mapping[str, Any], *, secret_out: str, secret_in: str = "", oci_password: str = ""
) -> Partner:
    """Empty secrets stay as they are."""
    _check_addresses(connection)
    _set(partner, CONNECTION, connection)
    if secret_out:
        partner.set_secret_out(secret_out)
    if secret_in:
        partner.set_secret_in(secret_in)
    if oci_password:
        partner.set_oci_password(oci_password)
    _save_partner(partner)
    return partner


def _forget_tries(supplier: Supplier) -> None:
    supplier.tried, supplier.tried_at = TryOutcome.NEVER, None
    supplier.trouble_code = supplier.trouble_words = supplier.trouble_remedy = ""


@transaction.atomic
def renew_secret(*, supplier: Supplier, secret_in: str, by: Person, now: datetime) -> None:
    """From now on the supplier proves itself with ``secret_in``; the old secret opens nothing any more."""
    partner = Partner.objects.select_for_update().get(pk=supplier.connection.pk)
    partner.set_secret_in(secret_in)
    partner.save()
    _note("supplier.secret_renewed", supplier, by, now)


@transaction.atomic
def note_try(*, supplier: Supplier, code: str, words: str, remedy: str, by: Person | None, now: datetime) -> Supplier:
    """What a try of the connection, or a setup, showed; an empty ``code`` means that it worked."""
    kept = _locked(supplier)
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
            _("Another connection already uses these identities, in this mode."),
            _(
                "What came from either could not be told apart. Give our side another identity for one of them, or have"
                " one in test and the other in earnest; with OAGIS, each supplier must send a LogicalID of its own."
            ),
            "their_identity",
        ) from reason


def _save_supplier(supplier: Supplier) -> None:
    if supplier.partner is None and not supplier.order_email:
        raise Refused(
            "no_way_for_orders",
            _("Orders would reach this supplier in no way."),
            _("Enter the address that takes orders by mail, or set up a connection."),
            "order_email",
        )
    _check_asked(supplier)
    try:
        with transaction.atomic():
            supplier.save()
    except IntegrityError as reason:
        raise Refused("name_taken", _("Another supplier has this name."), "", "name") from reason


def _check_asked(supplier: Supplier) -> None:
    """Raises Refused where a machine is to be asked that the supplier cannot have."""
    partner, way = supplier.partner, supplier.answers_by
    if way != AnswersBy.API:
        supplier.answers_api = ""
    elif not supplier.answers_api:
        raise Refused("no_interface", _("Say which interface it is asked by."), "", "answers_api")
    if way == AnswersBy.OCI_VALIDATE and (partner is None or not partner.shops_by_oci):
        raise Refused(
            "no_catalogue",
            _("OCI VALIDATE asks an OCI catalogue, and people do not shop there by OCI."),
            _("Choose another way to ask, or nobody."),
            "answers_by",
        )
    if way == AnswersBy.AVAILABILITY and partner is None:
        raise Refused(
            "no_store_to_ask",
            _("There is no connection over which the supplier's store could be asked."),
            _("Set up the connection first, or choose nobody."),
            "answers_by",
        )


def _facts(supplier: Supplier) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "policy": supplier.policy,
        "currency": supplier.currency,
        "answer_within_days": supplier.answer_within_days,
        "takes_changes": supplier.takes_changes,
        "hold_field": supplier.hold_field,
        "answers_by": supplier.answers_by,
        "answers_api": supplier.answers_api,
        "tolerance": [_text(supplier.price_tolerance_percent), _text(supplier.price_tolerance_amount)],
        "connected": supplier.partner is not None,
    }
    if supplier.partner is not None:
        facts |= {
            "active": supplier.partner.active,
            "deduplicates": supplier.partner.deduplicates,
            "setup_url": supplier.partner.setup_url,
            "order_url": supplier.partner.order_url,
        }
    return facts


def _text(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


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
