-- Objections, appeals, the grantor's acts, looking back. The words of an objection are never public, a
-- member's differing view is read inside; the grantor's acts are public with their reasons.

-- name: objection_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, decision uuid, filed_on date, deadline date, late bool, excused bool, ruled_by uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.decision, x.filed_on, x.deadline, x.late, x.excused, x.ruling,
       x.state
FROM objection AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.id = $1

-- name: objection_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, decision uuid, filed_on date, deadline date, late bool, excused bool, grounds text, excuse text, document bytea, ruled_by uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.decision, x.filed_on, x.deadline, x.late, x.excused,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'grounds'),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'excuse'),
       x.document, x.ruling, x.state
FROM objection AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR d.organisation = ANY ($2))

-- name: objection_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, changed int8, decision uuid, filed_on date, late bool, ruled_by uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.decision, x.filed_on, x.late, x.ruling, x.state
FROM objection AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.decision = $3)
ORDER BY x.id LIMIT $2

-- name: objection_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, changed int8, decision uuid, filed_on date, late bool, ruled_by uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.decision, x.filed_on, x.late, x.ruling, x.state
FROM objection AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR d.organisation = ANY ($3)) AND ($4::uuid IS NULL OR x.decision = $4)
ORDER BY x.id LIMIT $2

-- name: appeal_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, decision uuid, filed_on date, court_case text
SELECT x.id, x.reference, x.entry, x.decision, x.filed_on, x.court_case
FROM appeal AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.decision = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: appeal_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, filed_on date, court_case text
SELECT x.id, x.reference, x.entry, x.decision, x.filed_on, x.court_case
FROM appeal AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.decision = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR d.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: instruction_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, instruction text, reason text, document bytea, at int8
SELECT x.id, x.reference, x.entry, greatest(x.entry, q.changed), x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'instruction'),
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'reason'),
       CASE WHEN v.is_worded THEN x.document END, x.at
FROM instruction AS x
LEFT JOIN seen_proposal AS q ON q.id = x.proposal
CROSS JOIN LATERAL (SELECT x.proposal IS NULL OR q.is_worded AS is_worded) AS v
WHERE x.id = $1 AND (x.proposal IS NULL OR q.is_public)

-- name: instruction_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, instruction text, reason text, document bytea, at int8
SELECT x.id, x.reference, x.entry, x.entry, x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'instruction'),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'reason'),
       x.document, x.at
FROM instruction AS x
JOIN mandate AS m ON m.id = x.mandate
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR m.organisation = ANY ($2))

-- name: instruction_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, mandate uuid, proposal uuid, instruction text, reason text, at int8
SELECT x.id, x.reference, x.entry, x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'instruction'),
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'reason'),
       x.at
FROM instruction AS x
LEFT JOIN seen_proposal AS q ON q.id = x.proposal
CROSS JOIN LATERAL (SELECT x.proposal IS NULL OR q.is_worded AS is_worded) AS v
WHERE x.id > $1 AND (x.proposal IS NULL OR q.is_public) AND ($3::uuid IS NULL OR x.mandate = $3)
ORDER BY x.id LIMIT $2

-- name: instruction_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, mandate uuid, proposal uuid, instruction text, reason text, at int8
SELECT x.id, x.reference, x.entry, x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'instruction'),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'reason'),
       x.at
FROM instruction AS x
JOIN mandate AS m ON m.id = x.mandate
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR m.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.mandate = $4)
ORDER BY x.id LIMIT $2

-- name: information_request_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, question text, reason text, at int8, answer text, answered_at int8, state text
SELECT x.id, x.reference, x.entry, greatest(x.changed, q.changed), x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'question'),
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'reason'),
       x.at,
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.answer AND o.field = 'answer'),
       x.answered_at, x.state
FROM information_request AS x
LEFT JOIN seen_proposal AS q ON q.id = x.proposal
CROSS JOIN LATERAL (SELECT x.proposal IS NULL OR q.is_worded AS is_worded) AS v
WHERE x.id = $1 AND (x.proposal IS NULL OR q.is_public)

-- name: information_request_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, question text, reason text, at int8, answer text, answered_at int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'question'),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'reason'),
       x.at,
       (SELECT o.value FROM opening AS o WHERE o.object = x.answer AND o.field = 'answer'),
       x.answered_at, x.state
FROM information_request AS x
JOIN mandate AS m ON m.id = x.mandate
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR m.organisation = ANY ($2))

-- name: information_request_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, question text, at int8, answered_at int8, state text
SELECT x.id, x.reference, x.entry, greatest(x.changed, q.changed), x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE v.is_worded AND o.object = x.id AND o.field = 'question'),
       x.at, x.answered_at, x.state
FROM information_request AS x
LEFT JOIN seen_proposal AS q ON q.id = x.proposal
CROSS JOIN LATERAL (SELECT x.proposal IS NULL OR q.is_worded AS is_worded) AS v
WHERE x.id > $1 AND (x.proposal IS NULL OR q.is_public) AND ($3::uuid IS NULL OR x.mandate = $3)
ORDER BY x.id LIMIT $2

-- name: information_request_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, changed int8, mandate uuid, proposal uuid, question text, at int8, answered_at int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.mandate, x.proposal,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'question'),
       x.at, x.answered_at, x.state
FROM information_request AS x
JOIN mandate AS m ON m.id = x.mandate
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR m.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.mandate = $4)
ORDER BY x.id LIMIT $2

-- name: review_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, decision uuid, at int8, effects jsonb, lessons text
SELECT x.id, x.reference, x.entry, x.decision, x.at,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'effect', e.effect, 'answer', e.answer, 'reason', o.value)) ORDER BY e.ordinal), '[]')
        FROM effect AS e
        LEFT JOIN opening AS o ON o.object = x.id AND o.field = 'effects/' || e.ordinal - 1 || '/reason'
        WHERE e.id = x.id),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'lessons')
FROM review AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.decision = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: review_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, reviewed_by uuid, at int8, effects jsonb, lessons text
SELECT x.id, x.reference, x.entry, x.decision, x.reviewed_by, x.at,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'effect', e.effect, 'answer', e.answer, 'reason', o.value)) ORDER BY e.ordinal), '[]')
        FROM effect AS e
        LEFT JOIN opening AS o ON o.object = x.id AND o.field = 'effects/' || e.ordinal - 1 || '/reason'
        WHERE e.id = x.id),
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'lessons')
FROM review AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.decision = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR d.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: view_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, decision uuid, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.at
FROM differing_view AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.decision = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: view_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, member uuid, view text, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.member,
       (SELECT o.value FROM opening AS o WHERE o.object = x.id AND o.field = 'view'),
       x.at
FROM differing_view AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.decision = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR d.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- Of one organisation and days: who decided the money, and where it went. Decided by the neighbourhood is what
-- rests on the council's verdict, and is not an advice departed from; what was undone does not count.
-- name: shared_power
-- params: uuid, date, date
-- result: id uuid, from_date date, until_date date, decided_cents int8, neighbourhood_cents int8, neighbourhood_permille int4, followed_count int4, departed_count int4, urgent_count int4, holder_count int4, general_instruction_count int4, case_instruction_count int4, information_request_count int4, taken_back_count int4, taken_back_cents int8, committed_in_area_cents int8, committed_outside_cents int8, leads_in_area int4, leads_outside int4
WITH decided AS (
    SELECT d.basis, d.advice, coalesce(s.allocated_cents, 0) AS cents
    FROM decision AS d
    JOIN seen_decision AS s ON s.id = d.id
    WHERE d.organisation = $1 AND s.state NOT IN ('waiting', 'declined', 'withdrawn', 'annulled')
      AND ($2::date IS NULL OR s.effective_on >= $2) AND ($3::date IS NULL OR s.effective_on < $3)
), sums AS (
    SELECT coalesce(sum(cents), 0)::int8 AS all_cents,
           coalesce(sum(cents) FILTER (
               WHERE basis = 'verdict' AND advice IS DISTINCT FROM 'departed'), 0)::int8 AS own_cents,
           count(*) FILTER (WHERE advice = 'followed')::int4 AS followed,
           count(*) FILTER (WHERE advice = 'departed')::int4 AS departed,
           count(*) FILTER (WHERE basis = 'urgency')::int4 AS urgent,
           count(*) FILTER (WHERE basis = 'holder')::int4 AS holder,
           count(*) FILTER (WHERE basis = 'grantor')::int4 AS taken_back,
           coalesce(sum(cents) FILTER (WHERE basis = 'grantor'), 0)::int8 AS taken_back_cents
    FROM decided
), acts AS (
    SELECT count(*) FILTER (WHERE a.kind = 'instruction' AND a.proposal IS NULL)::int4 AS general,
           count(*) FILTER (WHERE a.kind = 'instruction' AND a.proposal IS NOT NULL)::int4 AS cases,
           count(*) FILTER (WHERE a.kind = 'request')::int4 AS requests
    FROM (SELECT 'instruction' AS kind, mandate, proposal, at FROM instruction
          UNION ALL SELECT 'request', mandate, proposal, at FROM information_request) AS a
    JOIN mandate AS m ON m.id = a.mandate
    LEFT JOIN seen_proposal AS q ON q.id = a.proposal
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(a.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE m.organisation = $1 AND (a.proposal IS NULL OR q.is_public) AND ($2::date IS NULL OR t.day >= $2) AND ($3::date IS NULL OR t.day < $3)
), spent AS (
    SELECT coalesce(sum(c.raised_cents - c.returned_cents) FILTER (WHERE y.based_in_area), 0)::int8 AS inside,
           coalesce(sum(c.raised_cents - c.returned_cents) FILTER (WHERE NOT y.based_in_area), 0)::int8
               AS outside,
           count(*) FILTER (WHERE y.based_in_area AND c.kind IN ('employment', 'assignment'))::int4
               AS leads_inside,
           count(*) FILTER (WHERE NOT y.based_in_area AND c.kind IN ('employment', 'assignment'))::int4
               AS leads_outside
    FROM commitment AS c
    JOIN seen_decision AS s ON s.id = c.decision
    JOIN payee AS y ON y.id = c.payee
    JOIN leaf AS l ON l.entry = c.entry
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE c.organisation = $1 AND ($2::date IS NULL OR t.day >= $2) AND ($3::date IS NULL OR t.day < $3)
)
SELECT o.id, $2::date, $3::date, sums.all_cents, sums.own_cents,
       CASE WHEN sums.all_cents > 0 THEN (sums.own_cents::numeric * 1000 / sums.all_cents)::int4 END,
       sums.followed, sums.departed, sums.urgent, sums.holder, acts.general, acts.cases, acts.requests,
       sums.taken_back, sums.taken_back_cents, spent.inside, spent.outside, spent.leads_inside,
       spent.leads_outside
FROM organisation AS o, sums, acts, spent
WHERE o.id = $1

-- name: shared_power_inside
-- params: uuid[], uuid, date, date
-- result: id uuid, from_date date, until_date date, decided_cents int8, neighbourhood_cents int8, neighbourhood_permille int4, followed_count int4, departed_count int4, urgent_count int4, holder_count int4, general_instruction_count int4, case_instruction_count int4, information_request_count int4, taken_back_count int4, taken_back_cents int8, committed_in_area_cents int8, committed_outside_cents int8, leads_in_area int4, leads_outside int4
WITH decided AS (
    SELECT d.basis, d.advice, coalesce(s.allocated_cents, 0) AS cents
    FROM decision AS d
    JOIN decision_status AS s ON s.id = d.id
    WHERE d.organisation = $2 AND s.state NOT IN ('waiting', 'declined', 'withdrawn', 'annulled')
      AND ($3::date IS NULL OR s.effective_on >= $3) AND ($4::date IS NULL OR s.effective_on < $4)
), sums AS (
    SELECT coalesce(sum(cents), 0)::int8 AS all_cents,
           coalesce(sum(cents) FILTER (
               WHERE basis = 'verdict' AND advice IS DISTINCT FROM 'departed'), 0)::int8 AS own_cents,
           count(*) FILTER (WHERE advice = 'followed')::int4 AS followed,
           count(*) FILTER (WHERE advice = 'departed')::int4 AS departed,
           count(*) FILTER (WHERE basis = 'urgency')::int4 AS urgent,
           count(*) FILTER (WHERE basis = 'holder')::int4 AS holder,
           count(*) FILTER (WHERE basis = 'grantor')::int4 AS taken_back,
           coalesce(sum(cents) FILTER (WHERE basis = 'grantor'), 0)::int8 AS taken_back_cents
    FROM decided
), acts AS (
    SELECT count(*) FILTER (WHERE a.kind = 'instruction' AND a.proposal IS NULL)::int4 AS general,
           count(*) FILTER (WHERE a.kind = 'instruction' AND a.proposal IS NOT NULL)::int4 AS cases,
           count(*) FILTER (WHERE a.kind = 'request')::int4 AS requests
    FROM (SELECT 'instruction' AS kind, mandate, proposal, at FROM instruction
          UNION ALL SELECT 'request', mandate, proposal, at FROM information_request) AS a
    JOIN mandate AS m ON m.id = a.mandate
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(a.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE m.organisation = $2 AND ($3::date IS NULL OR t.day >= $3) AND ($4::date IS NULL OR t.day < $4)
), spent AS (
    SELECT coalesce(sum(c.raised_cents - c.returned_cents) FILTER (WHERE y.based_in_area), 0)::int8 AS inside,
           coalesce(sum(c.raised_cents - c.returned_cents) FILTER (WHERE NOT y.based_in_area), 0)::int8
               AS outside,
           count(*) FILTER (WHERE y.based_in_area AND c.kind IN ('employment', 'assignment'))::int4
               AS leads_inside,
           count(*) FILTER (WHERE NOT y.based_in_area AND c.kind IN ('employment', 'assignment'))::int4
               AS leads_outside
    FROM commitment AS c
    JOIN payee AS y ON y.id = c.payee
    JOIN leaf AS l ON l.entry = c.entry
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE c.organisation = $2 AND ($3::date IS NULL OR t.day >= $3) AND ($4::date IS NULL OR t.day < $4)
)
SELECT o.id, $3::date, $4::date, sums.all_cents, sums.own_cents,
       CASE WHEN sums.all_cents > 0 THEN (sums.own_cents::numeric * 1000 / sums.all_cents)::int4 END,
       sums.followed, sums.departed, sums.urgent, sums.holder, acts.general, acts.cases, acts.requests,
       sums.taken_back, sums.taken_back_cents, spent.inside, spent.outside, spent.leads_inside,
       spent.leads_outside
FROM organisation AS o, sums, acts, spent
WHERE o.id = $2 AND ($1::uuid[] IS NULL OR o.id = ANY ($1))
