"""A group's PunchOut status goes one way, and the database holds it there. Groups connected before take theirs from it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION selling_accounts_group_one_way() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    road CONSTANT text[] := ARRAY['plain', 'integrating', 'test', 'active'];
BEGIN
    IF array_position(road, NEW.status::text) < array_position(road, OLD.status::text) THEN
        RAISE EXCEPTION 'PunchOut goes one way: % does not follow %', NEW.status, OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER selling_accounts_group_one_way BEFORE UPDATE ON selling_accounts_group
    FOR EACH ROW EXECUTE FUNCTION selling_accounts_group_one_way();
"""

BACKWARD = """
DROP TRIGGER selling_accounts_group_one_way ON selling_accounts_group;
DROP FUNCTION selling_accounts_group_one_way();
"""


def take_status(apps, schema_editor):
    """Production anywhere means that the group is active; connected at all, that it is tried."""
    for connection in apps.get_model("selling_accounts", "Connection").objects.select_related("group", "partner"):
        group = connection.group
        if group.status != "active":
            group.status = "active" if connection.partner.mode == "production" else "test"
            group.status_since = group.status_since or connection.created_at
            group.purchasing_system = group.purchasing_system or connection.partner.profile
            group.save(update_fields=["status", "status_since", "purchasing_system"])


class Migration(migrations.Migration):
    dependencies = [("selling_accounts", "0002_people_and_status"), ("bridge", "0002_languages")]
    operations = [
        migrations.RunPython(take_status, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
