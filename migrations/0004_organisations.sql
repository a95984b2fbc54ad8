-- Organisations, roles, areas, councils with their rules, programmes, payees; and the counters
-- behind references. In every object table: id is the id of the act that made it (a child stands
-- under its parent's id), entry the log index of that act, changed that of the last one that
-- changed it. References are unique: people write them on letters, and reads look them up. Foreign
-- keys are deferred, because a batch writes its tables in one fixed order; they stand where the
-- parent never changes and rows are few. `entry` has none: the check of the head and `verify` do
-- that.

CREATE TABLE organisation (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN (
        'municipality', 'foundation', 'service-organisation', 'funder')),
    code public_code
);
COMMENT ON TABLE organisation IS 'A municipality, foundation, service organisation or funder.';
CALL class_table('organisation', 'journal');

CREATE TABLE appointment (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    handle uuid NOT NULL,
    role text NOT NULL CHECK (role IN (
        'operator', 'grantor', 'holder', 'chair', 'secretary', 'member', 'youth-member',
        'substitute', 'observer', 'signatory', 'project-lead', 'acceptor', 'payer',
        'controller', 'objections-clerk', 'privacy-officer', 'importer')),
    scope text NOT NULL CHECK (scope IN ('installation', 'organisation', 'council', 'commitment')),
    scope_id uuid,
    organisation uuid REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    from_date date NOT NULL,
    until_date date,
    ended_at instant,
    CONSTRAINT appointment_scope CHECK ((scope = 'installation') = (scope_id IS NULL))
);
COMMENT ON TABLE appointment IS
    'A role given over a scope for a term; the record knows the holder by its handle only.';
COMMENT ON COLUMN appointment.scope_id IS
    'Organisation, council or commitment by scope: so no foreign key.';
CREATE UNIQUE INDEX appointment_handle ON appointment (handle);
COMMENT ON INDEX appointment_handle IS 'A handle is of one appointment; acts name it.';
CREATE INDEX appointment_scope_id ON appointment (scope_id);
COMMENT ON INDEX appointment_scope_id IS 'Members of a council, when a meeting or motion opens.';
CALL class_table('appointment', 'projection', '{changed,until_date,ended_at}');

CREATE TABLE area (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    from_date date NOT NULL,
    until_date date
);
COMMENT ON TABLE area IS 'A neighbourhood: a dated set of CBS codes.';
CALL class_table('area', 'journal');

CREATE TABLE area_code (
    id uuid REFERENCES area DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    code public_code NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE area_code IS 'The CBS codes of an area.';
CALL class_table('area_code', 'journal');

CREATE TABLE council (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    area uuid NOT NULL REFERENCES area DEFERRABLE INITIALLY DEFERRED,
    statute text NOT NULL CHECK (statute IN ('none', 'ordinance', 'association', 'foundation')),
    seats int4 NOT NULL CHECK (seats BETWEEN 1 AND 200),
    names_public bool NOT NULL
);
COMMENT ON TABLE council IS 'The people of a neighbourhood who decide.';
CALL class_table('council', 'journal');

CREATE TABLE rule_set (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    base text NOT NULL CHECK (base IN (
        'majority', 'raad', 'wijkraad', 'consent', 'foundation', 'association')),
    version int4 NOT NULL CHECK (version >= 1),
    from_date date NOT NULL,
    -- What follows is complete: a base 'none' asks nothing, and then its fraction is 0/1.
    opening_base text NOT NULL CHECK (opening_base IN (
        'cast', 'cast-with-abstain', 'cast-with-invalid', 'present', 'eligible', 'seated',
        'seats', 'none')),
    opening_num int4 NOT NULL CHECK (opening_num BETWEEN 0 AND 1000),
    opening_den int4 NOT NULL CHECK (opening_den BETWEEN 1 AND 1000),
    second_call_hours int4 NOT NULL CHECK (second_call_hours BETWEEN 0 AND 720),
    validity_base text NOT NULL CHECK (validity_base IN (
        'cast', 'cast-with-abstain', 'cast-with-invalid', 'present', 'eligible', 'seated',
        'seats', 'none')),
    validity_num int4 NOT NULL CHECK (validity_num BETWEEN 0 AND 1000),
    validity_den int4 NOT NULL CHECK (validity_den BETWEEN 1 AND 1000),
    validity_retry text NOT NULL CHECK (validity_retry IN ('waived', 'asked')),
    abstain text NOT NULL CHECK (abstain IN ('not-offered', 'offered', 'takes-part')),
    blank text NOT NULL CHECK (blank IN ('not-offered', 'offered', 'takes-part')),
    must_vote text NOT NULL CHECK (must_vote IN ('never', 'roll-call', 'always')),
    unasked text NOT NULL CHECK (unasked IN ('adopted', 'vote-required')),
    tie text NOT NULL CHECK (tie IN (
        'reject', 'postpone-then-reject', 'chair-casts', 'chair-casts-twice', 'revote-then-lot')),
    full_base text NOT NULL CHECK (full_base IN (
        'cast', 'cast-with-abstain', 'cast-with-invalid', 'present', 'eligible', 'seated',
        'seats', 'none')),
    recusal text NOT NULL CHECK (recusal IN ('advise', 'block')),
    youth text NOT NULL CHECK (youth IN ('votes', 'advises')),
    consent_rounds int4 CHECK (consent_rounds BETWEEN 1 AND 20),
    consent_silence text CHECK (consent_silence IN ('asks', 'consents')),
    bare_objection text CHECK (bare_objection IN ('dropped', 'stands')),
    written text NOT NULL CHECK (written IN ('off', 'threshold')),
    proxies_max int4 NOT NULL CHECK (proxies_max BETWEEN 0 AND 200),
    interim text NOT NULL CHECK (interim IN ('open', 'hidden')),
    change_vote bool NOT NULL,
    void_on_roster_change bool NOT NULL,
    names_public bool NOT NULL,
    CONSTRAINT rule_set_one_per_version UNIQUE (council, version),
    CONSTRAINT rule_set_bases CHECK (
        opening_base IN ('seated', 'seats', 'none') AND full_base IN ('seated', 'seats')
        AND validity_base NOT IN ('cast', 'cast-with-abstain', 'cast-with-invalid')),
    CONSTRAINT rule_set_consent CHECK ((base = 'consent') = (consent_rounds IS NOT NULL))
);
COMMENT ON TABLE rule_set IS
    'Quorum, majority, tie and recusal of a council: a version never changes.';
CALL class_table('rule_set', 'journal');

CREATE TABLE rule_threshold (
    id uuid REFERENCES rule_set DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    base text NOT NULL CHECK (base IN (
        'cast', 'cast-with-abstain', 'cast-with-invalid', 'present', 'eligible', 'seated',
        'seats', 'none')),
    num int4 NOT NULL CHECK (num BETWEEN 0 AND 1000),
    den int4 NOT NULL CHECK (den BETWEEN 1 AND 1000),
    strict bool NOT NULL,
    PRIMARY KEY (id, ordinal),
    CONSTRAINT rule_threshold_base CHECK (base NOT IN ('seated', 'none'))
);
COMMENT ON TABLE rule_threshold IS 'What votes for must reach: all thresholds of a rule set.';
CALL class_table('rule_threshold', 'journal');

CREATE TABLE programme (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    task_field public_code NOT NULL,
    budget_year int4 NOT NULL CHECK (budget_year BETWEEN 2000 AND 2200)
);
COMMENT ON TABLE programme IS 'A line of the municipal budget with its task field.';
CALL class_table('programme', 'journal');

CREATE TABLE payee (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN ('organisation', 'natural-person')),
    legal_person bool NOT NULL,
    based_in_area bool NOT NULL
);
COMMENT ON TABLE payee IS
    'Who is paid; its name is an opening, its bank account is not here at all.';
CALL class_table('payee', 'journal');

CREATE TABLE counter (
    id uuid,
    ordinal int4,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    value int4 NOT NULL CHECK (value >= 1),
    PRIMARY KEY (id, ordinal)
) WITH (fillfactor = 50);
COMMENT ON TABLE counter IS
    'The last number given to a kind''s references in a year (the ordinal).';
CALL class_table('counter', 'projection', '{changed,value}');
CREATE FUNCTION check_counter_forwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a counter cannot go back from % to %', OLD.value, NEW.value
        USING ERRCODE = 'check_violation', CONSTRAINT = 'counter_forwards', TABLE = 'counter';
END
$$;
CREATE TRIGGER counter_forwards BEFORE UPDATE ON counter
    FOR EACH ROW WHEN (NEW.value < OLD.value) EXECUTE FUNCTION check_counter_forwards();
