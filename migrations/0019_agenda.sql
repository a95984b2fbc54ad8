-- The agenda in versions: what was announced, when, and what all who were there agreed to deal with although it
-- came too late. And how many days a rule set asks.

ALTER TABLE rule_set
    ADD COLUMN notice_days int4 NOT NULL DEFAULT 0 CHECK (notice_days BETWEEN 0 AND 90),
    ADD COLUMN late_items text NOT NULL DEFAULT 'not-dealt-with'
        CHECK (late_items IN ('not-dealt-with', 'by-all-present'));
ALTER TABLE rule_set
    ALTER COLUMN notice_days DROP DEFAULT,
    ALTER COLUMN late_items DROP DEFAULT,
    ADD CONSTRAINT rule_set_late_items CHECK (notice_days > 0 OR late_items = 'not-dealt-with');
COMMENT ON COLUMN rule_set.notice_days IS
    'Least days between the call, or what the agenda announces later, and the day of the meeting.';

ALTER TABLE meeting
    ADD COLUMN agenda_version int4 NOT NULL DEFAULT 0 CHECK (agenda_version BETWEEN 0 AND 100),
    ADD COLUMN agenda_at instant;
UPDATE meeting AS m SET agenda_version = 1, agenda_at = m.convened_at
WHERE EXISTS (SELECT FROM agenda_item AS a WHERE a.id = m.id);
SET CONSTRAINTS ALL IMMEDIATE; -- a table with checks that wait for the commit is not altered
ALTER TABLE meeting
    ALTER COLUMN agenda_version DROP DEFAULT,
    ADD CONSTRAINT meeting_agenda CHECK ((agenda_version = 0) = (agenda_at IS NULL));
COMMENT ON COLUMN meeting.agenda_at IS 'When the last version of the agenda was published.';
GRANT UPDATE (agenda_version, agenda_at) ON meeting TO buurtkas_daemon;
UPDATE table_class SET state_columns = state_columns || '{agenda_version,agenda_at}'::text[]
WHERE name = 'meeting';

-- Items of older meetings stood in the call. Rows of a journal do not change, so this asks to be allowed.
ALTER TABLE agenda_item DISABLE TRIGGER nothing_is_edited;
ALTER TABLE agenda_item
    ADD COLUMN proposal_version uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN version int4 NOT NULL DEFAULT 1 CHECK (version BETWEEN 1 AND 100),
    ADD COLUMN at instant;
UPDATE agenda_item AS a SET
    at = m.convened_at,
    proposal_version = (SELECT v.id FROM proposal_version AS v WHERE v.proposal = a.proposal AND v.entry < a.entry
                        ORDER BY v.entry DESC LIMIT 1)
FROM meeting AS m WHERE m.id = a.id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE agenda_item
    ALTER COLUMN version DROP DEFAULT,
    ALTER COLUMN at SET NOT NULL,
    ADD CONSTRAINT agenda_item_plan CHECK ((proposal IS NULL) = (proposal_version IS NULL)),
    ADD CONSTRAINT agenda_item_repeats CHECK (repeats IS NULL OR version = 1);
ALTER TABLE agenda_item ENABLE ALWAYS TRIGGER nothing_is_edited;
COMMENT ON TABLE agenda_item IS
    'What was announced for a meeting, by number; a title is an opening of the entry that announced it.';
COMMENT ON COLUMN agenda_item.version IS 'Of the agenda that announced it; 1 is the call''s.';

CREATE TABLE item_admission (
    id uuid,
    ordinal int4,
    entry int8 NOT NULL,
    proposal_version uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    present int4 NOT NULL CHECK (present BETWEEN 1 AND 200),
    at instant NOT NULL,
    PRIMARY KEY (id, ordinal),
    FOREIGN KEY (id, ordinal) REFERENCES agenda_item DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE item_admission IS
    'Items that were announced too late and that all who were there agreed to deal with.';
CALL class_table('item_admission', 'journal');

-- What was announced, with what the rules of the meeting's day ask of it: a second call has hours of its own for
-- what it repeats, and a round in writing has days of its own. `field` names the opening of its title.
CREATE VIEW announced_item WITH (security_invoker = true) AS
SELECT a.id, a.ordinal, a.entry, a.proposal, a.repeats, a.proposal_version, a.version, a.at,
       'agenda/' || row_number() OVER (PARTITION BY a.id, a.entry ORDER BY a.ordinal) - 1 || '/title' AS field,
       CASE WHEN m.until_date IS NULL
             AND NOT (a.repeats IS NOT NULL AND m.second_call_of IS NOT NULL AND r.second_call_hours > 0)
            THEN nullif(r.notice_days, 0) END AS asked_days,
       m.on_date - (to_timestamp(a.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS days,
       r.late_items, k.present AS admitted_by, k.proposal_version AS admitted_version
FROM agenda_item AS a
JOIN meeting AS m ON m.id = a.id
LEFT JOIN LATERAL (
    SELECT s.notice_days, s.late_items, s.second_call_hours FROM rule_set AS s
    WHERE s.council = m.council AND s.from_date <= m.on_date ORDER BY s.version DESC LIMIT 1) AS r ON true
LEFT JOIN item_admission AS k ON k.id = a.id AND k.ordinal = a.ordinal;
COMMENT ON VIEW announced_item IS
    'Items of agendas with the days between announcing and meeting, and the days that the rules ask.';
CALL class_view('announced_item');
