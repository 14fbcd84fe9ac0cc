"""What is asked about ways of paying."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Case, QuerySet, Value, When

from fondaco import rows
from fondaco.selling.accounts.models import BusinessAccount, Store
from fondaco.selling.payments.models import LimitRequest, PaymentMethod
from fondaco.selling.payments.states import RequestState

_DEFAULT: rows.Question[PaymentMethod] = rows.Question(
    lambda account: PaymentMethod.objects.filter(account_id=account, is_default=True, removed_at__isnull=True),
    account=int,
)


def default_method(account_id: int, today: date) -> PaymentMethod | None:
    """What an order of the account is paid with: its default, unless that is a card that has run out."""
    asked = asking_default(account_id)
    rows.together(asked)
    return usable(asked.first, today)


def asking_default(account_id: int) -> rows.Asked[PaymentMethod]:
    """The account's default, to be asked with others; :func:`usable` says whether it will do."""
    return _DEFAULT.asking(account=account_id)


def usable(method: PaymentMethod | None, today: date) -> PaymentMethod | None:
    """Nothing for a card that has run out."""
    if method is None or (method.expires_on is not None and method.expires_on < today):
        return None
    return method


def methods_of(account: BusinessAccount) -> QuerySet[PaymentMethod]:
    """The default first, then as they were added."""
    return PaymentMethod.objects.filter(account=account, removed_at__isnull=True).order_by("-is_default", "id")


def store() -> Store:
    """Whose rules say what is granted at once."""
    return Store.objects.get()


def grantable(account: BusinessAccount) -> Decimal:
    """The highest limit that the account can set by itself: the store's, or what it was granted already."""
    known = methods_of(account).filter(kind=PaymentMethod.Kind.INVOICE).first()
    return max(store().invoice_limit, (known.credit_limit if known else None) or Decimal(0))


def latest_request(account: BusinessAccount) -> LimitRequest | None:
    return LimitRequest.objects.filter(account=account).order_by("-asked_at", "-id").first()


def limit_requests() -> QuerySet[LimitRequest]:
    """Open ones first, the oldest of them foremost; then those decided, the newest first."""
    waits = Case(When(state=RequestState.OPEN, then=Value(0)), default=Value(1))
    requests = LimitRequest.objects.select_related("account", "asked_by", "decided_by")
    return requests.order_by(waits, "-decided_at", "asked_at")
