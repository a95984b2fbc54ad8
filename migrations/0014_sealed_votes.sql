-- Votes whose choice is hidden while the motion is open: sealed when cast, opened after the voting.

ALTER TABLE vote
    ALTER COLUMN choice DROP NOT NULL,
    ADD COLUMN sealed hash32,
    DROP CONSTRAINT vote_signed,
    ADD CONSTRAINT vote_signed CHECK (
        (signed_with IS NULL) = (nonce IS NULL)
        AND (signature IS NULL) = (signed_with IS NULL OR sealed IS NOT NULL)),
    ADD CONSTRAINT vote_sealed CHECK ((choice IS NULL) = (sealed IS NOT NULL)),
    ADD CONSTRAINT vote_sealed_reason CHECK (sealed IS NULL OR NOT with_reason);
COMMENT ON COLUMN vote.sealed IS
    'Commitment to choice and signature, where the rules hide interim counts; the text is an opening.';

CREATE TABLE vote_opening (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    motion uuid NOT NULL REFERENCES motion DEFERRABLE INITIALLY DEFERRED,
    choice text NOT NULL CHECK (choice IN (
        'for', 'against', 'abstain', 'blank', 'consent', 'objection', 'stand-aside')),
    signature bytea CHECK (octet_length(signature) = 64)
);
COMMENT ON TABLE vote_opening IS 'What a sealed vote says, by the id of the vote.';
CALL class_table('vote_opening', 'journal');

ALTER TABLE motion
    ADD COLUMN voting_ended_in int8 CHECK (voting_ended_in >= 0),
    ADD COLUMN sealed_left int4 CHECK (sealed_left >= 0),
    ADD CONSTRAINT motion_sealed CHECK (
        (voting_ended_in IS NULL) = (sealed_left IS NULL)
        AND (state NOT IN ('closed', 'decided') OR coalesce(sealed_left, 0) = 0));
CREATE INDEX motion_sealed_left ON motion (id) WHERE sealed_left > 0;
COMMENT ON INDEX motion_sealed_left IS 'The daemon looks for votes that it has still to open.';
GRANT UPDATE (voting_ended_in, sealed_left) ON motion TO buurtkas_daemon;
UPDATE table_class SET state_columns = state_columns || '{voting_ended_in,sealed_left}'::text[]
WHERE name = 'motion';
