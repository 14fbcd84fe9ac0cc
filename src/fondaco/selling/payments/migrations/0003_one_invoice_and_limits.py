import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fondaco.bridge.models

PERSON = settings.AUTH_USER_MODEL
STATES = [
    ("open", "waiting for customer service"),
    ("granted", "granted"),
    ("declined", "declined"),
    ("withdrawn", "withdrawn"),
]


def _nobody_or(to):
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("selling_accounts", "0005_invoice_rules"),
        ("selling_payments", "0002_customers_from_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="LimitRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=fondaco.bridge.models.new_public_id, editable=False, max_length=40, unique=True
                    ),
                ),
                ("wanted", models.DecimalField(decimal_places=4, max_digits=18)),
                ("words", models.TextField()),
                ("state", models.CharField(choices=STATES, default="open", max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("granted", models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limit_requests",
                        to="selling_accounts.businessaccount",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=PERSON),
                ),
                ("decided_by", _nobody_or(PERSON)),
            ],
        ),
        migrations.AddConstraint(
            model_name="paymentmethod",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "invoice"), ("removed_at__isnull", True)),
                fields=("account",),
                name="payments_one_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="limitrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("account",), name="payments_one_open_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="limitrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__gt", 0)), name="payments_request_wanted"
            ),
        ),
        migrations.AddConstraint(
            model_name="limitrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("granted__isnull", True), ("state__in", ["open", "declined", "withdrawn"])),
                    models.Q(("granted__gt", 0), ("state", "granted")),
                    _connector="OR",
                ),
                name="payments_request_granted",
            ),
        ),
    ]
