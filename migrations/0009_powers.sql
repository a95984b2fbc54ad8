-- Those who hold the powers behind a council: objections and appeals, the grantor's acts, and what came of it.

CREATE TABLE objection (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    filed_on date NOT NULL,
    deadline date NOT NULL,
    late bool NOT NULL,
    excused bool NOT NULL,
    document hash32,
    ruling uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    state text NOT NULL CHECK (state IN ('filed', 'ruled', 'withdrawn')),
    CONSTRAINT objection_late CHECK (late = (filed_on > deadline)),
    CONSTRAINT objection_excused CHECK (late OR NOT excused),
    CONSTRAINT objection_ruled CHECK ((state = 'ruled') = (ruling IS NOT NULL))
);
COMMENT ON TABLE objection IS 'Contesting a decision; its words are openings, and not public.';
CREATE INDEX objection_decision ON objection (decision);
COMMENT ON INDEX objection_decision IS 'A decision''s page shows what was objected.';
CALL class_table('objection', 'projection', '{changed,ruling,state}');
ALTER TABLE decision ADD CONSTRAINT decision_objection_fkey
    FOREIGN KEY (objection) REFERENCES objection DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE appeal (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    filed_on date NOT NULL,
    court_case public_code,
    document hash32
);
COMMENT ON TABLE appeal IS 'A decision that is before a court.';
CREATE INDEX appeal_decision ON appeal (decision);
COMMENT ON INDEX appeal_decision IS 'A decision''s page shows its appeals.';
CALL class_table('appeal', 'journal');

CREATE TABLE instruction (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    mandate uuid NOT NULL REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    proposal uuid REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    document hash32 NOT NULL,
    at instant NOT NULL
);
COMMENT ON TABLE instruction IS
    'How the grantor wants a mandate to be used: in one case when it names a proposal.';
CREATE INDEX instruction_mandate ON instruction (mandate, at);
COMMENT ON INDEX instruction_mandate IS 'Counted in the report on shared power.';
CALL class_table('instruction', 'journal');

CREATE TABLE information_request (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    mandate uuid NOT NULL REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    proposal uuid REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    at instant NOT NULL,
    answered_by uuid,
    answered_at instant,
    answer uuid,
    state text NOT NULL CHECK (state IN ('asked', 'answered')),
    CONSTRAINT information_request_answered CHECK (
        (state = 'answered') = (answered_at IS NOT NULL AND answer IS NOT NULL))
);
COMMENT ON TABLE information_request IS 'What the grantor asks about a mandate''s use.';
COMMENT ON COLUMN information_request.answer IS 'Id of the act whose opening is the answer.';
CREATE INDEX information_request_mandate ON information_request (mandate, at);
COMMENT ON INDEX information_request_mandate IS 'Counted in the report on shared power.';
CALL class_table('information_request', 'projection', '{changed,answered_by,answered_at,answer,state}');

CREATE TABLE review (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    reviewed_by uuid NOT NULL,
    at instant NOT NULL
);
COMMENT ON TABLE review IS
    'Looking back after completion; its four effects are in the table effect, under its id.';
CREATE INDEX review_decision ON review (decision);
COMMENT ON INDEX review_decision IS 'A decision''s page shows what came of it.';
CALL class_table('review', 'journal');

CREATE TABLE differing_view (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    member uuid NOT NULL,
    at instant NOT NULL,
    CONSTRAINT differing_view_one_each UNIQUE (decision, member)
);
COMMENT ON TABLE differing_view IS 'A member''s own view of a decision, put on record.';
CALL class_table('differing_view', 'journal');

CREATE TABLE conflict (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    member uuid NOT NULL,
    interest uuid REFERENCES interest DEFERRABLE INITIALLY DEFERRED,
    document hash32 NOT NULL,
    voted bool NOT NULL,
    verdict_without text NOT NULL CHECK (verdict_without IN (
        'adopted', 'rejected', 'invalid-quorum', 'adopted-unasked', 'tied-postponed', 'tie-open',
        'consent-blocked')),
    pivotal bool NOT NULL,
    at instant NOT NULL,
    CONSTRAINT conflict_one_each UNIQUE (decision, member)
);
COMMENT ON TABLE conflict IS
    'A conflict of interest found after the decision, which it makes contested.';
COMMENT ON COLUMN conflict.verdict_without IS
    'The verdict if all whose vote is doubtful had stayed out.';
CALL class_table('conflict', 'journal');
