"""What a message is called, in the reader's language; and which system sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.wire.profiles.loading import found

if TYPE_CHECKING:
    from fondaco.documents import Envelope, Level


def dialect(envelope: Envelope | None, payload_id: str) -> str:
    """The system that sent the message, as far as it can be told; "" where it cannot. The signs are the profiles'."""
    return found(envelope, payload_id)[1]


_SETUP = ("a request to be let into the store", "una richiesta di accesso al negozio")
_ANSWER = ("the store's answer to a setup", "la risposta del negozio alla richiesta di accesso")
_CART = ("a returned cart", "un carrello restituito")
_ORDER = ("a purchase order", "un ordine d'acquisto")
_CHANGE = ("a change to a purchase order", "la modifica di un ordine d'acquisto")
_CONFIRMATION = ("an order confirmation", "una conferma d'ordine")
_NEWS = ("news about an earlier document", "notizie su un documento precedente")
_NOTICE = ("a ship notice", "un avviso di spedizione")
_INVOICE = ("an invoice", "una fattura")

# By cXML's element, and by the document for the protocols that have other words.
NAMES: dict[str, tuple[str, str]] = {
    "PunchOutSetupRequest": _SETUP,
    "PunchOutSetupResponse": _ANSWER,
    "PunchOutOrderMessage": _CART,
    "OrderRequest": _ORDER,
    "ConfirmationRequest": _CONFIRMATION,
    "StatusUpdateRequest": _NEWS,
    "ProfileRequest": ("a question about what is supported", "una domanda su che cosa è supportato"),
    "ProfileResponse": ("what the other side supports", "che cosa supporta l'altra parte"),
    "Response": ("an answer", "una risposta"),
    "ShipNoticeRequest": _NOTICE,
    "ReceiptRequest": ("a goods receipt", "un'entrata merci"),
    "InvoiceDetailRequest": _INVOICE,
    "PaymentRemittanceRequest": ("a payment advice", "un avviso di pagamento"),
    "QuoteRequest": ("a request for quotation", "una richiesta di offerta"),
    "QuoteMessage": ("a quote", "un'offerta"),
    "CatalogUploadRequest": ("a catalogue upload", "il caricamento di un catalogo"),
    "Index": ("a catalogue", "un catalogo"),
    "CopyRequest": ("a copy for information", "una copia per conoscenza"),
    "GetPendingRequest": ("a question about waiting messages", "una domanda sui messaggi in attesa"),
    "GetPendingResponse": ("the messages that were waiting", "i messaggi in attesa"),
    "DataAvailableMessage": ("news of data to fetch", "l'annuncio di dati da ritirare"),
    "DataRequest": ("a request for data", "una richiesta di dati"),
    "DataResponse": ("the data asked for", "i dati richiesti"),
    "PunchOutSetup": _SETUP,
    "PunchOutSetupAnswer": _ANSWER,
    "Cart": _CART,
    "PurchaseOrder": _ORDER,
    "OrderConfirmation": _CONFIRMATION,
    "StatusUpdate": _NEWS,
    "ShipNotice": _NOTICE,
    "GoodsReceipt": ("a goods receipt", "un'entrata merci"),
    "Invoice": _INVOICE,
    "Remittance": ("a payment advice", "un avviso di pagamento"),
    "Quote": ("a quote", "un'offerta"),
    "Catalog": ("a catalogue", "un catalogo"),
    "CatalogUpload": ("a catalogue upload", "il caricamento di un catalogo"),
    # OAGIS 9 and 10, and 7.2.1
    "ProcessPurchaseOrder": _ORDER,
    "ChangePurchaseOrder": _CHANGE,
    "CancelPurchaseOrder": ("the cancellation of a purchase order", "l'annullamento di un ordine d'acquisto"),
    "AcknowledgePurchaseOrder": _CONFIRMATION,
    "ProcessShipment": _NOTICE,
    "ShowShipment": _NOTICE,
    "NotifyShipment": _NOTICE,
    "ProcessInvoice": _INVOICE,
    "ConfirmBOD": _NEWS,
    "ProcessOnlineSession": _SETUP,
    "GetOnlineSession": _SETUP,
    "AcknowledgeOnlineSession": _ANSWER,
    "ShowOnlineSession": _ANSWER,
    "ProcessOnlineOrder": _CART,
    "NotifyOnlineOrder": _CART,
    "AcknowledgeOnlineOrder": _CART,
    "ShowOnlineOrder": _CART,
    "PROCESS_PO_007": _ORDER,
    "CHANGE_PO_006": _CHANGE,
    "ACKNOWLEDGE_PO_008": _CONFIRMATION,
    "SHOW_SHIPMENT_005": _NOTICE,
    "PROCESS_INVOICE_002": _INVOICE,
    "CONFIRM_BOD_004": _NEWS,
}
LEVELS: dict[Level | str, tuple[str, str]] = {
    "error": ("Error", "Errore"),
    "warning": ("Warning", "Avvertimento"),
    "note": ("Note", "Nota"),
}
# What a check and a conversion say around the findings.
PHRASES: dict[str, tuple[str, str]] = {
    "unreadable": ("not a message that can be read", "non è un messaggio che si sa leggere"),
    "not_yet": ("This type is not read (yet).", "Questo tipo non si sa (ancora) leggere."),
    "nothing": ("Nothing is off about it.", "Non c'è nulla da segnalare."),
    "silent": ("it says nothing about its sender", "non dice nulla del mittente"),
    "sent_by": ("sent by {0}", "inviato da {0}"),
    "for": ("for {0}", "per {0}"),
    "number": ("number {0}", "numero {0}"),
    "line": ("1 line", "1 riga"),
    "lines": ("{0} lines", "{0} righe"),
    "file": ("the file", "il file"),
    "at": ("{0} at {1}: expected {2}{3}.", "{0} in {1}: atteso {2}{3}."),
    "found": (", found {0!r}", ", trovato {0!r}"),
    "lost": ("Lost: {0}: {1}", "Perso: {0}: {1}"),
    "remark": ("{0}: expected {1}{2}. {3}", "{0}: atteso {1}{2}. {3}"),
    "failed": ("fondaco: {0}: {1}", "fondaco: {0}: {1}"),
}


def phrase(key: str, language: str, *values: object) -> str:
    return spoken(PHRASES[key], language).format(*values)


def spoken(pair: tuple[str, str], language: str) -> str:
    """The English or the Italian of ``pair``."""
    return pair[1] if language == "it" else pair[0]


def named(kind: str, language: str = "en") -> str:
    """The message type for a person: ``OrderRequest, a purchase order``."""
    return f"{kind}, {spoken(NAMES[kind], language)}" if kind in NAMES else kind
