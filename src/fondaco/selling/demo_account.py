"""What Lanterna's account holds in the demo beside its people: legal data, addresses, and a second group at Test."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from fondaco.people.models import Person
from fondaco.selling.accounts.company import PostalAddress, add_address
from fondaco.selling.accounts.models import BusinessAccount, SharedAddress
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration import asking, groups
from fondaco.selling.integration.models import Milestone
from fondaco.selling.integration.operations import NewConnection, integrate_group, note_milestone
from fondaco.selling.integration.settable import SETTINGS

VAT_NUMBER = "IT02483100109"
GROUP = "Nuovo gestionale dello stabilimento"
HEAD_OFFICE = PostalAddress(
    name="Lanterna Meccanica S.p.A.",
    street=("Via della Superba 12",),
    city="Genova",
    state="GE",
    postal_code="16149",
    country="IT",
    address_id="GE-SEDE",
)
DEPOT = PostalAddress(
    name="Lanterna Meccanica, deposito di Savona",
    street=("Via del Molo 3, capannone B",),
    city="Savona",
    state="SV",
    postal_code="17100",
    country="IT",
    address_id="SV-DEP",
)


def fill(account: BusinessAccount, *, by: Person, now: datetime) -> None:
    """Make what is missing; what is there stays."""
    if not account.vat_number:
        BusinessAccount.objects.filter(pk=account.pk).update(
            vat_number=VAT_NUMBER,
            country="IT",
            address={"street": ["Via della Superba 12"], "postal_code": "16149", "city": "Genova", "country": "IT"},
        )
    if not SharedAddress.objects.filter(account=account).exists():
        add_address(account=account, label="Sede di Genova", address=HEAD_OFFICE, by=by, now=now)
        add_address(account=account, label="Deposito di Savona", address=DEPOT, by=by, now=now)
    if not account.groups.filter(name=GROUP).exists():
        _group_at_test(account, by, now)


def _group_at_test(account: BusinessAccount, by: Person, now: datetime) -> None:
    """Half of the checklist is seen, and customer service is asked for a setting."""
    begun, tried = now - timedelta(days=3), now - timedelta(days=2)
    group = groups.create_group(account=account, name=GROUP, by=by, now=begun)
    groups.pass_doors_to(group, GroupStatus.INTEGRATING, by=by, now=begun)
    group.refresh_from_db()
    integrate_group(
        group=group,
        new=NewConnection(
            public_id=token_urlsafe(16),
            name=account.name,
            our_domain="NetworkID",
            our_identity="fondaco-store",
            their_domain="NetworkID",
            their_identity=f"buyer-{token_hex(5)}",
            secret_in=token_urlsafe(24),
            secret_out=token_urlsafe(24),
            return_origins=("https://gestionale.lanterna-meccanica.example",),
            mode="",
        ),
        by=by,
        now=begun,
    )
    group.refresh_from_db()
    groups.pass_doors_to(group, GroupStatus.TEST, by=None, now=tried)
    for milestone in (Milestone.GOOD_SETUP, Milestone.CART_RETURNED):
        note_milestone(group_id=group.pk, milestone=milestone, about="", now=tried)
    asking.ask_for_setting(
        group=group,
        setting=SETTINGS["price_percent"],
        wanted="8",
        reason="Il rame si muove ogni settimana; con il 5 % i cavi verrebbero rifiutati troppo spesso.",
        by=by,
        now=tried,
    )
