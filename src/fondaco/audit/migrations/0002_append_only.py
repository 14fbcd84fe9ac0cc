"""Lines are written once: the database itself refuses to change, delete or empty them.

A line may be sealed, once. What is in the row already stays as it is.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealing CONSTANT text[] := ARRAY['position', 'previous', 'digest', 'sealed_at'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.position IS NULL AND NEW.position IS NOT NULL
            AND to_jsonb(OLD) - sealing = to_jsonb(NEW) - sealing
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit lines are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_line_keep_row BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_keep();
CREATE TRIGGER audit_line_keep_table BEFORE TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_keep();
"""

BACKWARD = """
DROP TRIGGER audit_line_keep_table ON audit_line;
DROP TRIGGER audit_line_keep_row ON audit_line;
DROP FUNCTION audit_line_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
