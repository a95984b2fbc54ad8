-- What decisions do to community life, by area and programme (domain, 15): what was expected, at refusals and
-- withdrawals too, what is not yet known and why, and what was found when the council looked back. What was undone
-- does not count; the decision that undid it does. Of a refusal the cents are those that were put to the vote, else
-- asked; of what undid a decision those that it freed. Not yet known: the newest 200. In public a natural person's
-- case without words counts by outcome and amount alone: neither its effects nor its looking back and differing views.

-- name: effects_report
-- params: uuid, uuid, uuid, date, date
-- result: part text, area uuid, area_name text, programme uuid, programme_name text, budget_year int4, outcome text, effect text, answer text, found text, count int4, sum_cents int8, decision uuid, decision_reference text, reason text
WITH counted AS (
    SELECT d.id, d.reference, d.entry, v.programme, k.area, c.outcome, c.cents, s.is_worded
    FROM decision AS d
    JOIN seen_decision AS s ON s.id = d.id
    JOIN leaf AS l ON l.entry = d.entry
    JOIN envelope AS v ON v.id = d.envelope
    JOIN council AS k ON k.id = v.council
    LEFT JOIN motion AS m ON m.id = d.motion
    LEFT JOIN proposal AS p ON p.id = d.proposal
    LEFT JOIN proposal_version AS w ON w.id = coalesce(d.proposal_version, p.version)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
                    THEN m.subject || '-refused' ELSE d.outcome END AS outcome,
               CASE WHEN d.outcome = 'refusal' THEN coalesce(m.amount_cents, w.asked_cents, 0)
                    WHEN d.outcome IN ('withdrawal', 'annulment') THEN coalesce(d.freed_cents, 0)
                    ELSE coalesce(d.amount_cents, 0) END AS cents) AS c
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE s.state NOT IN ('waiting', 'declined', 'withdrawn', 'annulled')
      AND ($1::uuid IS NULL OR d.organisation = $1) AND ($2::uuid IS NULL OR k.area = $2)
      AND ($3::uuid IS NULL OR v.programme = $3)
      AND ($4::date IS NULL OR t.day >= $4) AND ($5::date IS NULL OR t.day < $5)
), worded AS (
    SELECT c.* FROM counted AS c WHERE c.is_worded
), looked AS (
    SELECT DISTINCT ON (r.decision) r.decision, r.id
    FROM worded AS c JOIN review AS r ON r.decision = c.id
    ORDER BY r.decision, r.entry DESC
), parts AS (
    SELECT 1 AS part, c.area, c.programme, c.outcome, NULL::text AS effect, NULL::text AS answer,
           NULL::text AS found, count(*)::int4 AS count, sum(c.cents)::int8 AS sum_cents, NULL::uuid AS decision,
           NULL::text AS decision_reference, NULL::text AS reason
    FROM counted AS c GROUP BY c.area, c.programme, c.outcome
    UNION ALL
    SELECT 2, c.area, c.programme, c.outcome, e.effect, e.answer, NULL, count(*)::int4, sum(c.cents)::int8,
           NULL, NULL, NULL
    FROM worded AS c JOIN effect AS e ON e.id = c.id
    GROUP BY c.area, c.programme, c.outcome, e.effect, e.answer
    UNION ALL
    (SELECT 3, c.area, c.programme, c.outcome, e.effect, e.answer, NULL, NULL, c.cents, c.id, c.reference,
            (SELECT o.value FROM opening AS o WHERE o.entry = c.entry
             AND o.field = 'effects/' || e.ordinal - 1 || '/reason')
     FROM worded AS c JOIN effect AS e ON e.id = c.id AND e.answer = 'not-yet-known'
     ORDER BY c.entry DESC, e.ordinal LIMIT 200)
    UNION ALL
    SELECT 4, c.area, c.programme, NULL, NULL, NULL, NULL, count(*)::int4, sum(c.cents)::int8, NULL, NULL, NULL
    FROM worded AS c JOIN looked AS r ON r.decision = c.id GROUP BY c.area, c.programme
    UNION ALL
    SELECT 5, c.area, c.programme, NULL, e.effect, e.answer, f.answer, count(*)::int4, sum(c.cents)::int8, NULL,
           NULL, NULL
    FROM worded AS c
    JOIN looked AS r ON r.decision = c.id
    JOIN effect AS e ON e.id = c.id
    JOIN effect AS f ON f.id = r.id AND f.effect = e.effect
    GROUP BY c.area, c.programme, e.effect, e.answer, f.answer
    UNION ALL
    SELECT 6, c.area, c.programme, NULL, NULL, NULL, NULL, count(*)::int4, NULL, NULL, NULL, NULL
    FROM worded AS c JOIN differing_view AS u ON u.decision = c.id GROUP BY c.area, c.programme
)
SELECT (ARRAY['decisions', 'expected', 'not-yet-known', 'looked-back', 'found', 'differing-views'])[x.part] AS part,
       x.area, (SELECT o.value FROM opening AS o WHERE o.entry = a.entry AND o.field = 'name') AS area_name,
       x.programme, (SELECT o.value FROM opening AS o WHERE o.entry = g.entry AND o.field = 'name') AS programme_name,
       g.budget_year, x.outcome, x.effect, x.answer, x.found, x.count, x.sum_cents, x.decision, x.decision_reference,
       x.reason
FROM parts AS x
LEFT JOIN area AS a ON a.id = x.area
LEFT JOIN programme AS g ON g.id = x.programme
ORDER BY a.entry, g.budget_year, g.entry, x.part, x.outcome,
         array_position(ARRAY['strengthens', 'restores', 'replaces', 'numbs'], x.effect),
         array_position(ARRAY['yes', 'partly', 'no', 'not-yet-known'], x.answer),
         array_position(ARRAY['yes', 'partly', 'no', 'not-yet-known'], x.found), x.decision

-- name: effects_report_inside
-- params: uuid[], uuid, uuid, uuid, date, date
-- result: part text, area uuid, area_name text, programme uuid, programme_name text, budget_year int4, outcome text, effect text, answer text, found text, count int4, sum_cents int8, decision uuid, decision_reference text, reason text
WITH counted AS (
    SELECT d.id, d.reference, d.entry, v.programme, k.area, c.outcome, c.cents, true AS is_shown
    FROM decision AS d
    JOIN decision_status AS s ON s.id = d.id
    JOIN leaf AS l ON l.entry = d.entry
    JOIN envelope AS v ON v.id = d.envelope
    JOIN council AS k ON k.id = v.council
    LEFT JOIN motion AS m ON m.id = d.motion
    LEFT JOIN proposal AS p ON p.id = d.proposal
    LEFT JOIN proposal_version AS w ON w.id = coalesce(d.proposal_version, p.version)
    LEFT JOIN payee AS y ON y.id = p.applicant
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
                    THEN m.subject || '-refused' ELSE d.outcome END AS outcome,
               CASE WHEN d.outcome = 'refusal' THEN coalesce(m.amount_cents, w.asked_cents, 0)
                    WHEN d.outcome IN ('withdrawal', 'annulment') THEN coalesce(d.freed_cents, 0)
                    ELSE coalesce(d.amount_cents, 0) END AS cents) AS c
    CROSS JOIN LATERAL (
        SELECT (to_timestamp(l.at / 1000) AT TIME ZONE 'Europe/Amsterdam')::date AS day) AS t
    WHERE s.state NOT IN ('waiting', 'declined', 'withdrawn', 'annulled')
      AND ($1::uuid[] IS NULL OR d.organisation = ANY ($1))
      AND ($2::uuid IS NULL OR d.organisation = $2) AND ($3::uuid IS NULL OR k.area = $3)
      AND ($4::uuid IS NULL OR v.programme = $4)
      AND ($5::date IS NULL OR t.day >= $5) AND ($6::date IS NULL OR t.day < $6)
), looked AS (
    SELECT DISTINCT ON (r.decision) r.decision, r.id
    FROM counted AS c JOIN review AS r ON r.decision = c.id
    ORDER BY r.decision, r.entry DESC
), parts AS (
    SELECT 1 AS part, c.area, c.programme, c.outcome, NULL::text AS effect, NULL::text AS answer,
           NULL::text AS found, count(*)::int4 AS count, sum(c.cents)::int8 AS sum_cents, NULL::uuid AS decision,
           NULL::text AS decision_reference, NULL::text AS reason
    FROM counted AS c GROUP BY c.area, c.programme, c.outcome
    UNION ALL
    SELECT 2, c.area, c.programme, c.outcome, e.effect, e.answer, NULL, count(*)::int4, sum(c.cents)::int8,
           NULL, NULL, NULL
    FROM counted AS c JOIN effect AS e ON e.id = c.id
    GROUP BY c.area, c.programme, c.outcome, e.effect, e.answer
    UNION ALL
    (SELECT 3, c.area, c.programme, c.outcome, e.effect, e.answer, NULL, NULL, c.cents, c.id, c.reference,
            (SELECT o.value FROM opening AS o WHERE c.is_shown AND o.entry = c.entry
             AND o.field = 'effects/' || e.ordinal - 1 || '/reason')
     FROM counted AS c JOIN effect AS e ON e.id = c.id AND e.answer = 'not-yet-known'
     ORDER BY c.entry DESC, e.ordinal LIMIT 200)
    UNION ALL
    SELECT 4, c.area, c.programme, NULL, NULL, NULL, NULL, count(*)::int4, sum(c.cents)::int8, NULL, NULL, NULL
    FROM counted AS c JOIN looked AS r ON r.decision = c.id GROUP BY c.area, c.programme
    UNION ALL
    SELECT 5, c.area, c.programme, NULL, e.effect, e.answer, f.answer, count(*)::int4, sum(c.cents)::int8, NULL,
           NULL, NULL
    FROM counted AS c
    JOIN looked AS r ON r.decision = c.id
    JOIN effect AS e ON e.id = c.id
    JOIN effect AS f ON f.id = r.id AND f.effect = e.effect
    GROUP BY c.area, c.programme, e.effect, e.answer, f.answer
    UNION ALL
    SELECT 6, c.area, c.programme, NULL, NULL, NULL, NULL, count(*)::int4, NULL, NULL, NULL, NULL
    FROM counted AS c JOIN differing_view AS u ON u.decision = c.id GROUP BY c.area, c.programme
)
SELECT (ARRAY['decisions', 'expected', 'not-yet-known', 'looked-back', 'found', 'differing-views'])[x.part] AS part,
       x.area, (SELECT o.value FROM opening AS o WHERE o.entry = a.entry AND o.field = 'name') AS area_name,
       x.programme, (SELECT o.value FROM opening AS o WHERE o.entry = g.entry AND o.field = 'name') AS programme_name,
       g.budget_year, x.outcome, x.effect, x.answer, x.found, x.count, x.sum_cents, x.decision, x.decision_reference,
       x.reason
FROM parts AS x
LEFT JOIN area AS a ON a.id = x.area
LEFT JOIN programme AS g ON g.id = x.programme
ORDER BY a.entry, g.budget_year, g.entry, x.part, x.outcome,
         array_position(ARRAY['strengthens', 'restores', 'replaces', 'numbs'], x.effect),
         array_position(ARRAY['yes', 'partly', 'no', 'not-yet-known'], x.answer),
         array_position(ARRAY['yes', 'partly', 'no', 'not-yet-known'], x.found), x.decision
