-- What never enters the record: persons, their tokens, who stands behind a handle, idempotency
-- keys.

CREATE TABLE person (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at instant NOT NULL
);
COMMENT ON TABLE person IS 'A person known to this installation.';
CALL class_table('person', 'private');

CREATE TABLE token (
    id uuid PRIMARY KEY,
    hash hash32 NOT NULL,
    person uuid NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    until_date date NOT NULL,
    created_at instant NOT NULL,
    revoked_at instant
);
COMMENT ON TABLE token IS 'SHA-256 of each bearer token; the token itself is nowhere.';
CREATE UNIQUE INDEX token_hash ON token (hash);
COMMENT ON INDEX token_hash IS 'Two tokens never have one hash.';
CALL class_table('token', 'private', '{revoked_at}');

CREATE TABLE appointment_person (
    handle uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE appointment_person IS
    'The person behind a handle. Read whole at start: no index by person.';
CALL class_table('appointment_person', 'private');

CREATE TABLE payee_person (
    payee uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES person DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE payee_person IS 'The person behind a payee who is a natural person known here.';
CALL class_table('payee_person', 'private');

-- A row a write, votes included: one index, no foreign key, no body.
CREATE TABLE idempotency (
    person uuid,
    key text CHECK (octet_length(key) BETWEEN 1 AND 255),
    fingerprint hash32 NOT NULL,
    status int4 NOT NULL CHECK (status BETWEEN 200 AND 499),
    code text NOT NULL,
    entry int8 CHECK (entry >= 0),
    tree_size int8 CHECK (tree_size > entry),
    detail text,
    pointer text,
    made_id uuid,
    PRIMARY KEY (person, key)
);
COMMENT ON TABLE idempotency IS
    'What each Idempotency-Key was answered with; the answer is rendered again from the record.';
CALL class_table('idempotency', 'private');
