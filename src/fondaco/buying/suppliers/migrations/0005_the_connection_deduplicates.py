from django.db import migrations


class Migration(migrations.Migration):
    # Whether orders are answered alike is the connection's from now on. What stood here is not carried over: no page
    # showed it, and every save of the supplier's page set it to no.

    dependencies = [
        ('bridge', '0005_enclosures_and_what_may_be_repeated'),
        ('buying_suppliers', '0004_asked_by_machine'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='supplier',
            name='deduplicates',
        ),
    ]
