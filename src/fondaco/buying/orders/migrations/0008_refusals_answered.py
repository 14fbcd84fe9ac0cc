"""What somebody did about goods that do not come."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("again", "asked for again"),
    ("elsewhere", "another supplier is looked for"),
    ("accept", "the supplier's price is accepted"),
    ("give_up", "given up"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("buying_orders", "0007_answers_recorded_and_silence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Remedy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=12)),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=18)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("about", models.CharField(blank=True, db_index=True, max_length=80)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("url", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("over_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies",
                        to="buying_orders.orderline",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remedies",
                        to="buying_orders.purchaseorder",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "remedies",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=[kind for kind, _words in KINDS]),
                        name="buying_remedy_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(quantity__gt=0), name="buying_remedy_positive"),
                ],
            },
        ),
    ]
