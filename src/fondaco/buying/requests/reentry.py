"""The way back into a store with a cart that came before."""

from __future__ import annotations

from attrs import frozen

from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.states import LineState
from fondaco.buying.shopping.models import Operation, ReturnedCart
from fondaco.buying.shopping.states import CartFate
from fondaco.buying.suppliers.models import Supplier
from fondaco.documents import Classification, Money, OrderLine


@frozen
class WayBack:
    """What is asked of the store, with which lines, and which article it is to show at once."""

    operation: str
    lines: tuple[OrderLine, ...] = ()
    selected: tuple[str, str] = ("", "")


def allowed(request: PurchaseRequest, supplier: Supplier) -> str:
    """How the supplier lets its latest cart in ``request`` be opened: edit, inspect, or create where not again."""
    sessions = request.lines.filter(supplier=supplier, session__isnull=False).values("session")
    cart = ReturnedCart.objects.filter(session__in=sessions, fate=CartFate.TAKEN).order_by("-received_at").first()
    return cart.allows if cart is not None else Operation.CREATE


def way_back(request: PurchaseRequest, supplier: Supplier, *, wanted: str) -> WayBack:
    """``wanted`` as far as the supplier lets us, else a new cart."""
    can = allowed(request, supplier)
    rows = request.lines.filter(
        supplier=supplier, session__isnull=False, state__in=[LineState.OPEN, LineState.REQUOTE], quantity__isnull=False
    )
    lines = tuple(_line(line) for line in rows if line.unit_price is not None)
    if wanted not in {Operation.EDIT, Operation.INSPECT} or can == Operation.CREATE or not lines:
        return WayBack(Operation.CREATE, selected=_first_waiting(request, supplier))
    if wanted == Operation.EDIT and can != Operation.EDIT:
        return WayBack(Operation.INSPECT, lines)
    return WayBack(wanted, lines)


def _first_waiting(request: PurchaseRequest, supplier: Supplier) -> tuple[str, str]:
    """Part and auxiliary id of what has to be quoted again first; two empty words for nothing."""
    line = request.lines.filter(supplier=supplier, state=LineState.REQUOTE).first()
    return (line.supplier_part_id, line.supplier_part_auxiliary_id) if line is not None else ("", "")


def _line(line: RequestLine) -> OrderLine:
    assert line.quantity is not None
    assert line.unit_price is not None
    return OrderLine(
        line_number=line.cart_line or line.line_number,
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        quantity=line.quantity,
        unit_price=Money(line.unit_price, line.currency),
        description=line.description,
        language=line.language,
        unit=line.unit,
        classifications=tuple(Classification(str(domain), str(code)) for domain, code in line.classifications),
    )
