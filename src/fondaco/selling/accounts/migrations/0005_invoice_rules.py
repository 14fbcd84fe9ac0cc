from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("selling_accounts", "0004_state_words")]
    operations = [
        migrations.AddField(
            model_name="store",
            name="invoice_limit",
            field=models.DecimalField(decimal_places=4, default=Decimal("5000"), max_digits=18),
        ),
        migrations.AddField(
            model_name="store", name="invoice_terms_days", field=models.PositiveSmallIntegerField(default=30)
        ),
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("invoice_limit__gte", 0)), name="accounts_store_invoice_limit"
            ),
        ),
    ]
