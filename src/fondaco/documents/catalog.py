"""A supplier's catalogue as it is sent: an index of items, and the upload that brings it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

from fondaco.documents.item import Item
from fondaco.documents.values import Attachment, Classification, Extra, Money


class CatalogItemAction(StrEnum):
    """What an index says of an item: it is offered, it is withdrawn, it is bought by PunchOut."""

    ADD = "add"
    DELETE = "delete"
    PUNCHOUT = "punchout"


@frozen(slots=False, kw_only=True)
class CatalogItem(Item):
    """One item of a catalogue. ``effective_on`` to ``expires_on`` bound its price.

    ``search_group`` names the set that its ``characteristics`` are of (cXML SearchGroupData, CIF Parametric Name);
    ``market_price`` is the list price that its own is compared with.
    """

    action: CatalogItemAction = CatalogItemAction.ADD
    effective_on: date | None = None
    expires_on: date | None = None
    territories: tuple[str, ...] = ()
    punchout_url: str = ""
    search_group: str = ""
    market_price: Money | None = None
    punchout_level: str = ""  # cXML IndexItemPunchout/PunchoutDetail/@punchoutLevel: store, aisle, shelf, product


@frozen
class SearchGroup:
    """What items of one kind can be searched by: each attribute's name, and its type where the sender gave one."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()


@frozen
class Catalog:
    """A catalogue (cXML Index, CIF 3.0). ``incremental`` adds to what was sent before; else it replaces it.

    ``supplier_ids`` are domain and identity. ``units`` names the domain of unit codes (``UNUOM``, where CIF says that
    they are those of the United Nations), ``classification_domain`` that of the codes, ``currency`` is the default for
    lines that say none, in a file that has defaults (CIF).
    """

    items: tuple[CatalogItem, ...] = ()
    incremental: bool = False
    supplier_ids: tuple[tuple[str, str], ...] = ()
    comments: str = ""
    language: str = ""
    currency: str = ""
    units: str = ""
    classification_domain: str = ""
    written_on: date | None = None
    search_groups: tuple[SearchGroup, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


class UploadOperation(StrEnum):
    """cXML CatalogUploadRequest/@operation."""

    NEW = "new"
    UPDATE = "update"


@frozen
class CatalogUpload:
    """A catalogue brought to where it is kept. The file itself is ``attachment``, a CIF or a cXML Index."""

    name: str
    operation: UploadOperation = UploadOperation.NEW
    description: str = ""
    language: str = ""
    attachment: Attachment | None = None
    commodities: tuple[Classification, ...] = ()
    auto_publish: bool = False
    notify_emails: tuple[str, ...] = ()
    notify_by_post: bool = False  # to the URL that the supplier's profile holds (cXML URLPost)
    extras: tuple[Extra, ...] = ()
