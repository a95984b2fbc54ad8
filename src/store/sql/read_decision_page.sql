-- The page of a decision: what anyone sees once it was notified and published, and what insiders see besides: who
-- stepped back, whose vote was flagged, and the words of differing views.

-- name: page_decision
-- params: uuid
-- result: id uuid, reference text, entry int8, leaf_hash bytea, at int8, council uuid, council_name text, organisation_name text, applicant_name text, title text, category text, asked_cents int8, amount_cents int8, basis text, outcome text, subject text, advice text, form text, mandate_reference text, meeting uuid, meeting_on date, question text, closing bytea, verdict text, recused int4, doubtful int4, pivotal bool, conflicts int4, conflict_pivotal bool, conflict_verdict text, views int4, reasons text, conditions text, partial_reason text, state text, effective_on date, notified_on date, published_at int8, ratification text, about uuid, about_reference text, ruling text, ground text, allocated_cents int8, committed_cents int8, paid_cents int8
SELECT x.id, x.reference, x.entry, l.hash, l.at, x.council,
       (SELECT o.value FROM council AS c JOIN opening AS o ON o.entry = c.entry AND o.field = 'name'
        WHERE c.id = x.council),
       (SELECT o.value FROM organisation AS g JOIN opening AS o ON o.entry = g.entry AND o.field = 'name'
        WHERE g.id = x.organisation),
       (SELECT o.value FROM opening AS o WHERE y.legal_person AND o.entry = y.entry AND o.field = 'name'),
       (SELECT o.value FROM opening AS o WHERE s.is_worded AND o.entry = v.entry AND o.field = 'title'),
       a.category, v.asked_cents, x.amount_cents, x.basis,
       CASE WHEN x.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
            THEN m.subject || '-refused' ELSE x.outcome END,
       m.subject, x.advice, n.form, n.reference::text,
       m.meeting, e.on_date,
       (SELECT o.value FROM opening AS o WHERE s.is_worded AND e.public AND o.entry = m.entry AND o.field = 'question'),
       (SELECT k.bytes FROM leaf AS k
        WHERE s.is_worded AND k.entry BETWEEN (SELECT max(w.entry) FROM roster_seat AS w WHERE w.id = m.id) AND m.changed
          AND k.at = m.closed_at
          AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = m.id::text
          AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' = 'motion.closed'
        ORDER BY k.entry LIMIT 1),
       CASE WHEN s.is_worded THEN m.verdict END, CASE WHEN s.is_worded THEN m.recused END,
       CASE WHEN s.is_worded THEN m.doubtful END, s.is_worded AND coalesce(m.pivotal, false),
       f.count AS conflicts,
       f.pivotal AS conflict_pivotal, f.verdict_without AS conflict_verdict,
       (SELECT count(*)::int4 FROM differing_view AS u WHERE s.is_worded AND u.decision = x.id),
       (SELECT o.value FROM opening AS o WHERE s.is_worded AND o.entry = x.entry AND o.field = 'reasons'),
       coalesce((SELECT o.value FROM opening AS o WHERE s.is_worded AND o.entry = x.entry AND o.field = 'conditions'),
                (SELECT o.value FROM opening AS o WHERE s.is_worded AND e.public AND o.entry = m.entry AND o.field = 'conditions')),
       coalesce((SELECT o.value FROM opening AS o WHERE s.is_worded AND o.entry = x.entry AND o.field = 'partialReason'),
                (SELECT o.value FROM opening AS o WHERE s.is_worded AND e.public AND o.entry = m.entry AND o.field = 'partialReason')),
       s.state, s.effective_on, s.notified_on, s.published_at, s.ratification, b.id, b.reference::text,
       x.ruling, x.ground, s.allocated_cents, s.committed_cents,
       (SELECT -sum(z.balance_cents)::int8 FROM commitment AS c JOIN account AS z ON z.id = c.id AND z.ordinal = 6
        WHERE c.decision = x.id)
FROM decision AS x
JOIN seen_decision AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = x.entry
LEFT JOIN mandate AS n ON n.id = x.mandate
LEFT JOIN motion AS m ON m.id = x.motion
LEFT JOIN meeting AS e ON e.id = m.meeting
LEFT JOIN proposal AS a ON a.id = x.proposal
LEFT JOIN payee AS y ON y.id = a.applicant
LEFT JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
LEFT JOIN (decision AS b JOIN seen_decision AS bs ON bs.id = b.id) ON b.id = x.about
LEFT JOIN LATERAL (
    SELECT count(*)::int4 AS count, coalesce(bool_or(c.pivotal), false) AS pivotal,
           (array_agg(c.verdict_without ORDER BY c.entry DESC))[1] AS verdict_without
    FROM conflict AS c WHERE s.is_worded AND c.decision = x.id) AS f ON true
WHERE s.id = $1

-- name: page_decision_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, leaf_hash bytea, at int8, council uuid, council_name text, organisation_name text, applicant_name text, title text, category text, asked_cents int8, amount_cents int8, basis text, outcome text, subject text, advice text, form text, mandate_reference text, meeting uuid, meeting_on date, question text, closing bytea, verdict text, recused int4, doubtful int4, pivotal bool, conflicts int4, conflict_pivotal bool, conflict_verdict text, views int4, reasons text, conditions text, partial_reason text, state text, effective_on date, notified_on date, published_at int8, ratification text, about uuid, about_reference text, ruling text, ground text, allocated_cents int8, committed_cents int8, paid_cents int8
-- private: applicant_name
SELECT x.id, x.reference, x.entry, l.hash, l.at, x.council,
       (SELECT o.value FROM council AS c JOIN opening AS o ON o.entry = c.entry AND o.field = 'name'
        WHERE c.id = x.council),
       (SELECT o.value FROM organisation AS g JOIN opening AS o ON o.entry = g.entry AND o.field = 'name'
        WHERE g.id = x.organisation),
       (SELECT o.value FROM opening AS o WHERE o.entry = y.entry AND o.field = 'name'),
       (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'title'),
       a.category, v.asked_cents, x.amount_cents, x.basis,
       CASE WHEN x.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
            THEN m.subject || '-refused' ELSE x.outcome END,
       m.subject, x.advice, n.form, n.reference::text,
       m.meeting, e.on_date,
       (SELECT o.value FROM opening AS o WHERE q.is_open AND o.entry = m.entry AND o.field = 'question'),
       (SELECT k.bytes FROM leaf AS k
        WHERE k.entry BETWEEN (SELECT max(w.entry) FROM roster_seat AS w WHERE w.id = m.id) AND m.changed
          AND k.at = m.closed_at
          AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = m.id::text
          AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' = 'motion.closed'
        ORDER BY k.entry LIMIT 1),
       m.verdict, m.recused, m.doubtful, coalesce(m.pivotal, false), f.count AS conflicts,
       f.pivotal AS conflict_pivotal, f.verdict_without AS conflict_verdict,
       (SELECT count(*)::int4 FROM differing_view AS u WHERE u.decision = x.id),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'reasons'),
       coalesce((SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'conditions'),
                (SELECT o.value FROM opening AS o WHERE q.is_open AND o.entry = m.entry AND o.field = 'conditions')),
       coalesce((SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'partialReason'),
                (SELECT o.value FROM opening AS o WHERE q.is_open AND o.entry = m.entry AND o.field = 'partialReason')),
       s.state, s.effective_on, s.notified_on, s.published_at, s.ratification, x.about, (SELECT d.reference::text FROM decision AS d WHERE d.id = x.about),
       x.ruling, x.ground, s.allocated_cents, s.committed_cents,
       (SELECT -sum(z.balance_cents)::int8 FROM commitment AS c JOIN account AS z ON z.id = c.id AND z.ordinal = 6
        WHERE c.decision = x.id)
FROM decision AS x
JOIN decision_status AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = x.entry
LEFT JOIN mandate AS n ON n.id = x.mandate
LEFT JOIN motion AS m ON m.id = x.motion
LEFT JOIN meeting AS e ON e.id = m.meeting
CROSS JOIN LATERAL (SELECT e.id IS NULL OR e.public OR reads_closed(x.council, $3, $4) AS is_open) AS q
LEFT JOIN proposal AS a ON a.id = x.proposal
LEFT JOIN payee AS y ON y.id = a.applicant
LEFT JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
LEFT JOIN LATERAL (
    SELECT count(*)::int4 AS count, coalesce(bool_or(c.pivotal), false) AS pivotal,
           (array_agg(c.verdict_without ORDER BY c.entry DESC))[1] AS verdict_without
    FROM conflict AS c WHERE c.decision = x.id) AS f ON true
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- Beside each expected effect what was found when the council looked back last.
-- name: page_decision_effects
-- params: uuid
-- result: effect text, answer text, reason text, found text, found_reason text, looked_at int8, review_reference text, lessons text
SELECT e.effect, e.answer,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'effects/' || e.ordinal - 1 || '/reason'),
       f.answer,
       (SELECT o.value FROM opening AS o WHERE o.object = r.id AND o.field = 'effects/' || f.ordinal - 1 || '/reason'),
       r.at, r.reference::text,
       (SELECT o.value FROM opening AS o WHERE o.object = r.id AND o.field = 'lessons')
FROM decision AS x
JOIN seen_decision AS s ON s.id = x.id AND s.is_worded
JOIN effect AS e ON e.id = x.id
LEFT JOIN LATERAL (SELECT w.id, w.at, w.reference FROM review AS w WHERE w.decision = x.id
                   ORDER BY w.entry DESC LIMIT 1) AS r ON true
LEFT JOIN effect AS f ON f.id = r.id AND f.effect = e.effect
WHERE x.id = $1
ORDER BY e.ordinal

-- name: page_decision_effects_inside
-- params: uuid, uuid[]
-- result: effect text, answer text, reason text, found text, found_reason text, looked_at int8, review_reference text, lessons text
SELECT e.effect, e.answer,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'effects/' || e.ordinal - 1 || '/reason'),
       f.answer,
       (SELECT o.value FROM opening AS o WHERE o.object = r.id AND o.field = 'effects/' || f.ordinal - 1 || '/reason'),
       r.at, r.reference::text,
       (SELECT o.value FROM opening AS o WHERE o.object = r.id AND o.field = 'lessons')
FROM decision AS x
JOIN decision_status AS s ON s.id = x.id
JOIN effect AS e ON e.id = x.id
LEFT JOIN proposal AS a ON a.id = x.proposal
LEFT JOIN payee AS y ON y.id = a.applicant
LEFT JOIN LATERAL (SELECT w.id, w.at, w.reference FROM review AS w WHERE w.decision = x.id
                   ORDER BY w.entry DESC LIMIT 1) AS r ON true
LEFT JOIN effect AS f ON f.id = r.id AND f.effect = e.effect
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))
ORDER BY e.ordinal

-- Later decisions about it and the entries that changed it; inside, names too.
-- name: page_decision_lines
-- params: uuid
-- result: part text, entry int8, at int8, type text, other uuid, other_reference text, word text, name text, text text
SELECT z.part, z.entry, z.at, z.type, z.other, z.other_reference, z.word, z.name, z.text
FROM (
    SELECT 'after' AS part, d.entry, l.at, NULL::text AS type, d.id AS other, d.reference::text AS other_reference,
           CASE WHEN d.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
                THEN m.subject || '-refused' ELSE d.outcome END AS word, NULL::text AS name, NULL::text AS text
    FROM decision AS d
    LEFT JOIN motion AS m ON m.id = d.motion
    JOIN seen_decision AS ds ON ds.id = d.id
    JOIN leaf AS l ON l.entry = d.entry
    WHERE d.about = $1 OR d.releases = $1
    UNION ALL
    SELECT 'history', l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', NULL, NULL, NULL, NULL, NULL
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
    WHERE s.id = $1) AS z
WHERE EXISTS (
    SELECT FROM seen_decision AS s WHERE s.id = $1)
ORDER BY z.part, z.entry

-- name: page_decision_lines_inside
-- params: uuid, uuid[], uuid, date
-- result: part text, entry int8, at int8, type text, other uuid, other_reference text, word text, name text, text text
-- private: name
SELECT z.part, z.entry, z.at, z.type, z.other, z.other_reference, z.word, z.name, z.text
FROM (
    SELECT 'after' AS part, d.entry, l.at, NULL::text AS type, d.id AS other, d.reference::text AS other_reference,
           CASE WHEN d.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
                THEN m.subject || '-refused' ELSE d.outcome END AS word, NULL::text AS name, NULL::text AS text
    FROM decision AS d
    LEFT JOIN motion AS m ON m.id = d.motion
    JOIN decision_status AS ds ON ds.id = d.id
    JOIN leaf AS l ON l.entry = d.entry
    WHERE d.about = $1 OR d.releases = $1
    UNION ALL
    SELECT 'view', u.entry, u.at, NULL, u.id, u.reference::text, NULL, p.name,
           (SELECT o.value FROM opening AS o WHERE o.object = u.id AND o.field = 'view')
    FROM differing_view AS u
    LEFT JOIN appointment_person AS ap ON ap.handle = u.member
    LEFT JOIN person AS p ON p.id = ap.person
    WHERE u.decision = $1
    UNION ALL
    SELECT 'recusal', k.entry, k.at, NULL, NULL, NULL, k.ground, p.name, NULL
    FROM decision AS d
    JOIN motion AS m ON m.id = d.motion
    JOIN meeting AS e ON e.id = m.meeting AND (e.public OR reads_closed(d.council, $3, $4))
    JOIN recusal AS k ON k.id = d.motion
    LEFT JOIN appointment_person AS ap ON ap.handle = k.member
    LEFT JOIN person AS p ON p.id = ap.person
    WHERE d.id = $1
    UNION ALL
    SELECT 'flagged', v.entry, v.at, NULL, NULL, NULL, coalesce(v.choice, o.choice), p.name, NULL
    FROM decision AS d
    JOIN motion AS m ON m.id = d.motion
    JOIN meeting AS e ON e.id = m.meeting AND (e.public OR reads_closed(d.council, $3, $4))
    JOIN vote AS v ON v.motion = d.motion AND v.flagged
    LEFT JOIN vote_opening AS o ON o.id = v.id
    LEFT JOIN appointment_person AS ap ON ap.handle = v.member
    LEFT JOIN person AS p ON p.id = ap.person
    WHERE d.id = $1
      AND NOT EXISTS (SELECT FROM vote AS w WHERE w.motion = v.motion AND w.member = v.member
                      AND w.vote_ordinal > v.vote_ordinal)
    UNION ALL
    SELECT 'history', l.entry, l.at, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', NULL, NULL, NULL, NULL, NULL
    FROM decision_status AS s
    CROSS JOIN LATERAL (
          SELECT s.entry UNION SELECT s.changed
          UNION SELECT c.entry FROM concurrence AS c WHERE c.decision = s.id
          UNION SELECT n.entry FROM notification AS n WHERE n.decision = s.id
          UNION SELECT p.entry FROM publication AS p WHERE p.decision = s.id
          UNION SELECT c.entry FROM commitment AS c WHERE c.decision = s.id
          UNION SELECT b.entry FROM objection AS b WHERE b.decision = s.id
          UNION SELECT a.entry FROM appeal AS a WHERE a.decision = s.id
          UNION SELECT d.entry FROM decision AS d WHERE d.about = s.id
          UNION SELECT f.entry FROM conflict AS f WHERE f.decision = s.id
          UNION SELECT r.entry FROM review AS r WHERE r.decision = s.id
          UNION SELECT u.entry FROM differing_view AS u WHERE u.decision = s.id
          UNION SELECT k.entry FROM leaf AS k
                WHERE k.type IN (59, 60, 61) AND k.entry > s.entry
                  AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,decision}' = s.id::text
          UNION SELECT w.entry FROM clock_turn AS w WHERE w.decision = s.id
          UNION SELECT t.entry FROM decision AS d
                JOIN "transaction" AS t ON t.envelope = d.envelope AND t.decision = d.id
                WHERE d.id = s.id) AS e
    JOIN leaf AS l ON l.entry = e.entry
    WHERE s.id = $1) AS z
WHERE EXISTS (
    SELECT FROM decision AS x JOIN decision_status AS s ON s.id = x.id
    WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2)))
ORDER BY z.part, z.entry
