"""Two prices agreed for one customer, offer and quantity never hold on the same day; sellers send what is theirs."""

from django.db import migrations

# Ranges alone need no extension: numbers stand in it as ranges of one.
FORWARD = """
ALTER TABLE selling_catalog_contractprice ADD CONSTRAINT contract_once_at_a_time EXCLUDE USING gist (
    int8range(account_id, account_id, '[]') WITH &&,
    int8range(offer_id, offer_id, '[]') WITH &&,
    numrange(from_quantity, from_quantity, '[]') WITH &&,
    daterange(starts_on, ends_on, '[]') WITH &&
);
UPDATE selling_catalog_offer SET fulfilment = 'seller'
    FROM selling_catalog_seller s WHERE s.id = seller_id AND NOT s.own;
"""
BACKWARD = "ALTER TABLE selling_catalog_contractprice DROP CONSTRAINT contract_once_at_a_time"


class Migration(migrations.Migration):
    dependencies = [("selling_catalog", "0002_for_each_customer")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
