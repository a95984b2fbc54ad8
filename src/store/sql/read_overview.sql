-- Of the overview: the newest published decisions, and the newest public meetings.
-- name: page_latest
-- params: int4
-- result: id uuid, reference text, outcome text, amount_cents int8, title text, state text, published_at int8
SELECT x.id, x.reference,
       CASE WHEN x.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
            THEN m.subject || '-refused' ELSE x.outcome END,
       x.amount_cents,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON o.entry = v.entry AND o.field = 'title'
        WHERE a.id = x.proposal AND s.is_worded),
       s.state, s.published_at
FROM decision AS x
JOIN seen_decision AS s ON s.id = x.id
LEFT JOIN motion AS m ON m.id = x.motion
WHERE x.id IN (SELECT p.decision FROM publication AS p ORDER BY p.id DESC LIMIT $1)
ORDER BY s.published_at DESC, x.id DESC

-- name: page_meetings
-- params: int4
-- result: id uuid, reference text, title text, council_name text, on_date date, state text
SELECT x.id, x.reference,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = c.entry AND o.field = 'name'), x.on_date, x.state
FROM meeting AS x
JOIN council AS c ON c.id = x.council
WHERE x.id IN (SELECT m.id FROM meeting AS m ORDER BY m.id DESC LIMIT $1) AND x.public
ORDER BY x.on_date DESC, x.id DESC
