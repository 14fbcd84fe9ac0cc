"""Orders from before had one answer each, under their own number: it gets its row."""

from django.db import migrations

ANSWERS = """
INSERT INTO selling_orders_answer (order_id, position, number, payload_id, said_at)
SELECT id, 1,
       'S-' || to_char(received_at AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(id::text, greatest(6, length(id::text)), '0'),
       '', coalesce(decided_at, received_at)
FROM selling_orders_salesorder
WHERE NOT EXISTS (SELECT 1 FROM selling_orders_answer AS known WHERE known.order_id = selling_orders_salesorder.id);
UPDATE selling_orders_salesorderline AS line SET answer_id = answer.id
FROM selling_orders_answer AS answer WHERE answer.order_id = line.order_id AND line.answer_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("selling_orders", "0002_safeguards_and_changes")]
    operations = [migrations.RunSQL(ANSWERS, migrations.RunSQL.noop)]
