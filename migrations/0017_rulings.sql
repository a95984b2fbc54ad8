-- What rulings, retries and recounts rest on: who filed a version and for whom, the instruction by which a
-- case was taken back, a suspension beside a conflict, and corrected tallies.

-- Who asks may become known, or change, with a later version; a version never changes.
UPDATE table_class SET state_columns = '{changed,applicant,version,version_number,state}' WHERE name = 'proposal';
GRANT UPDATE (applicant) ON proposal TO buurtkas_daemon;
ALTER TABLE proposal_version
    ADD COLUMN applicant uuid REFERENCES payee DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN filed_by uuid;
COMMENT ON COLUMN proposal_version.filed_by IS 'Who filed it does not rule on an objection against the decision.';

ALTER TABLE decision
    ADD COLUMN instruction uuid REFERENCES instruction DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN found_suspended bool NOT NULL DEFAULT false;
COMMENT ON COLUMN decision.instruction IS
    'The grantor''s, in the case: by it a decision without a verdict follows on a vote of the council.';
COMMENT ON COLUMN decision.found_suspended IS 'The decision that it is about was suspended.';

ALTER TABLE decision_status
    ADD COLUMN suspended bool NOT NULL DEFAULT false,
    ADD COLUMN days_left int4 CHECK (days_left BETWEEN 0 AND 1000),
    ADD CONSTRAINT decision_status_suspended CHECK (state <> 'suspended' OR suspended),
    ADD CONSTRAINT decision_status_days_left CHECK (days_left IS NULL OR lapses_on IS NULL);
COMMENT ON COLUMN decision_status.suspended IS 'Also while its state says that it is contested.';
COMMENT ON COLUMN decision_status.days_left IS
    'Days that the holder had left when the mandate was suspended: until it is in force again time stands still.';
UPDATE table_class SET state_columns = state_columns || '{suspended,days_left}'
WHERE name = 'decision_status';
GRANT UPDATE (suspended, days_left) ON decision_status TO buurtkas_daemon;

CREATE INDEX appointment_organisation ON appointment (organisation);
COMMENT ON INDEX appointment_organisation IS 'A youth member has no payment role in the organisation.';
CREATE INDEX instruction_proposal ON instruction (proposal);
COMMENT ON INDEX instruction_proposal IS 'Whether the grantor took the case back.';

CREATE TABLE ballot_correction (
    id uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    box int4 NOT NULL CHECK (box BETWEEN 1 AND 20),
    votes_first int4 NOT NULL CHECK (votes_first BETWEEN 0 AND 400),
    votes_second int4 CHECK (votes_second BETWEEN 0 AND 400),
    votes_against int4 CHECK (votes_against BETWEEN 0 AND 400),
    votes_blank int4 NOT NULL CHECK (votes_blank BETWEEN 0 AND 400),
    votes_invalid int4 NOT NULL CHECK (votes_invalid BETWEEN 0 AND 400),
    counter uuid NOT NULL,
    second_counter uuid NOT NULL CHECK (second_counter <> counter),
    verdict text NOT NULL CHECK (verdict IN (
        'elected', 'not-elected', 'invalid-quorum', 'tally-void', 'tied-revote', 'lot-needed',
        'elected-by-lot', 'rejected-by-lot')),
    PRIMARY KEY (id, ordinal),
    CONSTRAINT ballot_correction_piles CHECK ((votes_second IS NULL) <> (votes_against IS NULL))
);
COMMENT ON TABLE ballot_correction IS
    'A tally entered wrong, entered again while the meeting is open; the wrong one stays on record.';
CALL class_table('ballot_correction', 'journal');
-- A corrected tally may end a ballot, or take it back from its end.
INSERT INTO state_step
SELECT 'ballot', 'ended', t.state FROM unnest('{open,closed,counted}'::text[]) AS t (state);
