"""An auditor has no other role: the database itself refuses. The employee's row is locked, so two at once cannot."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION buying_duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM buying_company_employee WHERE id = NEW.employee_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM buying_company_role r
        WHERE r.employee_id = NEW.employee_id AND r.id <> NEW.id AND (r.name = 'auditor') <> (NEW.name = 'auditor')
    ) THEN
        RAISE EXCEPTION 'buying_duties_apart: an auditor has no other role' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER buying_duties_apart AFTER INSERT OR UPDATE ON buying_company_role
    FOR EACH ROW EXECUTE FUNCTION buying_duties_apart();
"""

BACKWARD = """
DROP TRIGGER buying_duties_apart ON buying_company_role;
DROP FUNCTION buying_duties_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("buying_company", "0003_reminders")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
