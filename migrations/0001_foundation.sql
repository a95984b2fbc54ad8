-- What the other migrations stand on: domains, the classes of tables with the rights and triggers
-- that each class brings, and the steps that a state may take. Runs as the owner role; the roles
-- themselves are made with the cluster or by whoever runs the database server.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'buurtkas_daemon') THEN
        RAISE EXCEPTION 'role buurtkas_daemon does not exist: create it before migrating';
    END IF;
END
$$;

-- Only the two roles have business here.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO buurtkas_daemon;

-- Public ASCII, never free text (base/field.h, FIELD_CODE). The length stands apart: counted in the pattern
-- it costs ten times as much, and a vote has a reference.
CREATE DOMAIN public_code AS text
    CONSTRAINT public_code_form CHECK (VALUE ~ '^[A-Za-z0-9._:/-]+$' AND length(VALUE) <= 63);
CREATE DOMAIN hash32 AS bytea
    CONSTRAINT hash32_length CHECK (octet_length(VALUE) = 32);
-- Whole euro cents, never negative, at most AMOUNT_CENTS_MAX of domain/acts.h.
CREATE DOMAIN cents AS int8
    CONSTRAINT cents_range CHECK (VALUE BETWEEN 0 AND 100000000000000);
-- Milliseconds since 1970-01-01T00:00:00Z.
CREATE DOMAIN instant AS int8
    CONSTRAINT instant_range CHECK (VALUE BETWEEN 0 AND 253402300799999);

-- Each table's class. A test compares it with the tables, their rights and their triggers.
CREATE TABLE table_class (
    name text PRIMARY KEY,
    class text NOT NULL CHECK (class IN ('journal', 'projection', 'opening', 'private', 'schema')),
    state_columns text[] NOT NULL
);
COMMENT ON TABLE table_class IS
    'Class of every table: journal (INSERT only), projection (its state columns change), opening
(erasable), private (outside the record), schema (changed by migrations only).';
COMMENT ON COLUMN table_class.state_columns IS 'Columns that the daemon may update.';

-- The second line behind the rights. A superuser can disable it; the public log is the third line.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: nothing is edited', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'nothing_is_edited',
              TABLE = TG_TABLE_NAME;
END
$$;

-- Gives a table its class: registers it, grants what the class allows and makes the triggers that
-- refuse the rest to everyone. ALWAYS: also where session_replication_role is replica.
CREATE PROCEDURE class_table(table_name text, class text, state_columns text[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
DECLARE
    refused text := CASE class
        WHEN 'journal' THEN 'UPDATE OR DELETE OR TRUNCATE'
        WHEN 'projection' THEN 'DELETE OR TRUNCATE'
        -- An opening may be deleted, by an erasure act only: nobody has that right yet.
        WHEN 'opening' THEN 'UPDATE OR TRUNCATE'
        ELSE 'TRUNCATE'
    END;
    columns text;
BEGIN
    INSERT INTO table_class VALUES (table_name, class, state_columns);
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, buurtkas_daemon', table_name);
    EXECUTE format('GRANT SELECT ON %I TO buurtkas_daemon', table_name);
    IF class <> 'schema' THEN
        EXECUTE format('GRANT INSERT ON %I TO buurtkas_daemon', table_name);
    END IF;
    IF cardinality(state_columns) > 0 THEN
        SELECT string_agg(quote_ident(name), ', ') INTO columns FROM unnest(state_columns) AS name;
        EXECUTE format('GRANT UPDATE (%s) ON %I TO buurtkas_daemon', columns, table_name);
    END IF;
    EXECUTE format('CREATE TRIGGER nothing_is_edited BEFORE %s ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', refused, table_name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER nothing_is_edited', table_name);
END
$$;
REVOKE EXECUTE ON PROCEDURE class_table FROM PUBLIC;

-- Steps that a state may take. A batch may take several at once (a motion can be drafted, opened
-- and closed between two commits), so the table holds every pair that some row of steps leads
-- through.
CREATE TABLE state_step (
    table_name text,
    from_state text,
    to_state text,
    PRIMARY KEY (table_name, from_state, to_state)
);
COMMENT ON TABLE state_step IS 'States that may follow a state, directly or through others.';
INSERT INTO state_step VALUES
    ('envelope', 'open', 'ended'), ('envelope', 'open', 'closed'), ('envelope', 'ended', 'closed'),
    ('mandate', 'granted', 'in-force'), ('mandate', 'granted', 'suspended'),
    ('mandate', 'granted', 'withdrawn'), ('mandate', 'in-force', 'suspended'),
    ('mandate', 'in-force', 'withdrawn'), ('mandate', 'suspended', 'in-force'),
    ('mandate', 'suspended', 'withdrawn'),
    ('meeting', 'convened', 'opened'), ('meeting', 'convened', 'closed'),
    ('meeting', 'convened', 'not-opened'),
    ('meeting', 'opened', 'closed'),
    ('motion', 'drafted', 'open'), ('motion', 'drafted', 'closed'),
    ('motion', 'drafted', 'decided'), ('motion', 'drafted', 'void'),
    ('motion', 'open', 'closed'), ('motion', 'open', 'decided'),
    ('motion', 'open', 'void'), ('motion', 'closed', 'decided'),
    -- A decision that was recorded wrongly is reversed: the verdict stands and is decided on anew.
    ('motion', 'decided', 'closed');

CREATE FUNCTION check_state_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM state_step
                   WHERE table_name = TG_TABLE_NAME AND from_state = OLD.state
                     AND to_state = NEW.state) THEN
        RAISE EXCEPTION '% % cannot go from % to %', TG_TABLE_NAME, OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_state_step',
                  TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;

CALL class_table('table_class', 'schema');
CALL class_table('state_step', 'schema');
CALL class_table('schema_migration', 'schema');
COMMENT ON TABLE schema_migration IS 'Migrations that this database has had, with their SHA-256.';
