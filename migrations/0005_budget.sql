-- Money made available: envelopes, the grants in them, mandates, what goes back.

CREATE TABLE envelope (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    programme uuid REFERENCES programme DEFERRABLE INITIALLY DEFERRED,
    mode text NOT NULL CHECK (mode IN ('municipal', 'bank')),
    cashier text NOT NULL CHECK (cashier IN ('municipality', 'foundation', 'service-organisation')),
    vat_compensable bool NOT NULL,
    from_date date NOT NULL,
    until_date date,
    original_cents cents NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'ended', 'closed')),
    CONSTRAINT envelope_period CHECK (until_date > from_date)
);
COMMENT ON TABLE envelope IS
    'An amount made available to one council for one period; its sums are in account.';
CREATE INDEX envelope_council ON envelope (council);
COMMENT ON INDEX envelope_council IS 'A council''s page lists its envelopes.';
CREATE TRIGGER envelope_state_step BEFORE UPDATE ON envelope
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_state_step();
CALL class_table('envelope', 'projection', '{changed,state}');

CREATE TABLE "grant" (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    funder uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE "grant" IS 'The money of one funder in an envelope.';
CREATE INDEX grant_envelope ON "grant" (envelope);
COMMENT ON INDEX grant_envelope IS 'Shares of a return are over an envelope''s grants.';
CALL class_table('grant', 'journal');

CREATE TABLE mandate (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    form text NOT NULL CHECK (form IN ('mandate', 'delegation', 'foundation', 'advice')),
    exercise text NOT NULL CHECK (exercise IN ('alone', 'joint', 'advisory')),
    holder uuid NOT NULL,
    legal_basis public_code NOT NULL,
    ceiling_decision_cents cents NOT NULL,
    ceiling_year_cents cents NOT NULL,
    ceiling_urgency_cents cents,
    parent uuid REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    may_share bool NOT NULL,
    silence text CHECK (silence IN ('concurs', 'declines', 'nothing')),
    deadline_days int4 CHECK (deadline_days BETWEEN 1 AND 365),
    from_date date NOT NULL,
    until_date date,
    consented_at instant,
    state text NOT NULL CHECK (state IN ('granted', 'in-force', 'suspended', 'withdrawn')),
    CONSTRAINT mandate_consent CHECK (state <> 'in-force' OR consented_at IS NOT NULL),
    -- Silence means something only after a deadline.
    CONSTRAINT mandate_silence CHECK (
        silence NOT IN ('concurs', 'declines') OR deadline_days IS NOT NULL)
);
COMMENT ON TABLE mandate IS 'Who may decide what, up to how much, when and on whose behalf.';
CREATE INDEX mandate_council ON mandate (council);
COMMENT ON INDEX mandate_council IS 'A council''s page lists its mandates.';
CREATE INDEX mandate_parent ON mandate (parent);
COMMENT ON INDEX mandate_parent IS 'A suspension reaches the sub-mandates.';
CREATE TRIGGER mandate_state_step BEFORE UPDATE ON mandate
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_state_step();
CALL class_table('mandate', 'projection', '{changed,consented_at,state}');

CREATE TABLE mandate_year (
    id uuid REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    amount_cents cents NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE mandate_year IS
    'What decisions under a mandate have allocated in a calendar year (the ordinal).';
CALL class_table('mandate_year', 'projection', '{changed,amount_cents}');

CREATE TABLE return_part (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    grant_id uuid NOT NULL REFERENCES "grant" DEFERRABLE INITIALLY DEFERRED,
    amount_cents cents NOT NULL,
    in_transit_cents cents NOT NULL,
    booked_on date,
    state text NOT NULL CHECK (state IN ('ordered', 'booked', 'reversed')),
    CONSTRAINT return_part_in_transit CHECK (in_transit_cents <= amount_cents)
);
COMMENT ON TABLE return_part IS 'A grant''s share of money that goes back to its funder.';
CREATE INDEX return_part_envelope ON return_part (envelope);
COMMENT ON INDEX return_part_envelope IS 'An envelope''s page lists its returns.';
CALL class_table('return_part', 'projection', '{changed,booked_on,state}');
