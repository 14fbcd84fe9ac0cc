"""The demo's company: Lanterna Meccanica S.p.A. of Genoa, with its people and one store connected twice."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from fondaco.bridge.models import Partner
from fondaco.buying.budgets.demo import first_budgets
from fondaco.buying.company.demo import structure_of
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity
from fondaco.buying.company.operations import (
    add_address,
    add_cost_centre,
    add_employee,
    add_legal_entity,
    change_cost_centre,
)
from fondaco.buying.ids import new_public_id
from fondaco.buying.policy import demo as policy
from fondaco.buying.suppliers.models import AnswersBy, Policy
from fondaco.buying.suppliers.operations import add_supplier
from fondaco.people.demo import add_demo_person
from fondaco.people.operations import remember_language

PASSWORD = "benvenuti-al-fondaco"  # noqa: S105  (the demo's, printed when it starts)
DOMAIN = "lanterna-meccanica.example"
OCI_SUPPLIER = "Arsenale Forniture"


class Character(NamedTuple):
    """``roles`` are the desk's; ``part`` is what the demo bar calls them, empty for those who are not on
    it.
    """

    name: str
    title: str
    roles: str
    manager: str
    cost_centre: str
    address: str
    part: str = ""

    @property
    def email(self) -> str:
        plain = self.name.lower().replace(" ", ".")
        return f"{plain}@{DOMAIN}"


# Each stands below the ones that come before.
PEOPLE = (
    Character("Ginevra Lanterna", "Amministratrice delegata", "approver", "", "DIR-100", "GE-SEDE"),
    Character(
        "Paolo Dellacasa",
        "Direttore operativo",
        "approver requester",
        "Ginevra Lanterna",
        "PRD-300",
        "GE-STAB",
        "second approver",
    ),
    Character(
        "Federica Bruzzone",
        "Direttrice amministrativa",
        "approver finance",
        "Ginevra Lanterna",
        "AMM-200",
        "GE-SEDE",
        "finance",
    ),
    Character(
        "Marta Conti",
        "Responsabile di produzione",
        "approver requester",
        "Paolo Dellacasa",
        "PRD-310",
        "GE-STAB",
        "approver",
    ),
    Character(
        "Giulia Ferraro",
        "Tecnica di produzione",
        "requester",
        "Marta Conti",
        "PRD-310",
        "GE-STAB",
        "requester",
    ),
    Character("Davide Ottonello", "Magazziniere", "requester", "Marta Conti", "LOG-400", "GE-STAB"),
    Character(
        "Matteo Poggi",
        "Responsabile ufficio tecnico",
        "approver requester",
        "Paolo Dellacasa",
        "RIC-500",
        "GE-SEDE",
    ),
    Character("Chiara Gaggero", "Progettista", "requester", "Matteo Poggi", "RIC-500", "GE-SEDE"),
    Character("Elena Rinaldi", "Responsabile acquisti", "approver buyer", "Paolo Dellacasa", "AMM-220", "GE-SEDE"),
    Character(
        "Luca Parodi",
        "Addetto agli acquisti",
        "buyer requester",
        "Elena Rinaldi",
        "AMM-220",
        "GE-SEDE",
        "buyer",
    ),
    Character(
        "Andrea Costa",
        "Sistemi informativi",
        "administrator requester",
        "Federica Bruzzone",
        "AMM-230",
        "GE-SEDE",
        "administrator",
    ),
    Character("Beatrice Olivari", "Contabilità fornitori", "finance", "Federica Bruzzone", "AMM-200", "GE-SEDE"),
    Character("Silvia Marchetti", "Revisione interna", "auditor", "Ginevra Lanterna", "DIR-100", "GE-SEDE", "auditor"),
)

# Code, name, owner.
COST_CENTRES = (
    ("DIR-100", "Direzione", "Ginevra Lanterna"),
    ("AMM-200", "Amministrazione", "Federica Bruzzone"),
    ("AMM-220", "Acquisti", "Elena Rinaldi"),
    ("AMM-230", "Sistemi informativi", "Federica Bruzzone"),
    ("PRD-300", "Stabilimento", "Paolo Dellacasa"),
    ("PRD-310", "Officina e montaggio", "Paolo Dellacasa"),
    ("LOG-400", "Magazzino e spedizioni", "Marta Conti"),
    ("RIC-500", "Ufficio tecnico", "Matteo Poggi"),
)

# Code, name, street, postal code, city, province, phone.
ADDRESSES = (
    ("GE-SEDE", "Lanterna Meccanica, sede", "Via della Superba 12", "16149", "Genova", "GE", "+39 010 555 0100"),
    ("GE-STAB", "Lanterna Meccanica, stabilimento", "Via dei Carpentieri 48", "16152", "Genova", "GE", ""),
    ("SV-DEP", "Deposito di Savona", "Via del Molo 3, capannone B", "17100", "Savona", "SV", "+39 019 555 0140"),
)


@transaction.atomic
def seed(*, now: datetime, store_url: str, secrets: dict[str, str]) -> list[dict[str, str]]:
    """Who can sign in: role, e-mail and password. What is already there stays as it is."""
    if not LegalEntity.objects.exists():
        entity = _company(now)
        people = _people(entity, now)
        _owners(people, now)
        structure_of(entity=entity, now=now)
        first_budgets(entity=entity, now=now)
        policy.seed(entity=entity, now=now)
        _supplier(store_url, secrets, now)
    # The demo may come up on other ports than last time.
    Partner.objects.filter(their_identity=secrets["store_identity"]).update(**_cxml_addresses(store_url, secrets))
    if "oci_connection" in secrets:
        known = Partner.objects.filter(their_identity=secrets["oci_store_identity"])
        if not known.update(**_oci_addresses(store_url, secrets)):
            _oci_supplier(store_url, secrets, now)
    return [{"role": one.part, "email": one.email, "password": PASSWORD} for one in _on_the_bar()]


def _on_the_bar() -> list[Character]:
    """In the order of the story."""
    order = ["requester", "approver", "second approver", "buyer", "finance", "administrator", "auditor"]
    return sorted((one for one in PEOPLE if one.part), key=lambda one: order.index(one.part))


def _company(now: datetime) -> LegalEntity:
    entity = add_legal_entity(
        name="Lanterna Meccanica S.p.A.",
        vat_number="IT02483100109",
        currency="EUR",
        street="Via della Superba 12",
        postal_code="16149",
        city="Genova",
        province="GE",
        country="IT",
        bill_to_code="LM-AMM",
        accounts_email=f"fatture@{DOMAIN}",
        by=None,
        now=now,
        public_id=new_public_id(),
    )
    for code, name, street, postal_code, city, province, phone in ADDRESSES:
        add_address(
            entity=entity,
            code=code,
            name=name,
            street=street,
            postal_code=postal_code,
            city=city,
            province=province,
            country="IT",
            phone=phone,
            by=None,
            now=now,
            public_id=new_public_id(),
        )
    for code, name, _owner in COST_CENTRES:
        add_cost_centre(entity=entity, code=code, name=name, owner=None, by=None, now=now, public_id=new_public_id())
    return entity


def _people(entity: LegalEntity, now: datetime) -> dict[str, Employee]:
    centres = {centre.code: centre for centre in CostCentre.objects.filter(legal_entity=entity)}
    addresses = {address.code: address for address in DeliveryAddress.objects.filter(legal_entity=entity)}
    made: dict[str, Employee] = {}
    for one in PEOPLE:
        made[one.name] = add_employee(
            entity=entity,
            email=one.email,
            name=one.name,
            title=one.title,
            roles=one.roles.split(),
            manager=made.get(one.manager),
            cost_centre=centres[one.cost_centre],
            address=addresses[one.address],
            password=PASSWORD,
            by=None,
            now=now,
            public_id=new_public_id(),
        )
        remember_language(person=made[one.name].person, language="it")  # until they come with a browser that differs
    for order, one in enumerate(_on_the_bar()):
        add_demo_person(person=made[one.name].person, role=one.part.capitalize(), order=order)
    return made


def _owners(people: dict[str, Employee], now: datetime) -> None:
    for code, name, owner in COST_CENTRES:
        change_cost_centre(
            cost_centre=CostCentre.objects.get(code=code),
            code=code,
            name=name,
            owner=people[owner],
            active=True,
            by=None,
            now=now,
        )


def _supplier(store_url: str, secrets: dict[str, str], now: datetime) -> None:
    add_supplier(
        terms={
            "name": "Fondaco Store",
            "what_to_buy": "Cancelleria, informatica, utensileria, pulizia: 20.000 articoli in pronta consegna",
            "policy": Policy.PREFERRED,
            "policy_note": "Accordo quadro: prima qui, altrove solo se manca.",
            "currency": "EUR",
            "service_email": "clienti@fondaco-store.example",
            "service_phone": "+39 041 555 0180",
        },
        connection={
            **_cxml_addresses(store_url, secrets),
            "our_domain": secrets["buyer_domain"],
            "our_identity": secrets["buyer_identity"],
            "their_domain": secrets["store_domain"],
            "their_identity": secrets["store_identity"],
            "mode": "production",
            "active": True,
        },
        secret_out=secrets["desk_to_store"],
        secret_in=secrets["store_to_desk"],
        by=None,
        now=now,
        public_id=new_public_id(),
        partner_id=new_public_id(),
    )


def _cxml_addresses(store_url: str, secrets: dict[str, str]) -> dict[str, str]:
    """The store takes setups at one address, and this customer's orders at another."""
    return {
        "setup_url": f"{store_url}/punchout/cxml",
        "order_url": f"{store_url}/orders/in/{secrets['cxml_connection']}",
    }


def _oci_addresses(store_url: str, secrets: dict[str, str]) -> dict[str, str]:
    return {"setup_url": f"{store_url}/oci/{secrets['oci_connection']}", "order_url": f"{store_url}/oagis"}


def _oci_supplier(store_url: str, secrets: dict[str, str], now: datetime) -> None:
    """The same store once more, under the name of its trade for workshops: OCI for shopping, OAGIS for orders."""
    add_supplier(
        terms={
            "name": OCI_SUPPLIER,
            "what_to_buy": "Lo stesso assortimento, dal sistema OCI: per chi ordina con SAP",
            "policy": Policy.ALLOWED,
            "policy_note": "Catalogo OCI 4.0, ordini in OAGIS 10.",
            # Asked once more before an order goes out; the other is not, so that the demo shows both.
            "answers_by": AnswersBy.OCI_VALIDATE,
            "currency": "EUR",
            "service_email": "clienti@fondaco-store.example",
            "service_phone": "+39 041 555 0180",
        },
        connection={
            **_oci_addresses(store_url, secrets),
            "protocol": "oagis10",
            "punchout_protocol": "oci",
            "oci_login": secrets["oci_buyer_identity"],
            "oci_settings": {"person_parameter": "USER_EMAIL"},
            "our_domain": "LogicalID",
            "our_identity": secrets["oci_buyer_identity"],
            "their_domain": "LogicalID",
            "their_identity": secrets["oci_store_identity"],
            "default_commodity_domain": "UNSPSC",
            "default_commodity": "27110000",
            "mode": "production",
            "active": True,
        },
        secret_out=secrets["oagis_desk_to_store"],
        secret_in=secrets["oagis_store_to_desk"],
        oci_password=secrets["oci_password"],
        by=None,
        now=now,
        public_id=new_public_id(),
        partner_id=new_public_id(),
    )
