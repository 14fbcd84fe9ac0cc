"""A purchase request as the approvers' rules see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Category, CostCentre
from fondaco.buying.company.queries import category_paths
from fondaco.buying.policy.subject import Remark, Shown, ShownCharge, ShownLine, Subject, SubjectLine
from fondaco.buying.requests.accounts import budgets_ahead
from fondaco.buying.requests.models import ChargeKind, Exclusion, LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import SETTLED, LineState
from fondaco.buying.requests.sums import borne_by
from fondaco.buying.suppliers.models import Policy, Supplier, SupplierCategory

KIND = "request"


class RequestSubject:
    """What approvals judge. ``amount`` is what the accounts bear: lines and charges, without the VAT, in the
    company's currency.

    ``cost_centre`` may be another than the request's own: so the route is shown before anything is saved.
    """

    kind = KIND

    def __init__(
        self,
        request: PurchaseRequest,
        *,
        cost_centre: CostCentre | None = None,
        lapsing: frozenset[str] = frozenset(),
        over_budget: bool = False,
    ) -> None:
        self.request = request
        self.lapsing, self.over_budget = lapsing, over_budget
        chosen = cost_centre or request.cost_centre
        self.public_id = request.public_id
        self.number = request.number
        self.url = request.get_absolute_url()
        self.requester_id: int = request.requester_id
        self.beneficiary_id: int = request.beneficiary_id
        self.legal_entity_id: int = request.legal_entity_id
        self.amount: Decimal = request.net + request.charges_sum
        self.currency = request.currency
        self.cost_centre_id: int | None = chosen.pk if chosen else None

    @property
    def title(self) -> str:
        names = suppliers_of(self.request)
        return f"{self.number} · {', '.join(names)}" if names else self.number

    @cached_property
    def rows(self) -> list[RequestLine]:
        """The request's lines as they are when first asked for. One statement where they were not loaded."""
        known = getattr(self.request, "_prefetched_objects_cache", {})
        if "lines" in known:
            return list(self.request.lines.all())
        return list(self.request.lines.select_related("supplier", "category", "cost_centre", "project", "deliver_to"))

    @cached_property
    def lines(self) -> tuple[SubjectLine, ...]:
        paths = self._paths
        borne = borne_by(self.rows, self.request.charges.all(), self.currency)
        open_ = [line for line in self.rows if line.included and line.state not in SETTLED]
        return tuple(self._line(line, borne[line.key], paths) for line in open_)

    def _line(self, line: RequestLine, amount: Decimal, paths: Mapping[int, tuple[str, ...]]) -> SubjectLine:
        return SubjectLine(
            key=line.key,
            digest=line_digest(self.request, line),
            words=line.description or line.supplier_part_id,
            amount=amount,
            categories=paths.get(line.category_id or 0, ()),
            supplier=line.supplier.public_id if line.supplier else "",
            cost_centre_id=line.cost_centre_id or self.cost_centre_id,
            project_id=line.project_id or self.request.project_id,
            flags=flags_of(line) | self._present(line),
            hold_expires_at=line.hold_expires_at,
        )

    def _present(self, line: RequestLine) -> set[str]:
        """What is said of a line by its neighbours and by the day."""
        flags = {"over_budget"} if self.over_budget else set()
        if line.key in self.lapsing:
            flags.add("hold_lapsing")
        if line.supplier is not None:
            word = self._word(line)
            if word == Policy.BLOCKED:
                flags.add("blocked")
            if word != Policy.PREFERRED and not line.supplier.payment_terms:
                flags.add("no_contract")
            if line.supplier.pk in self._new_suppliers:
                flags.add("new_supplier")
        return flags

    def _word(self, line: RequestLine) -> str:
        """What the company says about buying this from its supplier; the nearest category above it decides."""
        assert line.supplier is not None
        if line.supplier.policy == Policy.BLOCKED or line.category is None:
            return line.supplier.policy
        for code in reversed(self._paths.get(line.category.pk, ())):
            if (line.supplier.pk, code) in self._said:
                return self._said[line.supplier.pk, code]
        return line.supplier.policy

    @cached_property
    def _paths(self) -> Mapping[int, tuple[str, ...]]:
        return category_paths([line.category for line in self.rows if line.category is not None])

    @cached_property
    def _said(self) -> dict[tuple[int, str], str]:
        rows = SupplierCategory.objects.filter(supplier__in={line.supplier_id for line in self.rows} - {None})
        return {(row[0], row[1]): row[2] for row in rows.values_list("supplier_id", "category__code", "policy")}

    @cached_property
    def _new_suppliers(self) -> frozenset[int]:
        return frozenset(_never_bought_from(self.request, self.rows))

    def digest(self) -> str:
        """SHA-256 (hex) over everything an approver decides about: who buys what where at which price, and why."""
        content = {
            "number": self.request.number,
            "requester": self.requester_id,
            "beneficiary": self.beneficiary_id,
            "legal_entity": self.legal_entity_id,
            "sums": [_number(one) for one in (self.request.net, self.request.charges_sum, self.request.tax)],
            "lines": {line.key: line_digest(self.request, line) for line in self.rows if line.included},
            "files": sorted(self.request.attachments.values_list("digest", flat=True)),
        }
        return _sha(content)


def flags_of(line: RequestLine) -> frozenset[str]:
    """What can be said of a line alone, without asking anybody."""
    flags = set()
    if line.price_quoted is not None and line.unit_price is not None and line.unit_price > line.price_quoted:
        flags.add("price_changed")
    if line.kind == LineKind.FREE:
        flags.add("free")
    if line.kind == LineKind.SERVICE:
        flags.add("service")
    if line.estimated:
        flags.add("estimated")
    return frozenset(flags)


def line_digest(request: PurchaseRequest, line: RequestLine) -> str:
    """SHA-256 (hex) over one line as it is agreed to: the line, and of the request what touches it."""
    return _sha(
        [
            line.line_number,
            line.kind,
            line.supplier_id,
            line.supplier_part_id,
            line.supplier_part_auxiliary_id,
            line.description,
            _number(line.quantity),
            line.unit,
            line.currency,
            _number(line.unit_price),
            _number(line.amount),
            line.cart_digest,
            line.category_id,
            line.cost_centre_id or request.cost_centre_id,
            line.project_id or request.project_id,
            _place(line.deliver_to or request.deliver_to),
            request.need_by.isoformat() if request.need_by else None,
            request.reason,
        ]
    )


def _sha(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _number(value: Decimal | None) -> str | None:
    """As a column of four places gives it back, and to its eighth only where a price needs them."""
    if value is None:
        return None
    return f"{value:.4f}" if value == round(value, 4) else f"{value:.8f}"


def _place(address: Model | None) -> list[str] | None:
    if address is None:
        return None
    names = ("code", "name", "street", "postal_code", "city", "province", "country")
    return [str(getattr(address, name)) for name in names]


def suppliers_of(request: PurchaseRequest) -> list[str]:
    """The names of the suppliers of the lines that will be ordered, in the order of the lines, each once."""
    known = getattr(request, "_prefetched_objects_cache", {})
    rows = request.lines.all() if "lines" in known else request.lines.select_related("supplier")
    return list(dict.fromkeys(line.supplier.name for line in rows if line.included and line.supplier))


def load_subject(public_id: str, *, lock: bool) -> RequestSubject:
    """For approvals. With ``lock`` nobody can change the request until the transaction ends."""
    rows = PurchaseRequest.objects.select_related("legal_entity", "cost_centre", "project", "deliver_to")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return RequestSubject(rows.get(public_id=public_id))


def show_subject(subject: Subject) -> Shown:
    """What the approver sees of a request."""
    assert isinstance(subject, RequestSubject)
    request = subject.request
    charges = request.charges.exclude(kind=ChargeKind.TAX).select_related("supplier")
    return Shown(
        supplier=", ".join(suppliers_of(request)),
        reason=request.reason,
        cost_centre=str(request.cost_centre or ""),
        deliver_to=str(request.deliver_to or ""),
        need_by=request.need_by,
        currency=request.currency,
        net=request.net,
        charges=tuple(
            ShownCharge(one.words or str(ChargeKind(one.kind).label), one.supplier.name, one.company_amount)
            for one in charges
        ),
        tax=request.tax,
        total=request.total,
        lines=tuple(_shown(line, request) for line in subject.rows),
        remarks=_remarks(request),
        budgets=budgets_ahead(request, on=request.charged_on, lines=subject.rows) if request.charged_on else (),
        asked_for=request.beneficiary.name if request.beneficiary_id != request.requester_id else "",
    )


def _shown(line: RequestLine, request: PurchaseRequest) -> ShownLine:
    return ShownLine(
        line_number=line.line_number,
        description=line.description or line.supplier_part_id,
        part_id=line.supplier_part_id,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        currency=line.currency,
        company_amount=line.company_amount,
        key=line.key,
        supplier=line.supplier.name if line.supplier else "",
        category=_name(line.category),
        cost_centre=str(line.cost_centre or request.cost_centre or ""),
        hold_expires_at=line.hold_expires_at,
        left_out="" if line.included else str(Exclusion(line.exclusion).label),
    )


def _name(category: Category | None) -> str:
    return category.name if category else ""


def _remarks(request: PurchaseRequest) -> tuple[Remark, ...]:
    remarks = []
    codes = {problem.code for problem in request.cart_problems.all()}
    if "total_differs" in codes:
        remarks.append(
            Remark(_("The supplier's own total differs from the sum of the lines. The lines are what is ordered."))
        )
    if "no_total" in codes:
        remarks.append(Remark(_("The supplier named no total; it is worked out from the lines."), "calm"))
    new = _never_bought_from(request, request.lines.select_related("supplier"))
    first = [_("First order from %(supplier)s.") % {"supplier": name} for name in new.values()]
    return (*remarks, *(Remark(words, "calm") for words in first))


def _never_bought_from(request: PurchaseRequest, lines: Iterable[RequestLine]) -> dict[int, str]:
    """Key and name of the suppliers among ``lines`` that no other request led to an order with. One statement."""
    mine = {line.supplier.pk: line.supplier.name for line in lines if line.supplier}
    ordered = RequestLine.objects.filter(supplier=OuterRef("pk"), state=LineState.ORDERED).exclude(request=request)
    # The first order found is enough: a supplier may have a million.
    known = set(Supplier.objects.filter(Exists(ordered), pk__in=list(mine)).values_list("pk", flat=True))
    return {pk: name for pk, name in mine.items() if pk not in known}
