-- Secret ballots on persons. Who was handed a paper, that papers were handed in, and the tally are in
-- tables of their own; no row joins a member to a choice, for no choice of a paper is kept anywhere.

CREATE TABLE ballot (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    meeting uuid NOT NULL REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    rule_set uuid NOT NULL REFERENCES rule_set DEFERRABLE INITIALLY DEFERRED,
    item int4 NOT NULL CHECK (item BETWEEN 1 AND 1000),
    nominees int4 NOT NULL CHECK (nominees BETWEEN 1 AND 2),
    first_nominee uuid,
    second_nominee uuid,
    retry_of uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    seats int4 NOT NULL CHECK (seats BETWEEN 1 AND 200),
    seated int4 NOT NULL CHECK (seated BETWEEN 0 AND 200),
    recused int4 NOT NULL CHECK (recused BETWEEN 0 AND seated),
    opened_at instant NOT NULL,
    retried_by uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    box int4 NOT NULL CHECK (box BETWEEN 1 AND 20),
    round int4 NOT NULL CHECK (round BETWEEN 1 AND 2),
    voted int4 CHECK (voted BETWEEN 1 AND seated),
    doubtful int4 CHECK (doubtful BETWEEN 0 AND recused),
    papers int4 CHECK (papers BETWEEN 0 AND 400),
    verdict text CHECK (verdict IN (
        'elected', 'not-elected', 'invalid-quorum', 'tally-void', 'tied-revote', 'lot-needed',
        'elected-by-lot', 'rejected-by-lot')),
    chosen int4 CHECK (chosen BETWEEN 0 AND nominees),
    drawn_by uuid,
    witness uuid CHECK (witness <> drawn_by),
    closed_at instant,
    state text NOT NULL CHECK (state IN ('open', 'closed', 'counted', 'ended')),
    CONSTRAINT ballot_verdict CHECK ((state IN ('counted', 'ended')) = (verdict IS NOT NULL)),
    CONSTRAINT ballot_unfinished CHECK (
        verdict IS NULL
        OR (state = 'counted') = (verdict IN ('tally-void', 'tied-revote', 'lot-needed'))),
    CONSTRAINT ballot_ended CHECK ((state = 'ended') = (closed_at IS NOT NULL)),
    CONSTRAINT ballot_box CHECK ((state = 'open') = (papers IS NULL)),
    CONSTRAINT ballot_chosen CHECK (
        verdict IS NULL OR (verdict IN ('elected', 'elected-by-lot')) = (chosen > 0)),
    CONSTRAINT ballot_lot CHECK (
        coalesce(verdict IN ('elected-by-lot', 'rejected-by-lot'), false)
        = (drawn_by IS NOT NULL AND witness IS NOT NULL))
);
COMMENT ON TABLE ballot IS
    'A secret vote on one or two persons; their names and the purpose are openings.';
CREATE INDEX ballot_meeting ON ballot (meeting);
COMMENT ON INDEX ballot_meeting IS 'A meeting closes when none of its ballots is open.';
CREATE INDEX ballot_council ON ballot (council);
COMMENT ON INDEX ballot_council IS 'The list of a council''s ballots.';
CALL class_table('ballot', 'projection',
    '{changed,retried_by,box,round,voted,doubtful,papers,verdict,chosen,drawn_by,witness,closed_at,
    state}');

-- A tie or a void tally opens the box again, so all steps but those out of the end may be taken.
INSERT INTO state_step
SELECT 'ballot', f.state, t.state
FROM unnest('{open,closed,counted}'::text[]) AS f (state)
CROSS JOIN unnest('{open,closed,counted,ended}'::text[]) AS t (state)
WHERE f.state <> t.state;
CREATE TRIGGER ballot_state_step BEFORE UPDATE ON ballot
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_state_step();

CREATE TABLE ballot_seat (
    id uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    member uuid NOT NULL,
    recused bool NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE ballot_seat IS 'The members entitled to vote, taken once when the ballot opens.';
CALL class_table('ballot_seat', 'journal');

CREATE TABLE ballot_voter (
    id uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    member uuid NOT NULL,
    box int4 NOT NULL CHECK (box BETWEEN 1 AND 20),
    PRIMARY KEY (id, ordinal),
    CONSTRAINT ballot_voter_once UNIQUE (id, member, box)
);
COMMENT ON TABLE ballot_voter IS
    'Who was handed a paper, in the order of the roster. All rows of a box are of one entry.';
CALL class_table('ballot_voter', 'journal');

CREATE TABLE ballot_paper (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    ballot uuid NOT NULL REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    box int4 NOT NULL CHECK (box BETWEEN 1 AND 20)
);
COMMENT ON TABLE ballot_paper IS
    'A paper found in the closed box: no member, no choice, no number, no time of handing in.';
CREATE INDEX ballot_paper_ballot ON ballot_paper (ballot);
COMMENT ON INDEX ballot_paper_ballot IS 'A ballot''s papers can be counted by anyone.';
CALL class_table('ballot_paper', 'journal');

CREATE TABLE ballot_tally (
    id uuid REFERENCES ballot DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    round int4 NOT NULL CHECK (round BETWEEN 1 AND 2),
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
    CONSTRAINT ballot_tally_piles CHECK ((votes_second IS NULL) <> (votes_against IS NULL))
);
COMMENT ON TABLE ballot_tally IS 'How many papers said what, by two who counted; one a box.';
CALL class_table('ballot_tally', 'journal');
