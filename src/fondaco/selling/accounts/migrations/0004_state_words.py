from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("selling_accounts", "0003_one_way")]
    operations = [
        migrations.AddField(
            model_name="businessaccount",
            name="state_words",
            field=models.TextField(blank=True),
        ),
    ]
