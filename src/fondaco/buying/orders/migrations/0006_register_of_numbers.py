"""Every order number that was ever given is kept, and the database lets none be left out, renumbered or deleted.

A number names the one before it as a foreign key, so that there is one before it; a trigger keeps what was given.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CARRY_OVER = """
INSERT INTO buying_orders_ordernumber
    (legal_entity_id, year, serial, text, state, request_id, supplier_id, order_id, given_at, given_by_id,
     voided_at, void_reason, void_words)
SELECT e.id, counter.year, serial.number,
       coalesce(o.number, 'PO' || CASE WHEN rank.earlier > 0 THEN (rank.earlier + 1)::text ELSE '' END
                          || '-' || counter.year || '-' || lpad(serial.number::text, 6, '0')),
       CASE WHEN o.id IS NULL THEN 'voided' ELSE 'used' END, o.request_id, o.supplier_id, o.id, o.issued_at,
       o.issued_by_id, CASE WHEN o.id IS NULL THEN now() END, CASE WHEN o.id IS NULL THEN 'unknown' ELSE '' END, ''
FROM (
    SELECT legal_entity_id, year, max(last) AS last FROM (
        SELECT legal_entity_id, year, last FROM buying_orders_ordercounter
        UNION ALL SELECT legal_entity_id, year, serial FROM buying_orders_purchaseorder
    ) known GROUP BY legal_entity_id, year
) counter
JOIN buying_company_legalentity e ON e.id = counter.legal_entity_id
CROSS JOIN LATERAL (SELECT count(*) AS earlier FROM buying_company_legalentity x WHERE x.id < e.id) rank
CROSS JOIN LATERAL generate_series(1, counter.last) AS serial (number)
LEFT JOIN buying_orders_purchaseorder o
    ON o.legal_entity_id = e.id AND o.year = counter.year AND o.serial = serial.number
ORDER BY e.id, counter.year, serial.number;

SET CONSTRAINTS ALL IMMEDIATE;
"""

KEEP = """
ALTER TABLE buying_orders_ordernumber
    ADD COLUMN before_it integer GENERATED ALWAYS AS (nullif(serial - 1, 0)) STORED,
    ADD CONSTRAINT buying_order_number_follows FOREIGN KEY (legal_entity_id, year, before_it)
        REFERENCES buying_orders_ordernumber (legal_entity_id, year, serial);
CREATE FUNCTION buying_order_number_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'buying_order_number_kept: a number that was given stays' USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.legal_entity_id, OLD.year, OLD.serial, OLD.text) IS DISTINCT FROM
       (NEW.legal_entity_id, NEW.year, NEW.serial, NEW.text)
       OR OLD.state = 'voided' OR (OLD.state = 'used' AND NEW.order_id IS DISTINCT FROM OLD.order_id) THEN
        RAISE EXCEPTION 'buying_order_number_kept: a number is not changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER buying_order_number_kept BEFORE UPDATE OR DELETE ON buying_orders_ordernumber
    FOR EACH ROW EXECUTE FUNCTION buying_order_number_kept();
"""

KEEP_NO_MORE = """
DROP TRIGGER buying_order_number_kept ON buying_orders_ordernumber;
DROP FUNCTION buying_order_number_kept();
ALTER TABLE buying_orders_ordernumber DROP CONSTRAINT buying_order_number_follows, DROP COLUMN before_it;
"""

PERSON = {"blank": True, "null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    dependencies = [
        ("buying_company", "0005_files_tried"),
        ("buying_orders", "0005_charges"),
        ("buying_requests", "0005_favourites"),
        ("buying_suppliers", "0003_terms_and_mappings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "legal_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="buying_company.legalentity"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=24, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reserved", "given, not ordered yet"),
                            ("used", "ordered"),
                            ("voided", "void"),
                        ],
                        default="reserved",
                        max_length=10,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_numbers",
                        to="buying_requests.purchaserequest",
                    ),
                ),
                ("supplier", models.ForeignKey(to="buying_suppliers.supplier", **PERSON)),
                (
                    "order",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_number",
                        to="buying_orders.purchaseorder",
                    ),
                ),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("given_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("voided_by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
                (
                    "void_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("withdrawn", "the request was withdrawn"),
                            ("rejected", "the request was rejected"),
                            ("nothing_left", "nothing of this supplier was ordered"),
                            ("unknown", "given before the register was kept, to no order that is known"),
                        ],
                        max_length=20,
                    ),
                ),
                ("void_words", models.TextField(blank=True)),
            ],
            options={"ordering": ["-year", "-serial"]},
        ),
        migrations.AddConstraint(
            model_name="ordernumber",
            constraint=models.UniqueConstraint(
                fields=("legal_entity", "year", "serial"), name="buying_order_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ordernumber",
            constraint=models.UniqueConstraint(
                condition=models.Q(state="reserved"),
                fields=("request", "supplier"),
                name="buying_order_number_one_reserved",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordernumber",
            constraint=models.CheckConstraint(
                condition=models.Q(serial__gte=1), name="buying_order_number_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="ordernumber",
            constraint=models.CheckConstraint(
                condition=models.Q(state="reserved", order__isnull=True, voided_at__isnull=True, void_reason="")
                | models.Q(state="used", order__isnull=False, voided_at__isnull=True, void_reason="")
                | (
                    models.Q(state="voided", order__isnull=True, voided_at__isnull=False)
                    & ~models.Q(void_reason="")
                ),
                name="buying_order_number_one_fate",
            ),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, KEEP_NO_MORE),
    ]
