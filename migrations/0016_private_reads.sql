-- Controllers read private fields, and each such read is recorded, before anything of it is shown.

CREATE TABLE private_read (
    id uuid PRIMARY KEY,
    at instant NOT NULL,
    person uuid NOT NULL REFERENCES person,
    role text NOT NULL CHECK (role = 'controller'),
    handle uuid NOT NULL,
    operation public_code NOT NULL,
    kind public_code NOT NULL,
    object uuid,
    row_count int4 NOT NULL CHECK (row_count > 0)
);
COMMENT ON TABLE private_read IS
    'Each read of private fields by a controller: who read how many rows of what, never what they say.';
CALL class_table('private_read', 'private');
-- Private tables may lose rows at the end of their time; this one is a journal beside the record.
DROP TRIGGER nothing_is_edited ON private_read;
CREATE TRIGGER nothing_is_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON private_read
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE private_read ENABLE ALWAYS TRIGGER nothing_is_edited;

CREATE VIEW reach_of_oversight WITH (security_invoker = true) AS
SELECT p.person AS holder, a.from_date, a.until_date,
       CASE WHEN a.scope = 'installation' THEN NULL ELSE a.organisation END AS organisation
FROM appointment AS a
JOIN appointment_person AS p ON p.handle = a.handle
WHERE a.role IN ('privacy-officer', 'controller');
COMMENT ON VIEW reach_of_oversight IS
    'Privacy officers and controllers by person; organisation: NULL is the whole installation.';
CALL class_view('reach_of_oversight');
