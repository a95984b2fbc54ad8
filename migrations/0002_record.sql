-- The record itself: leaves, the head of the tree, full tiles, openings of commitments, keys.

CREATE TABLE leaf (
    entry int8 PRIMARY KEY CHECK (entry >= 0),
    at instant NOT NULL,
    type int4 NOT NULL CHECK (type > 0),
    id uuid NOT NULL,
    hash hash32 NOT NULL,
    bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 16384)
);
COMMENT ON TABLE leaf IS
    'One signed entry an act: its canonical bytes and their RFC 6962 leaf hash.';
COMMENT ON COLUMN leaf.type IS 'Number of the leaf type in domain/acts.h: append only.';
CREATE UNIQUE INDEX leaf_id ON leaf (id);
COMMENT ON INDEX leaf_id IS
    'Receipts and openings are asked for by the act''s id. UUIDv7 grows, so it stays warm.';
CALL class_table('leaf', 'journal');

CREATE TABLE head (
    only_row bool PRIMARY KEY DEFAULT true CHECK (only_row),
    size int8 NOT NULL CHECK (size >= 0),
    root hash32 NOT NULL,
    frontier bytea NOT NULL CHECK (octet_length(frontier) % 32 = 0),
    epoch int8 NOT NULL CHECK (epoch >= 0),
    at instant NOT NULL
) WITH (fillfactor = 10);
COMMENT ON TABLE head IS 'The tree''s size, root and frontier: one row, moved by each batch.';
COMMENT ON COLUMN head.epoch IS 'Grows with each writer that takes the lock.';
COMMENT ON COLUMN head.at IS 'Time of the last entry: the next is not before it.';
-- The empty tree: its root is SHA-256 of nothing (RFC 6962, 2.1).
INSERT INTO head (size, root, frontier, epoch, at) VALUES
    (0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '', 0, 0);
CALL class_table('head', 'projection', '{size,root,frontier,epoch,at}');

CREATE FUNCTION check_head_forwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR NEW.at < OLD.at THEN
        RAISE EXCEPTION 'the head cannot go back from % to %', OLD.size, NEW.size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'head_forwards', TABLE = 'head';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER head_forwards BEFORE UPDATE ON head
    FOR EACH ROW EXECUTE FUNCTION check_head_forwards();

-- Once a batch, over the batch's leaves: none is missing below the new head, none stands above it.
-- (max, and not EXISTS over a range: its plan reads one index entry however the table is
-- estimated.)
CREATE FUNCTION check_head_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM leaf WHERE entry >= OLD.size AND entry < NEW.size)
           <> NEW.size - OLD.size
       OR (SELECT max(entry) FROM leaf) >= (SELECT size FROM head) THEN
        RAISE EXCEPTION 'the leaves from % on do not fit a head of %', OLD.size, NEW.size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'head_leaves', TABLE = 'head';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER head_leaves AFTER UPDATE ON head
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_head_leaves();

CREATE TABLE tile (
    level int4 CHECK (level BETWEEN 0 AND 7),
    index int8 CHECK (index >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, index)
);
COMMENT ON TABLE tile IS
    'Full tiles of 256 hashes (C2SP tlog-tiles); partial ones are computed from leaves.';
-- Hashes do not compress: trying costs time for nothing.
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
CALL class_table('tile', 'journal');

CREATE TABLE opening (
    object uuid,
    field text CHECK (length(field) BETWEEN 1 AND 63),
    entry int8 NOT NULL CHECK (entry >= 0),
    value text NOT NULL CHECK (octet_length(value) <= 8000),
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    PRIMARY KEY (object, field)
);
COMMENT ON TABLE opening IS
    'Text and salt that open a commitment in a leaf; erasable without hurting any proof.';
COMMENT ON COLUMN opening.object IS 'Id of the act, and so of the object that it made.';
CREATE INDEX opening_entry ON opening (entry);
COMMENT ON INDEX opening_entry IS 'An answer, and verify, take the openings of an entry.';
CALL class_table('opening', 'opening');

CREATE TABLE log_key (
    vkey text PRIMARY KEY CHECK (length(vkey) BETWEEN 1 AND 320),
    from_size int8 NOT NULL CHECK (from_size >= 0)
);
COMMENT ON TABLE log_key IS
    'Verifier keys of the log, and the size from which each signs (/log/keys).';
CALL class_table('log_key', 'private');
