-- What the public may see, in one place: views that every public statement goes through, so that no statement
-- has a rule of its own. A decision on an application is seen once it was notified and published; of a natural
-- person's refused or withdrawn case no words are seen, and behind closed doors none are spoken in public. Views
-- run with the rights of who asks.

ALTER TABLE table_class DROP CONSTRAINT table_class_class_check;
ALTER TABLE table_class ADD CONSTRAINT table_class_class_check
    CHECK (class IN ('journal', 'projection', 'opening', 'private', 'schema', 'view'));
COMMENT ON TABLE table_class IS
    'Class of every table: journal (INSERT only), projection (its state columns change), opening
(erasable), private (outside the record), schema (changed by migrations only), view (read only).';

CREATE PROCEDURE class_view(view_name text)
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO table_class VALUES (view_name, 'view', '{}');
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, buurtkas_daemon', view_name);
    EXECUTE format('GRANT SELECT ON %I TO buurtkas_daemon', view_name);
END
$$;
REVOKE EXECUTE ON PROCEDURE class_view FROM PUBLIC;

CREATE INDEX decision_status_unseen ON decision_status (id)
    WHERE published_at IS NULL OR notified_on IS NULL;
COMMENT ON INDEX decision_status_unseen IS
    'What no public figure may count yet: few, however many decisions there are.';
CREATE INDEX transaction_decision ON "transaction" (decision) WHERE decision IS NOT NULL;
COMMENT ON INDEX transaction_decision IS
    'A decision''s history shows its transactions; public figures leave out those of an unseen one.';

-- A reversed recording takes the day of notification away, but not what was told: seen stays seen. While an
-- ending (a ruling, a withdrawal) is not seen, what it ended shows the state in which it was found.
CREATE VIEW seen_decision WITH (security_invoker = true) AS
SELECT s.id, s.entry, s.changed, s.effective_on, s.notified_on, s.published_at, s.lapses_on,
       s.ratification, s.allocated_cents, s.committed_cents,
       CASE WHEN s.state IN ('withdrawn', 'annulled', 'in-effect') THEN coalesce((
           SELECT r.found_state FROM decision AS r
           JOIN decision_status AS q ON q.id = r.id
           WHERE r.about = s.id AND q.state = 'in-effect'
             AND (q.notified_on IS NULL OR q.published_at IS NULL)
           ORDER BY r.entry LIMIT 1), s.state) ELSE s.state END AS state,
       s.released_cents - (
           SELECT coalesce(sum(r.freed_cents), 0)::int8 FROM decision AS r
           JOIN decision_status AS q ON q.id = r.id
           WHERE r.about = s.id AND q.state = 'in-effect'
             AND (q.notified_on IS NULL OR q.published_at IS NULL)) AS released_cents,
       d.outcome, d.proposal,
       (d.outcome NOT IN ('refusal', 'withdrawal', 'annulment', 'stands')
        AND s.state NOT IN ('withdrawn', 'annulled')) OR coalesce(y.legal_person, true) AS is_worded
FROM decision_status AS s
LEFT JOIN decision AS d ON d.id = s.id
LEFT JOIN proposal AS p ON p.id = d.proposal
LEFT JOIN payee AS y ON y.id = p.applicant
WHERE s.published_at IS NOT NULL
  AND (s.notified_on IS NOT NULL OR EXISTS (SELECT FROM notification AS n WHERE n.decision = s.id));
COMMENT ON VIEW seen_decision IS
    'Decisions that anyone may see, and whether their words may be seen too.';
CALL class_view('seen_decision');

-- The rest. The first condition is the index's, the second the view's above, the other way round.
CREATE VIEW unseen_decision WITH (security_invoker = true) AS
SELECT s.id, d.envelope
FROM decision_status AS s
JOIN decision AS d ON d.id = s.id
WHERE (s.published_at IS NULL OR s.notified_on IS NULL)
  AND (s.published_at IS NULL OR NOT EXISTS (SELECT FROM notification AS n WHERE n.decision = s.id));
COMMENT ON VIEW unseen_decision IS 'Decisions that were not both notified and published.';
CALL class_view('unseen_decision');

-- One row a proposal. A natural person's plan has words in public while it is granted.
CREATE VIEW seen_proposal WITH (security_invoker = true) AS
SELECT p.id, coalesce(y.legal_person, true) AS is_legal, s.is_public, s.changed,
       coalesce(y.legal_person, true) OR s.is_granted AS is_worded
FROM proposal AS p
LEFT JOIN payee AS y ON y.id = p.applicant
CROSS JOIN LATERAL (
    SELECT count(*) > 0 AS is_public, max(d.changed) AS changed,
           coalesce(bool_or(d.outcome IN ('grant', 'partial') AND d.is_worded), false) AS is_granted
    FROM seen_decision AS d WHERE d.proposal = p.id) AS s;
COMMENT ON VIEW seen_proposal IS
    'Of each proposal: whether a decision on it is seen, and whether its words may be.';
CALL class_view('seen_proposal');

-- One row a motion. Counts and verdict are seen with the decision, unless it has no words in public.
CREATE VIEW seen_motion WITH (security_invoker = true) AS
SELECT x.id, m.public AS is_open, s.id IS NOT NULL AS is_public, s.changed, s.outcome,
       m.public AND coalesce(s.is_worded, y.legal_person, true) AS is_worded,
       coalesce(s.is_worded, false) AS is_counted
FROM motion AS x
JOIN meeting AS m ON m.id = x.meeting
LEFT JOIN seen_decision AS s ON s.id = x.decision
LEFT JOIN proposal AS p ON p.id = x.proposal
LEFT JOIN payee AS y ON y.id = p.applicant;
COMMENT ON VIEW seen_motion IS
    'Of each motion: whether its meeting is public, its decision seen, and what of its words and counts.';
CALL class_view('seen_motion');

-- A transaction is seen with the decision that it hangs on: its own, that of what it reverses, or that of its
-- commitment. One that hangs on none is always seen.
CREATE VIEW seen_transaction WITH (security_invoker = true) AS
SELECT t.id, t.entry, t.changed, t.act_type, t.envelope, t.on_date, t.decision, t.commitment, t.subject,
       t.amount_cents, t.reverses, t.reversed_by
FROM "transaction" AS t
LEFT JOIN "transaction" AS r ON r.id = t.reverses
LEFT JOIN commitment AS c ON c.id = coalesce(t.commitment, r.commitment)
LEFT JOIN seen_decision AS s ON s.id = coalesce(t.decision, r.decision, c.decision)
WHERE coalesce(t.decision, r.decision, c.decision) IS NULL OR s.id IS NOT NULL;
COMMENT ON VIEW seen_transaction IS 'The public journal: what hangs on no decision, or on a seen one.';
CALL class_view('seen_transaction');

-- The rest, found from the few decisions that are not seen, once for each envelope that it has lines in: a promise
-- that is carried over has them in that of the new promise too, whose id it bears. A test compares the two.
CREATE VIEW unseen_transaction WITH (security_invoker = true) AS
SELECT t.id, t.entry, t.envelope
FROM unseen_decision AS d JOIN "transaction" AS t ON t.decision = d.id
UNION ALL
SELECT t.id, t.entry, t.envelope
FROM unseen_decision AS d
JOIN "transaction" AS r ON r.decision = d.id
JOIN "transaction" AS t ON t.reverses = r.id AND t.decision IS NULL
UNION ALL
SELECT t.id, t.entry, t.envelope
FROM unseen_decision AS d
JOIN commitment AS c ON c.decision = d.id
JOIN "transaction" AS t ON t.commitment = c.id AND t.decision IS NULL
LEFT JOIN "transaction" AS r ON r.id = t.reverses
WHERE r.decision IS NULL
UNION ALL
SELECT t.id, t.entry, t.envelope
FROM unseen_decision AS d
JOIN commitment AS c ON c.decision = d.id
JOIN "transaction" AS r ON r.commitment = c.id AND r.decision IS NULL
JOIN "transaction" AS t ON t.reverses = r.id AND t.decision IS NULL AND t.commitment IS NULL
UNION ALL
SELECT t.id, t.entry, c.envelope
FROM unseen_decision AS d
JOIN commitment AS c ON c.decision = d.id AND c.carried_from IS NOT NULL
JOIN "transaction" AS t ON t.id = c.id OR t.reverses = c.id
WHERE t.envelope <> c.envelope;
COMMENT ON VIEW unseen_transaction IS
    'What hangs on a decision that is not seen: no public figure counts it yet.';
CALL class_view('unseen_transaction');
