-- Decisions, and what is told about them. Nothing of a decision is public before it was both notified and
-- published; of a natural person's refused or withdrawn case no words are, nor effects, nor what was objected. One
-- that ended stays, and says what took its place. An opening's texts are read once, as one object.

-- name: decision_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, envelope uuid, basis text, outcome text, motion uuid, proposal uuid, proposal_version uuid, mandate uuid, releases uuid, commitment uuid, amount_cents int8, advice text, about uuid, ruling text, ground text, reasons text, conditions text, partial_reason text, effects jsonb, years jsonb, state text, effective_on date, notified_on date, published_at int8, lapses_on date, ratification text, allocated_cents int8, committed_cents int8, released_cents int8, replaced_by uuid
SELECT x.id, x.reference, x.entry, greatest(s.changed, n.changed), x.organisation, x.council, x.envelope, x.basis, x.outcome,
       x.motion, x.proposal, x.proposal_version, x.mandate, x.releases, x.commitment, x.amount_cents,
       x.advice, x.about, x.ruling, x.ground, w.texts ->> 'reasons', w.texts ->> 'conditions',
       w.texts ->> 'partialReason',
       CASE WHEN s.is_worded THEN (
           SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                      'effect', e.effect, 'answer', e.answer,
                      'reason', w.texts ->> ('effects/' || e.ordinal - 1 || '/reason')))
                      ORDER BY e.ordinal), '[]')
           FROM effect AS e WHERE e.id = x.id) END,
       (SELECT jsonb_agg(jsonb_build_object('year', y.ordinal, 'amountCents', y.amount_cents) ORDER BY y.ordinal)
        FROM decision_year AS y WHERE y.id = x.id),
       s.state, s.effective_on, s.notified_on, s.published_at, s.lapses_on, s.ratification,
       s.allocated_cents, s.committed_cents, s.released_cents,
       CASE WHEN s.state IN ('withdrawn', 'annulled') THEN n.id END
FROM seen_decision AS s
JOIN decision AS x ON x.id = s.id
LEFT JOIN LATERAL (
    SELECT jsonb_object_agg(o.field, o.value) AS texts FROM opening AS o WHERE o.entry = x.entry) AS w
    ON s.is_worded
LEFT JOIN LATERAL (
    SELECT r.id, q.changed FROM decision AS r JOIN seen_decision AS q ON q.id = r.id
    WHERE r.about = x.id OR (r.motion = x.motion AND r.entry > x.entry)
    ORDER BY r.entry DESC LIMIT 1) AS n ON true
WHERE s.id = $1

-- name: decision_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, envelope uuid, basis text, outcome text, motion uuid, proposal uuid, proposal_version uuid, mandate uuid, releases uuid, commitment uuid, amount_cents int8, advice text, about uuid, ruling text, ground text, document bytea, decided_by uuid, reasons text, conditions text, partial_reason text, effects jsonb, years jsonb, state text, effective_on date, notified_on date, published_at int8, lapses_on date, ratification text, allocated_cents int8, committed_cents int8, released_cents int8, replaced_by uuid
SELECT x.id, x.reference, x.entry, s.changed, x.organisation, x.council, x.envelope, x.basis, x.outcome,
       x.motion, x.proposal, x.proposal_version, x.mandate, x.releases, x.commitment, x.amount_cents,
       x.advice, x.about, x.ruling, x.ground, x.document, x.decided_by, w.texts ->> 'reasons',
       w.texts ->> 'conditions', w.texts ->> 'partialReason',
       (
           SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                      'effect', e.effect, 'answer', e.answer,
                      'reason', w.texts ->> ('effects/' || e.ordinal - 1 || '/reason')))
                      ORDER BY e.ordinal), '[]')
           FROM effect AS e WHERE e.id = x.id),
       (SELECT jsonb_agg(jsonb_build_object('year', y.ordinal, 'amountCents', y.amount_cents) ORDER BY y.ordinal)
        FROM decision_year AS y WHERE y.id = x.id),
       s.state, s.effective_on, s.notified_on, s.published_at, s.lapses_on, s.ratification,
       s.allocated_cents, s.committed_cents, s.released_cents,
       CASE WHEN s.state IN ('withdrawn', 'annulled') THEN (
           SELECT r.id FROM decision AS r
           WHERE r.about = x.id OR (r.motion = x.motion AND r.entry > x.entry)
           ORDER BY r.entry DESC LIMIT 1) END
FROM decision AS x
JOIN decision_status AS s ON s.id = x.id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(o.field, o.value) AS texts FROM opening AS o WHERE o.entry = x.entry) AS w
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- name: decision_list
-- params: uuid, int4, uuid, uuid, uuid, text, text, date, date
-- result: id uuid, reference text, entry int8, changed int8, council uuid, envelope uuid, basis text, outcome text, proposal uuid, amount_cents int8, state text, effective_on date, notified_on date, published_at int8
SELECT x.id, x.reference, x.entry, s.changed, x.council, x.envelope, x.basis, x.outcome, x.proposal,
       x.amount_cents, s.state, s.effective_on, s.notified_on, s.published_at
FROM decision AS x
JOIN seen_decision AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = x.entry
WHERE x.id > $1
  AND ($3::uuid IS NULL OR x.council = $3) AND ($4::uuid IS NULL OR x.envelope = $4)
  AND ($5::uuid IS NULL OR x.proposal = $5)
  AND ($6::text IS NULL OR s.state = $6)
  AND ($7::text IS NULL OR s.is_worded AND EXISTS (
      SELECT FROM effect AS e WHERE e.id = x.id AND e.effect = $7 AND e.answer IN ('yes', 'partly')))
  AND ($8::date IS NULL OR (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date >= $8)
  AND ($9::date IS NULL OR (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date < $9)
ORDER BY x.id LIMIT $2

-- name: decision_list_inside
-- params: uuid, int4, uuid[], uuid, uuid, uuid, text, text, date, date
-- result: id uuid, reference text, entry int8, changed int8, council uuid, envelope uuid, basis text, outcome text, proposal uuid, amount_cents int8, state text, effective_on date, notified_on date, published_at int8
SELECT x.id, x.reference, x.entry, s.changed, x.council, x.envelope, x.basis, x.outcome, x.proposal,
       x.amount_cents, s.state, s.effective_on, s.notified_on, s.published_at
FROM decision AS x
JOIN decision_status AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = x.entry
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR x.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.council = $4) AND ($5::uuid IS NULL OR x.envelope = $5)
  AND ($6::uuid IS NULL OR x.proposal = $6)
  AND ($7::text IS NULL OR s.state = $7)
  AND ($8::text IS NULL OR EXISTS (
      SELECT FROM effect AS e WHERE e.id = x.id AND e.effect = $8 AND e.answer IN ('yes', 'partly')))
  AND ($9::date IS NULL OR (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date >= $9)
  AND ($10::date IS NULL OR (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date < $10)
ORDER BY x.id LIMIT $2

-- name: concurrence_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, decision uuid, answer text, reason text
SELECT x.id, x.reference, x.entry, x.decision, x.answer,
       (SELECT o.value FROM opening AS o WHERE s.is_worded AND o.entry = x.entry AND o.field = 'reason')
FROM concurrence AS x
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.decision = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: concurrence_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, answer text, reason text
SELECT x.id, x.reference, x.entry, x.decision, x.answer,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'reason')
FROM concurrence AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.decision = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR d.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: notification_item
-- params: uuid
-- result: id uuid, reference text, entry int8, decision uuid, channel text, on_date date
SELECT x.id, x.reference, x.entry, x.decision, x.channel, x.on_date
FROM notification AS x
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id = $1

-- name: notification_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, channel text, on_date date
SELECT x.id, x.reference, x.entry, x.decision, x.channel, x.on_date
FROM notification AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR d.organisation = ANY ($2))

-- name: notification_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, decision uuid, channel text, on_date date
SELECT x.id, x.reference, x.entry, x.decision, x.channel, x.on_date
FROM notification AS x
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.decision = $3)
ORDER BY x.id LIMIT $2

-- name: notification_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, decision uuid, channel text, on_date date
SELECT x.id, x.reference, x.entry, x.decision, x.channel, x.on_date
FROM notification AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR d.organisation = ANY ($3)) AND ($4::uuid IS NULL OR x.decision = $4)
ORDER BY x.id LIMIT $2

-- name: publication_item
-- params: uuid
-- result: id uuid, reference text, entry int8, decision uuid, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.at
FROM publication AS x
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id = $1

-- name: publication_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.at
FROM publication AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR d.organisation = ANY ($2))

-- name: publication_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, decision uuid, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.at
FROM publication AS x
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.decision = $3)
ORDER BY x.id LIMIT $2

-- name: publication_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, decision uuid, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.at
FROM publication AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR d.organisation = ANY ($3)) AND ($4::uuid IS NULL OR x.decision = $4)
ORDER BY x.id LIMIT $2
