"""A line may stand for one whose goods did not come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buying_requests", "0005_favourites")]

    operations = [
        migrations.AddField(
            model_name="requestline",
            name="instead_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="buying_requests.requestline",
            ),
        ),
        migrations.AlterField(
            model_name="purchaserequest",
            name="origin",
            field=models.CharField(
                choices=[
                    ("cart", "a cart from a store"),
                    ("written", "written without a catalogue"),
                    ("reorder", "ordered before"),
                    ("standing", "a standing order"),
                    ("elsewhere", "another supplier is looked for"),
                ],
                default="cart",
                max_length=10,
            ),
        ),
    ]
