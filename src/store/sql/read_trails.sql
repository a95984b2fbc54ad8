-- "Follow this euro", both ways, and what happened to an object. Pooled money has no identity: where an
-- envelope has several grants a trail shows the pool and what each gave to it, and says so.

-- name: grant_trail
-- params: uuid
-- result: id uuid, reference text, entry int8, envelope uuid, funder uuid, is_pooled bool, pool_sentence jsonb, pool jsonb, decisions jsonb
SELECT x.id, x.reference, x.entry, x.envelope, x.funder, pool.count > 1,
       CASE WHEN pool.count > 1 THEN jsonb_build_object(
           'nl', 'Het geld van ' || pool.count || ' toekenningen zit in één pot: van geen euro is te zeggen van wie hij kwam, alleen de aandelen zijn bekend.',
           'en', 'The money of ' || pool.count || ' grants is in one pool: no euro can be traced to one of them, only the shares are known.') END,
       pool.grants,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'id', d.id, 'reference', d.reference, 'outcome', d.outcome, 'amountCents', d.amount_cents,
            'proposal', d.proposal,
            'commitments', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'id', c.id, 'reference', c.reference, 'kind', c.kind, 'state', c.state,
                'payeeName', CASE WHEN y.legal_person THEN (
                    SELECT o.value FROM opening AS o WHERE o.entry = y.entry AND o.field = 'name') END,
                'paidCents', -coalesce((SELECT a.balance_cents FROM account AS a
                                        WHERE a.id = c.id AND a.ordinal = 6), 0),
                'payments', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                    'id', p.id, 'reference', p.reference, 'claim', p.claim, 'amountCents', p.amount_cents,
                    'bookedOn', p.booked_on, 'state', p.state)) ORDER BY p.id)
                    FROM payment AS p WHERE p.commitment = c.id))) ORDER BY c.id)
                FROM commitment AS c JOIN payee AS y ON y.id = c.payee WHERE c.decision = d.id)))
            ORDER BY d.id), '[]')
        FROM decision AS d
        JOIN seen_decision AS s ON s.id = d.id
        WHERE d.envelope = x.envelope)
FROM "grant" AS x
CROSS JOIN LATERAL (
    SELECT count(*) AS count, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'id', g.id, 'reference', g.reference, 'funder', g.funder,
        'grantedCents', coalesce(a.balance_cents, 0),
        'sharePermille', round(1000.0 * a.balance_cents / nullif(t.cents, 0))::int4)) ORDER BY g.id) AS grants
    FROM "grant" AS g
    LEFT JOIN account AS a ON a.id = g.id AND a.ordinal = 1
    CROSS JOIN LATERAL (
        SELECT sum(b.balance_cents) AS cents FROM account AS b
        WHERE b.envelope = g.envelope AND b.ordinal = 1) AS t
    WHERE g.envelope = x.envelope) AS pool
WHERE x.id = $1

-- name: commitment_trail
-- params: uuid
-- result: id uuid, reference text, entry int8, envelope uuid, proposal uuid, decision uuid, motion uuid, payee_name text, committed_cents int8, payable_cents int8, paid_cents int8, advance_cents int8, recovery_cents int8, is_pooled bool, pool_sentence jsonb, pool jsonb, claims jsonb, recoveries jsonb
SELECT x.id, x.reference, x.entry, x.envelope, x.proposal, x.decision, d.motion,
       (SELECT o.value FROM opening AS o WHERE y.legal_person AND o.entry = y.entry AND o.field = 'name'),
       -b.committed::int8, -b.payable::int8, -b.paid::int8, b.advance::int8, b.recovery::int8,
       pool.count > 1,
       CASE WHEN pool.count > 1 THEN jsonb_build_object(
           'nl', 'Het geld van ' || pool.count || ' toekenningen zit in één pot: van geen euro is te zeggen van wie hij kwam, alleen de aandelen zijn bekend.',
           'en', 'The money of ' || pool.count || ' grants is in one pool: no euro can be traced to one of them, only the shares are known.') END,
       pool.grants,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'id', k.id, 'reference', k.reference, 'kind', k.kind, 'amountCents', k.amount_cents,
            'state', k.state,
            'payments', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                'id', p.id, 'reference', p.reference, 'amountCents', p.amount_cents,
                'bookedOn', p.booked_on, 'state', p.state)) ORDER BY p.id)
                FROM payment AS p WHERE p.claim = k.id))) ORDER BY k.id), '[]')
        FROM claim AS k WHERE k.commitment = x.id),
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'id', r.id, 'reference', r.reference, 'amountCents', r.amount_cents,
            'receivedCents', r.received_cents, 'writtenOffCents', r.written_off_cents,
            'state', r.state)) ORDER BY r.id), '[]')
        FROM recovery AS r WHERE r.commitment = x.id)
FROM commitment AS x
JOIN decision AS d ON d.id = x.decision
JOIN seen_decision AS s ON s.id = x.decision
JOIN payee AS y ON y.id = x.payee
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 4), 0) AS committed,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 5), 0) AS payable,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 6), 0) AS paid,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 9), 0) AS advance,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 10), 0) AS recovery
    FROM account AS a WHERE a.id = x.id) AS b
CROSS JOIN LATERAL (
    SELECT count(*) AS count, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'id', g.id, 'reference', g.reference, 'funder', g.funder,
        'grantedCents', coalesce(a.balance_cents, 0),
        'sharePermille', round(1000.0 * a.balance_cents / nullif(t.cents, 0))::int4)) ORDER BY g.id) AS grants
    FROM "grant" AS g
    LEFT JOIN account AS a ON a.id = g.id AND a.ordinal = 1
    CROSS JOIN LATERAL (
        SELECT sum(b.balance_cents) AS cents FROM account AS b
        WHERE b.envelope = g.envelope AND b.ordinal = 1) AS t
    WHERE g.envelope = x.envelope) AS pool
WHERE x.id = $1

-- name: payment_trail
-- params: uuid
-- result: id uuid, reference text, entry int8, amount_cents int8, booked_on date, state text, claim uuid, commitment uuid, payee_name text, decision uuid, decision_reference text, motion uuid, proposal uuid, title text, envelope uuid, envelope_name text, is_pooled bool, pool_sentence jsonb, pool jsonb
SELECT x.id, x.reference, x.entry, x.amount_cents, x.booked_on, x.state, x.claim, x.commitment,
       (SELECT o.value FROM opening AS o WHERE y.legal_person AND o.entry = y.entry AND o.field = 'name'),
       c.decision, d.reference, d.motion, c.proposal,
       (SELECT o.value FROM proposal_version AS v
        JOIN opening AS o ON o.entry = v.entry AND o.field = 'title' WHERE v.id = d.proposal_version),
       c.envelope,
       (SELECT o.value FROM opening AS o WHERE o.entry = e.entry AND o.field = 'name'),
       pool.count > 1,
       CASE WHEN pool.count > 1 THEN jsonb_build_object(
           'nl', 'Het geld van ' || pool.count || ' toekenningen zit in één pot: van geen euro is te zeggen van wie hij kwam, alleen de aandelen zijn bekend.',
           'en', 'The money of ' || pool.count || ' grants is in one pool: no euro can be traced to one of them, only the shares are known.') END,
       pool.grants
FROM payment AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN decision AS d ON d.id = c.decision
JOIN seen_decision AS s ON s.id = d.id
JOIN payee AS y ON y.id = c.payee
JOIN envelope AS e ON e.id = c.envelope
CROSS JOIN LATERAL (
    SELECT count(*) AS count, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'id', g.id, 'reference', g.reference, 'funder', g.funder,
        'grantedCents', coalesce(a.balance_cents, 0),
        'sharePermille', round(1000.0 * a.balance_cents / nullif(t.cents, 0))::int4)) ORDER BY g.id) AS grants
    FROM "grant" AS g
    LEFT JOIN account AS a ON a.id = g.id AND a.ordinal = 1
    CROSS JOIN LATERAL (
        SELECT sum(b.balance_cents) AS cents FROM account AS b
        WHERE b.envelope = g.envelope AND b.ordinal = 1) AS t
    WHERE g.envelope = c.envelope) AS pool
WHERE x.id = $1

-- Histories: the entries that made or changed an object, found by the rows that they left.
-- name: envelope_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM (SELECT x.entry FROM envelope AS x WHERE x.id = $1
      UNION SELECT x.changed FROM envelope AS x WHERE x.id = $1
      UNION SELECT g.entry FROM "grant" AS g WHERE g.envelope = $1
      UNION SELECT t.entry FROM seen_transaction AS t WHERE t.envelope = $1) AS e
JOIN leaf AS l ON l.entry = e.entry
ORDER BY l.entry

-- A decision made on the motion is not named before it is public.
-- name: motion_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM (SELECT x.entry FROM motion AS x WHERE x.id = $1
      UNION SELECT x.changed FROM motion AS x WHERE x.id = $1 AND x.decision IS NULL
      UNION SELECT r.entry FROM roster_seat AS r WHERE r.id = $1
      UNION SELECT k.entry FROM motion AS x
            JOIN leaf AS k ON k.entry BETWEEN x.entry AND x.changed AND k.at IN (x.opened_at, x.closed_at)
            WHERE x.id = $1 AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = x.id::text
              AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' IN ('motion.opened', 'motion.closed')
      UNION SELECT d.entry FROM decision AS d
            JOIN seen_decision AS s ON s.id = d.id
            WHERE d.motion = $1) AS e
JOIN leaf AS l ON l.entry = e.entry
ORDER BY l.entry

-- name: meeting_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM (SELECT x.entry FROM meeting AS x WHERE x.id = $1
      UNION SELECT x.changed FROM meeting AS x WHERE x.id = $1
      UNION SELECT i.entry FROM agenda_item AS i WHERE i.id = $1
      UNION SELECT k.entry FROM item_admission AS k WHERE k.id = $1
      UNION SELECT p.entry FROM proxy AS p WHERE p.id = $1
      UNION SELECT a.entry FROM attendance AS a WHERE a.id = $1
      UNION SELECT m.entry FROM motion AS m WHERE m.meeting = $1
      UNION SELECT b.entry FROM ballot AS b WHERE b.meeting = $1
      UNION SELECT b.changed FROM ballot AS b WHERE b.meeting = $1
      UNION SELECT t.entry FROM ballot AS b JOIN ballot_tally AS t ON t.id = b.id WHERE b.meeting = $1
      UNION SELECT k.entry FROM meeting AS x
            JOIN leaf AS k ON k.entry BETWEEN x.entry AND x.changed AND k.at IN (x.opened_at, x.closed_at)
            WHERE x.id = $1 AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,meeting}' = x.id::text) AS e
JOIN leaf AS l ON l.entry = e.entry
ORDER BY l.entry

-- name: proposal_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM (SELECT x.entry FROM proposal AS x WHERE x.id = $1
      UNION SELECT v.entry FROM proposal_version AS v WHERE v.proposal = $1
      UNION SELECT m.entry FROM motion AS m WHERE m.proposal = $1
      UNION SELECT d.entry FROM decision AS d
            JOIN seen_decision AS s ON s.id = d.id
            WHERE d.proposal = $1) AS e
JOIN leaf AS l ON l.entry = e.entry
ORDER BY l.entry

-- The numbers are decision.suspended, decision.resumed and decision.lapsed, which make no row of their own.
-- name: decision_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM seen_decision AS s
CROSS JOIN LATERAL (
      SELECT s.entry UNION SELECT s.changed
      UNION SELECT c.entry FROM concurrence AS c WHERE c.decision = s.id
      UNION SELECT n.entry FROM notification AS n WHERE n.decision = s.id
      UNION SELECT p.entry FROM publication AS p WHERE p.decision = s.id
      UNION SELECT c.entry FROM commitment AS c WHERE c.decision = s.id
      UNION SELECT b.entry FROM objection AS b WHERE b.decision = s.id AND s.is_worded
      UNION SELECT a.entry FROM appeal AS a WHERE a.decision = s.id AND s.is_worded
      UNION SELECT d.entry FROM decision AS d JOIN seen_decision AS q ON q.id = d.id WHERE d.about = s.id
      UNION SELECT f.entry FROM conflict AS f WHERE f.decision = s.id AND s.is_worded
      UNION SELECT r.entry FROM review AS r WHERE r.decision = s.id AND s.is_worded
      UNION SELECT u.entry FROM differing_view AS u WHERE u.decision = s.id AND s.is_worded
      UNION SELECT k.entry FROM leaf AS k
            WHERE k.type IN (59, 60, 61) AND k.entry > s.entry
              AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,decision}' = s.id::text
      UNION SELECT w.entry FROM clock_turn AS w WHERE w.decision = s.id
      UNION SELECT t.entry FROM "transaction" AS t WHERE t.decision = s.id) AS e
JOIN leaf AS l ON l.entry = e.entry
WHERE s.id = $1
ORDER BY l.entry

-- name: commitment_history
-- params: uuid
-- result: id uuid, entry int8, at int8, type text
SELECT l.id, l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type'
FROM commitment AS x
JOIN seen_decision AS s ON s.id = x.decision
CROSS JOIN LATERAL (
      SELECT x.entry UNION SELECT x.changed
      UNION SELECT k.entry FROM claim AS k WHERE k.commitment = x.id
      UNION SELECT a.entry FROM accountability AS a WHERE a.commitment = x.id
      UNION SELECT t.entry FROM seen_transaction AS t WHERE t.commitment = x.id) AS e
JOIN leaf AS l ON l.entry = e.entry
WHERE x.id = $1
ORDER BY l.entry
