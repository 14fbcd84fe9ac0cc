"""Why something was not accepted: typed, so that the right person can do the right thing next.

The codes are ours, stable and documented; a partner who does not know them still reads the message beside them.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.values import finite


class RefusalLevel(StrEnum):
    ORDER = "order"
    LINE = "line"


class NextActor(StrEnum):
    """Who has to act for it to go better."""

    REQUESTER = "requester"  # shop again, choose another thing
    BUYER = "buyer"  # purchasing: change or reissue the order
    ADMINISTRATOR = "administrator"  # the buyer's settings or connection
    ACCOUNT = "account"  # who looks after the buyer's account with the supplier: payment, settings, standing
    SUPPLIER = "supplier"  # the store's own people


class RefusalCode(StrEnum):
    PART_UNKNOWN = "part_unknown"  # the store does not sell it
    PART_WITHDRAWN = "part_withdrawn"  # it did, when the cart was filled
    AUXILIARY_ID_CHANGED = "auxiliary_id_changed"  # not the one the cart carried
    QUANTITY_INVALID = "quantity_invalid"  # not a positive number
    QUANTITY_UNAVAILABLE = "quantity_unavailable"  # not that many in stock
    QUANTITY_LIMIT = "quantity_limit"  # above or below what may be ordered at once
    PRICE_INVALID = "price_invalid"  # not a number, or negative
    PRICE_MOVED = "price_moved"  # beyond the agreed tolerance
    CURRENCY_DIFFERENT = "currency_different"  # not the one the store sells in
    UNIT_DIFFERENT = "unit_different"  # counted in another unit than the offer
    OPERATION_UNSUPPORTED = "operation_unsupported"  # an update or delete that is not taken
    ORDER_NUMBER_USED = "order_number_used"  # another order already has it
    NO_LINES = "no_lines"
    VERSION_OLD = "version_old"  # an update or delete that is not later than what stands
    NAME_MISSING = "name_missing"  # a line without the product's name
    SELLER_NOT_TAKEN = "seller_not_taken"  # the customer takes only what the store itself delivers
    SHIPPING_ABOVE = "shipping_above"  # shipping costs more than the customer takes
    DELIVERY_LATER = "delivery_later"  # it would arrive later than the customer takes
    MINIMUM_ORDER = "minimum_order"  # less than the customer's minimum order comes to
    MODE_DIFFERENT = "mode_different"  # marked as a trial for an active group, or the reverse
    NO_PAYMENT_METHOD = "no_payment_method"  # an active order, and no way to pay for it
    CREDIT_LIMIT = "credit_limit"  # more would be open than the account may owe
    ACCOUNT_SUSPENDED = "account_suspended"  # the company may not order for now
    CHANGES_NOT_TAKEN = "changes_not_taken"  # the customer's setting refuses updates and deletes
    TOO_LATE = "too_late"  # an update or delete after its time
    ORDER_UNKNOWN = "order_unknown"  # an update or delete of an order that is not there
    ORDER_OVER = "order_over"  # an update or delete of one that was cancelled or refused
    OTHER = "other"


@frozen
class Refusal:
    """One typed refusal.

    ``path`` is where in the order it lies (``line 3 / UnitPrice``), ``boundary`` the limit that applied and ``actual``
    what was met, both in the order's currency or the line's unit as the code implies; None where neither applies.
    """

    code: RefusalCode
    level: RefusalLevel
    path: str
    next_actor: NextActor
    message: str
    remedy: str
    boundary: Decimal | None = field(default=None, validator=finite)
    actual: Decimal | None = field(default=None, validator=finite)
