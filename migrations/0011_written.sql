-- Decisions in writing, and ties that are postponed until the meeting is full.

ALTER TABLE rule_set
    ADD COLUMN written_days int4 CHECK (written_days BETWEEN 1 AND 90),
    ADD COLUMN written_request text CHECK (written_request IN ('ends', 'not-offered')),
    DROP CONSTRAINT rule_set_written_check,
    ADD CONSTRAINT rule_set_written_check CHECK (written IN ('off', 'threshold', 'consent')),
    DROP CONSTRAINT rule_set_tie_check,
    ADD CONSTRAINT rule_set_tie_check CHECK (tie IN (
        'reject', 'postpone-then-reject', 'chair-casts', 'chair-casts-twice', 'revote-then-lot',
        'postpone-until-full')),
    ADD CONSTRAINT rule_set_in_writing CHECK (
        (written = 'off') = (written_days IS NULL) AND (written = 'off') = (written_request IS NULL)),
    ADD CONSTRAINT rule_set_raad_in_writing CHECK (base <> 'raad' OR written = 'off');

ALTER TABLE rule_threshold ADD COLUMN in_writing bool NOT NULL DEFAULT false;
ALTER TABLE rule_threshold
    ALTER COLUMN in_writing DROP DEFAULT,
    ADD CONSTRAINT rule_threshold_in_writing CHECK (NOT in_writing OR base IN ('eligible', 'seats'));
COMMENT ON COLUMN rule_threshold.in_writing IS
    'Those of a vote in writing hold instead of the others.';

ALTER TABLE meeting
    ADD COLUMN until_date date,
    ADD CONSTRAINT meeting_in_writing CHECK (
        until_date IS NULL OR (until_date > on_date AND second_call_of IS NULL
                               AND state <> 'not-opened' AND attendance_count = 0 AND proxy_count = 0));
COMMENT ON COLUMN meeting.until_date IS
    'A round in writing, where nobody meets: first day on which no vote counts any more.';

ALTER TABLE motion
    DROP CONSTRAINT motion_method_check,
    ADD CONSTRAINT motion_method_check CHECK (method IN (
        'show-of-hands', 'roll-call', 'paper', 'secret', 'in-writing')),
    DROP CONSTRAINT motion_verdict_check,
    ADD CONSTRAINT motion_verdict_check CHECK (verdict IN (
        'adopted', 'rejected', 'invalid-quorum', 'adopted-unasked', 'tied-postponed', 'tie-open',
        'consent-blocked', 'procedure-ended'));

ALTER TABLE vote
    DROP CONSTRAINT vote_method_check,
    ADD CONSTRAINT vote_method_check CHECK (method IN (
        'show-of-hands', 'roll-call', 'paper', 'secret', 'in-writing'));

ALTER TABLE conflict
    DROP CONSTRAINT conflict_verdict_without_check,
    ADD CONSTRAINT conflict_verdict_without_check CHECK (verdict_without IN (
        'adopted', 'rejected', 'invalid-quorum', 'adopted-unasked', 'tied-postponed', 'tie-open',
        'consent-blocked', 'procedure-ended'));
