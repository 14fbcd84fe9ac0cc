"""Amounts in another currency, at the rate of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fondaco.buying.company.models import ExchangeRate, LegalEntity
from fondaco.buying.lifecycle import Refused

ONE = Decimal(1)


def rate_on(*, entity: LegalEntity, currency: str, on: date) -> Decimal:
    """What one unit of ``currency`` is worth in the entity's currency on ``on``: the latest rate that holds that day.

    Raises Refused (``no_rate``) where there is none within the entity's ``rate_days``. Nothing is derived from the
    opposite direction or by way of a third currency.
    """
    if currency == entity.currency:
        return ONE
    known = ExchangeRate.objects.filter(
        currency=currency, into=entity.currency, on__lte=on, on__gte=on - timedelta(days=entity.rate_days)
    )
    rate = known.order_by("-on").values_list("rate", flat=True).first()
    if rate is None:
        raise Refused(
            "no_rate",
            _("There is no exchange rate from %(currency)s into %(into)s for %(day)s.")
            % {"currency": currency, "into": entity.currency, "day": date_format(on, "DATE_FORMAT")},
            _("Finance can enter one on the page of exchange rates; then submit again. Nothing was lost."),
        )
    return rate
