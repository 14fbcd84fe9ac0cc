"""Charges of orders become lines of their own; those of orders that exist are carried over, with what is expected now."""

import django.db.models.deletion
from decimal import Decimal

from django.db import migrations, models

# A discount beyond the freight was a negative sum of both. What is not paid in hundredths is rounded to its own coin.
CARRY_OVER = """
INSERT INTO buying_orders_ordercharge
    (order_id, request_charge_id, kind, words, quoted, quoted_on, amount, expected, allocation, scales)
SELECT o.id, (SELECT min(c.id) FROM buying_requests_requestcharge c
              WHERE c.request_id = o.request_id AND c.supplier_id = o.supplier_id AND c.kind = one.kind
              HAVING count(*) = 1),
       one.kind, one.words, one.amount, o.net, one.amount, one.amount, 'by_value', one.scales
FROM buying_orders_purchaseorder o
CROSS JOIN LATERAL (VALUES
    (CASE WHEN o.shipping < 0 THEN 'discount' ELSE 'freight' END, o.shipping_words, o.shipping, false),
    ('tax', o.tax_words, o.tax, true)
) AS one (kind, words, amount, scales)
WHERE one.amount IS NOT NULL
ORDER BY o.id, one.scales;

UPDATE buying_orders_purchaseorder SET charges_sum = coalesce(shipping, 0), tax = coalesce(tax, 0),
    total = net + coalesce(shipping, 0) + coalesce(tax, 0);

CREATE TEMPORARY TABLE coming ON COMMIT DROP AS
SELECT o.id AS order_id, o.net,
       CASE WHEN o.currency IN ('JPY', 'KRW', 'CLP', 'ISK', 'VND', 'UGX', 'XAF', 'XOF', 'XPF') THEN 0
            WHEN o.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3 ELSE 2 END AS places,
       coalesce(sum(line.quantity), 0) AS quantity, coalesce(sum(line.amount), 0) AS amount
FROM buying_orders_purchaseorder o
LEFT JOIN LATERAL (
    SELECT q.quantity, l.amount * q.quantity / l.ordered - coalesce((
               SELECT greatest(sum(p.quantity * (l.amount / l.ordered - p.unit_price)), 0)
               FROM buying_orders_confirmedportion p
               JOIN buying_orders_confirmation c ON c.id = p.confirmation_id
               WHERE p.line_id = l.id AND p.becomes = 'confirmed' AND p.unit_price IS NOT NULL
                 AND c.replaced_at IS NULL AND o.state <> 'cancelled'), 0) AS amount
    FROM buying_orders_orderline l
    CROSS JOIN LATERAL (SELECT CASE o.state WHEN 'cancelled' THEN 0 WHEN 'closed' THEN l.confirmed
                                            ELSE l.ordered - l.rejected END AS quantity) q
    WHERE l.order_id = o.id
) line ON true
GROUP BY o.id;

UPDATE buying_orders_ordercharge charge SET expected = CASE
    WHEN coming.quantity = 0 THEN 0
    WHEN NOT charge.scales OR coming.net = 0 THEN charge.amount
    ELSE round(charge.quoted * least(coming.amount, coming.net) / coming.net, coming.places) END
FROM coming WHERE coming.order_id = charge.order_id;

UPDATE buying_orders_purchaseorder o SET expected = least(o.total, greatest(0,
    round(coming.amount, coming.places)
    + coalesce((SELECT sum(c.expected) FROM buying_orders_ordercharge c WHERE c.order_id = o.id), 0)))
FROM coming WHERE coming.order_id = o.id;

SET CONSTRAINTS ALL IMMEDIATE;
"""

BACK = """
UPDATE buying_orders_purchaseorder o SET
    shipping = (SELECT sum(c.amount) FROM buying_orders_ordercharge c WHERE c.order_id = o.id AND c.kind <> 'tax'),
    shipping_words = coalesce((SELECT min(c.words) FROM buying_orders_ordercharge c
                               WHERE c.order_id = o.id AND c.kind = 'freight'), ''),
    tax = (SELECT sum(c.amount) FROM buying_orders_ordercharge c WHERE c.order_id = o.id AND c.kind = 'tax'),
    tax_words = coalesce((SELECT min(c.words) FROM buying_orders_ordercharge c
                          WHERE c.order_id = o.id AND c.kind = 'tax'), '');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("buying_orders", "0004_found_by_words"),
        ("buying_requests", "0005_favourites"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charges",
                        to="buying_orders.purchaseorder",
                    ),
                ),
                (
                    "request_charge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_charges",
                        to="buying_requests.requestcharge",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("freight", "freight"),
                            ("fee", "fee"),
                            ("discount", "discount"),
                            ("tax", "tax, estimated"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=255)),
                ("quoted", models.DecimalField(decimal_places=4, max_digits=18)),
                ("quoted_on", models.DecimalField(decimal_places=4, max_digits=18)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=18)),
                ("expected", models.DecimalField(decimal_places=4, max_digits=18)),
                (
                    "allocation",
                    models.CharField(
                        choices=[
                            ("by_value", "by value"),
                            ("by_quantity", "by quantity"),
                            ("equally", "the same for each line"),
                        ],
                        default="by_value",
                        max_length=12,
                    ),
                ),
                ("scales", models.BooleanField(default=False)),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="ordercharge",
            constraint=models.UniqueConstraint(fields=("order", "request_charge"), name="buying_order_charge_once"),
        ),
        migrations.AddConstraint(
            model_name="ordercharge",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["freight", "fee", "discount", "tax"]),
                name="buying_order_charge_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordercharge",
            constraint=models.CheckConstraint(
                condition=models.Q(allocation__in=["by_value", "by_quantity", "equally"]),
                name="buying_order_charge_allocation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordercharge",
            constraint=models.CheckConstraint(
                condition=models.Q(kind="discount", expected__lte=0, amount__lte=models.F("expected"))
                | (~models.Q(kind="discount") & models.Q(expected__gte=0, amount__gte=models.F("expected"))),
                name="buying_order_charge_expected_within",
            ),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="charges_sum",
            field=models.DecimalField(decimal_places=4, default=Decimal(0), max_digits=18),
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="expected",
            field=models.DecimalField(decimal_places=4, default=Decimal(0), max_digits=18),
            preserve_default=False,
        ),
        migrations.RunSQL(CARRY_OVER, BACK),
        migrations.RemoveField(model_name="purchaseorder", name="shipping"),
        migrations.RemoveField(model_name="purchaseorder", name="shipping_words"),
        migrations.RemoveField(model_name="purchaseorder", name="tax_words"),
        migrations.AlterField(
            model_name="purchaseorder",
            name="tax",
            field=models.DecimalField(decimal_places=4, default=Decimal(0), max_digits=18),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("charges_sum") + models.F("tax")),
                name="buying_order_total_is_the_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(expected__gte=0, expected__lte=models.F("total")),
                name="buying_order_expected_within",
            ),
        ),
        migrations.RemoveConstraint(model_name="orderline", name="buying_order_line_can_be_ordered"),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(ordered__gte=0, unit_price__gte=0), name="buying_order_line_can_be_ordered"
            ),
        ),
    ]
