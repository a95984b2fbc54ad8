-- The register of interests, and conflicts found late. In public: that a member has an interest in an
-- organisation, where the council's rules of that day show names. What ties them is read by the secretary and the
-- controller who reach the council, and by nobody from the day on which it is to be deleted.

-- name: interest_item
-- params: uuid, date
-- result: id uuid, reference text, entry int8, changed int8, council uuid, member uuid, payee uuid, payee_name text, at int8, ended_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.member, x.payee,
       (SELECT o.value FROM opening AS o JOIN payee AS y ON y.entry = o.entry WHERE y.id = x.payee AND o.field = 'name'),
       x.at, x.ended_at
FROM interest AS x
WHERE x.id = $1 AND (
    SELECT r.names_public FROM rule_set AS r
    WHERE r.council = x.council AND r.from_date <= $2
    ORDER BY r.version DESC LIMIT 1)

-- name: interest_item_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, changed int8, council uuid, member uuid, payee uuid, payee_name text, relation text, delete_on date, at int8, ended_at int8
-- private: relation
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.member, x.payee,
       (SELECT o.value FROM opening AS o JOIN payee AS y ON y.entry = o.entry WHERE y.id = x.payee AND o.field = 'name'),
       (SELECT o.value FROM opening AS o
        WHERE o.object = x.id AND o.field = 'relation' AND x.delete_on > $4 AND EXISTS (
            SELECT FROM appointment_person AS ap
            JOIN appointment AS a ON a.handle = ap.handle
            WHERE ap.person = $3 AND a.role IN ('secretary', 'controller') AND a.from_date <= $4
              AND (a.until_date IS NULL OR a.until_date > $4)
              AND (a.scope = 'installation' OR a.scope_id IN (x.council, c.organisation)))),
       x.delete_on, x.at, x.ended_at
FROM interest AS x
JOIN council AS c ON c.id = x.council
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))

-- name: interest_list
-- params: uuid, int4, date, uuid
-- result: id uuid, reference text, entry int8, changed int8, council uuid, member uuid, payee uuid, payee_name text, at int8, ended_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.member, x.payee,
       (SELECT o.value FROM opening AS o JOIN payee AS y ON y.entry = o.entry WHERE y.id = x.payee AND o.field = 'name'),
       x.at, x.ended_at
FROM interest AS x
WHERE x.id > $1 AND ($4::uuid IS NULL OR x.council = $4) AND (
    SELECT r.names_public FROM rule_set AS r
    WHERE r.council = x.council AND r.from_date <= $3
    ORDER BY r.version DESC LIMIT 1)
ORDER BY x.id LIMIT $2

-- name: interest_list_inside
-- params: uuid, int4, uuid[], uuid, date, uuid
-- result: id uuid, reference text, entry int8, changed int8, council uuid, member uuid, payee uuid, payee_name text, relation text, delete_on date, at int8, ended_at int8
-- private: relation
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.member, x.payee,
       (SELECT o.value FROM opening AS o JOIN payee AS y ON y.entry = o.entry WHERE y.id = x.payee AND o.field = 'name'),
       (SELECT o.value FROM opening AS o
        WHERE o.object = x.id AND o.field = 'relation' AND x.delete_on > $5 AND EXISTS (
            SELECT FROM appointment_person AS ap
            JOIN appointment AS a ON a.handle = ap.handle
            WHERE ap.person = $4 AND a.role IN ('secretary', 'controller') AND a.from_date <= $5
              AND (a.until_date IS NULL OR a.until_date > $5)
              AND (a.scope = 'installation' OR a.scope_id IN (x.council, c.organisation)))),
       x.delete_on, x.at, x.ended_at
FROM interest AS x
JOIN council AS c ON c.id = x.council
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3)) AND ($6::uuid IS NULL OR x.council = $6)
ORDER BY x.id LIMIT $2

-- name: conflict_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, decision uuid, verdict_without text, pivotal bool, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.verdict_without, x.pivotal, x.at
FROM conflict AS x
JOIN seen_decision AS s ON s.id = x.decision AND s.is_worded
WHERE x.decision = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: conflict_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, decision uuid, member uuid, interest uuid, document bytea, vote_counted bool, verdict_without text, pivotal bool, at int8
SELECT x.id, x.reference, x.entry, x.decision, x.member, x.interest, x.document, x.voted, x.verdict_without,
       x.pivotal, x.at
FROM conflict AS x
JOIN decision AS d ON d.id = x.decision
WHERE x.decision = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR d.organisation = ANY ($4))
ORDER BY x.id LIMIT $3
