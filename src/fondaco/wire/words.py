"""What a message is called, and which system sent it: tables, for people who read a check's result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fondaco.documents import Envelope, Level


class Sign(NamedTuple):
    """One way to know a system: by words in its UserAgent, a credential domain, or the shape of an id."""

    dialect: str
    agent: str = ""
    domain: str = ""
    identity: str = ""
    payload_id: str = ""


# All compared without case, as "contains"; the first that fits wins, so what is more telling stands first.
SIGNS = (
    Sign("SAP Ariba", agent="ariba"),
    Sign("Coupa", agent="coupa"),
    Sign("Dynamics 365", agent="dynamics 365"),
    Sign("Dynamics 365", agent="dynamics ax"),
    Sign("Oracle E-Business Suite", agent="oracle e-business suite"),
    Sign("Oracle E-Business Suite", agent="oracle purchasing"),
    Sign("Oracle iProcurement", agent="oracle iprocurement"),
    Sign("Oracle Exchange", agent="oracle exchange"),
    Sign("Oracle Supplier Network", agent="oracle supplier network"),
    Sign("Oracle Supplier Network", agent="oracle sn"),
    Sign("Oracle Fusion", agent="oracle fusion"),
    Sign("JAGGAER", agent="sciquest"),
    Sign("JAGGAER", agent="jaggaer"),
    Sign("PeopleSoft", agent="peoplesoft"),
    Sign("Unimarket", agent="unimarket"),
    Sign("Infor Lawson", agent="lawson"),
    Sign("PowerSchool", agent="powerschool"),
    Sign("PowerSchool", agent="businessplus"),
    Sign("BuyerQuest", agent="buyerquest"),
    Sign("ClassWallet", agent="classwallet"),
    Sign("SDI", agent="sdi"),
    Sign("PunchOutCommerce", agent="punchoutcommerce"),
    Sign("Business::cXML", agent="business::cxml"),
    Sign("Amazon Business", agent="amazon"),
    Sign("Fondaco", agent="fondaco"),
    Sign("Oracle Supplier Network", domain="osn"),
    Sign("Oracle Supplier Network", domain="oraclesn"),
    Sign("Oracle Exchange", domain="oracle exchange"),
    Sign("SAP Ariba", domain="aribanetworkuserid"),
    Sign("Unimarket", domain="unimarket"),
    Sign("JAGGAER", identity="sciquest"),
    Sign("JAGGAER", identity="jaggaer"),
    Sign("Coupa", payload_id="coupahost.com"),
    Sign("Coupa", payload_id="coupacloud.com"),
    Sign("ClassWallet", payload_id="@classwallet.com"),
    Sign("Oracle Supplier Network", payload_id="@osn.com"),
)
# A domain is a short word and would be found inside others.
_WHOLE = frozenset({"osn", "oraclesn"})


def dialect(envelope: Envelope | None, payload_id: str) -> str:
    """The system that sent the message, as far as it can be told; "" where it cannot."""
    agent = envelope.user_agent.casefold() if envelope is not None else ""
    senders = (envelope.sender, *envelope.from_) if envelope is not None else ()
    domains = [one.domain.casefold() for one in senders]
    identities = [one.identity.casefold() for one in senders]
    for sign in SIGNS:
        if sign.agent and sign.agent in agent:
            return sign.dialect
        if sign.domain and any(
            domain == sign.domain or (sign.domain in domain and sign.domain not in _WHOLE) for domain in domains
        ):
            return sign.dialect
        if sign.identity and any(sign.identity in identity for identity in identities):
            return sign.dialect
        if sign.payload_id and sign.payload_id in payload_id.casefold():
            return sign.dialect
    return ""


NAMES = {
    "PunchOutSetupRequest": "a request to be let into the store",
    "PunchOutSetupResponse": "the store's answer to a setup",
    "PunchOutOrderMessage": "a returned cart",
    "OrderRequest": "a purchase order",
    "ConfirmationRequest": "an order confirmation",
    "StatusUpdateRequest": "a status update",
    "ProfileRequest": "a question what is taken",
    "ProfileResponse": "the answer to a profile request",
    "Response": "an answer",
}


def named(kind: str) -> str:
    """The message type for a person: ``OrderRequest, a purchase order``."""
    return f"{kind}, {NAMES[kind]}" if kind in NAMES else kind


LEVELS: dict[Level | str, str] = {"error": "Error", "warning": "Warning", "note": "Note"}
