"""Customers that ordered before there were payment methods pay as they did: by invoice."""

from decimal import Decimal

from django.db import migrations


def by_invoice(apps, schema_editor):
    methods = apps.get_model("selling_payments", "PaymentMethod")
    groups = apps.get_model("selling_accounts", "Group").objects.filter(status="active").select_related("account")
    for account in {group.account for group in groups}:
        methods.objects.create(
            account=account,
            kind="invoice",
            label="Invoice",
            terms_days=30,
            credit_limit=Decimal(100_000),
            is_default=True,
            created_at=account.created_at,
        )


class Migration(migrations.Migration):
    dependencies = [("selling_payments", "0001_initial"), ("selling_accounts", "0003_one_way")]
    operations = [migrations.RunPython(by_invoice, migrations.RunPython.noop)]
