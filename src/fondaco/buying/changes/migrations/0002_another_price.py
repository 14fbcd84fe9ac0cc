"""A change may accept another price: what it was before stays beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buying_changes", "0001_changes_of_orders")]

    operations = [
        migrations.AddField(
            model_name="changeline",
            name="unit_price_before",
            field=models.DecimalField(decimal_places=8, max_digits=22, null=True),
        ),
        migrations.RunSQL(
            "UPDATE buying_changes_changeline SET unit_price_before = unit_price", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="changeline",
            name="unit_price_before",
            field=models.DecimalField(decimal_places=8, max_digits=22),
        ),
    ]
