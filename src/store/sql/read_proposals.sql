-- Proposals with their versions, and payees. In public an applicant or payee has a name only when it is a
-- legal person; an application of a natural person shows its category and amount until it was granted and
-- that is public.

-- name: proposal_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, applicant uuid, category text, source_ref text, title text, summary text, current_version uuid, version_number int4, cost_cents int8, asked_cents int8, state text
SELECT x.id, x.reference, x.entry,
       CASE WHEN x.state <> 'decided' OR p.is_public THEN greatest(x.changed, p.changed) END, x.envelope, CASE WHEN p.is_legal THEN x.applicant END,
       x.category, x.source_ref,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = v.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = v.entry AND o.field = 'summary'),
       x.version, x.version_number, v.cost_cents, v.asked_cents,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'filed' ELSE x.state END
FROM proposal AS x
JOIN proposal_version AS v ON v.id = x.version
JOIN seen_proposal AS p ON p.id = x.id
WHERE x.id = $1

-- name: proposal_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, applicant uuid, applicant_name text, category text, source_ref text, title text, summary text, current_version uuid, version_number int4, cost_cents int8, asked_cents int8, state text
-- private: applicant_name
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.applicant,
       (SELECT o.value FROM opening AS o WHERE o.entry = y.entry AND o.field = 'name'),
       x.category, x.source_ref,
       (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'summary'),
       x.version, x.version_number, v.cost_cents, v.asked_cents, x.state
FROM proposal AS x
JOIN envelope AS e ON e.id = x.envelope
JOIN proposal_version AS v ON v.id = x.version
LEFT JOIN payee AS y ON y.id = x.applicant
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR e.organisation = ANY ($2))

-- name: proposal_list
-- params: uuid, int4, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, category text, title text, version_number int4, asked_cents int8, state text
SELECT x.id, x.reference, x.entry,
       CASE WHEN x.state <> 'decided' OR p.is_public THEN greatest(x.changed, p.changed) END, x.envelope, x.category,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = v.entry AND o.field = 'title'),
       x.version_number, v.asked_cents,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'filed' ELSE x.state END
FROM proposal AS x
JOIN proposal_version AS v ON v.id = x.version
JOIN seen_proposal AS p ON p.id = x.id
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.envelope = $3) AND ($4::text IS NULL OR x.category = $4)
ORDER BY x.id LIMIT $2

-- name: proposal_list_inside
-- params: uuid, int4, uuid[], uuid, text
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, applicant uuid, category text, title text, version_number int4, asked_cents int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.applicant, x.category,
       (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'title'),
       x.version_number, v.asked_cents, x.state
FROM proposal AS x
JOIN envelope AS e ON e.id = x.envelope
JOIN proposal_version AS v ON v.id = x.version
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR e.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.envelope = $4) AND ($5::text IS NULL OR x.category = $5)
ORDER BY x.id LIMIT $2

-- Cost lines count as read by who filed them; those of a natural person stay inside.
-- name: version_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, proposal uuid, number int4, title text, summary text, cost_cents int8, asked_cents int8, cost_lines jsonb, financing_lines jsonb
SELECT x.id, x.reference, x.entry, x.proposal, x.number,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'summary'),
       x.cost_cents, x.asked_cents,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'label', o.value, 'amountCents', l.amount_cents)) ORDER BY l.ordinal), '[]')
        FROM cost_line AS l
        LEFT JOIN opening AS o ON o.entry = x.entry AND o.field = 'costLines/' || l.ordinal - 1 || '/label'
        WHERE l.id = x.id),
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'source', o.value, 'amountCents', l.amount_cents, 'inKind', l.in_kind,
                   'status', l.status)) ORDER BY l.ordinal), '[]')
        FROM financing_line AS l
        LEFT JOIN opening AS o
            ON o.entry = x.entry AND o.field = 'financingLines/' || l.ordinal - 1 || '/source'
        WHERE l.id = x.id)
FROM proposal_version AS x
JOIN proposal AS p ON p.id = x.proposal
LEFT JOIN payee AS y ON y.id = p.applicant
WHERE x.proposal = $1 AND x.id > $2 AND coalesce(y.legal_person, true)
ORDER BY x.id LIMIT $3

-- name: version_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, proposal uuid, number int4, title text, summary text, cost_cents int8, asked_cents int8, cost_lines jsonb, financing_lines jsonb
SELECT x.id, x.reference, x.entry, x.proposal, x.number,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'summary'),
       x.cost_cents, x.asked_cents,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'label', o.value, 'amountCents', l.amount_cents)) ORDER BY l.ordinal), '[]')
        FROM cost_line AS l
        LEFT JOIN opening AS o ON o.entry = x.entry AND o.field = 'costLines/' || l.ordinal - 1 || '/label'
        WHERE l.id = x.id),
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'source', o.value, 'amountCents', l.amount_cents, 'inKind', l.in_kind,
                   'status', l.status)) ORDER BY l.ordinal), '[]')
        FROM financing_line AS l
        LEFT JOIN opening AS o
            ON o.entry = x.entry AND o.field = 'financingLines/' || l.ordinal - 1 || '/source'
        WHERE l.id = x.id)
FROM proposal_version AS x
JOIN proposal AS p ON p.id = x.proposal
JOIN envelope AS e ON e.id = p.envelope
WHERE x.proposal = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR e.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: version_item
-- params: uuid, uuid
-- result: id uuid, reference text, entry int8, proposal uuid, number int4, title text, summary text, cost_cents int8, asked_cents int8
SELECT x.id, x.reference, x.entry, x.proposal, x.number,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'summary'),
       x.cost_cents, x.asked_cents
FROM proposal_version AS x
JOIN proposal AS p ON p.id = x.proposal
LEFT JOIN payee AS y ON y.id = p.applicant
WHERE x.proposal = $1 AND x.id = $2 AND coalesce(y.legal_person, true)

-- name: version_item_inside
-- params: uuid, uuid, uuid[]
-- result: id uuid, reference text, entry int8, proposal uuid, number int4, title text, summary text, cost_cents int8, asked_cents int8
SELECT x.id, x.reference, x.entry, x.proposal, x.number,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'summary'),
       x.cost_cents, x.asked_cents
FROM proposal_version AS x
JOIN proposal AS p ON p.id = x.proposal
JOIN envelope AS e ON e.id = p.envelope
WHERE x.proposal = $1 AND x.id = $2 AND ($3::uuid[] IS NULL OR e.organisation = ANY ($3))

-- A payee is public once a published decision pays it; its name when it is a legal person.
-- name: payee_item
-- params: uuid
-- result: id uuid, reference text, entry int8, organisation uuid, kind text, legal_person bool, based_in_area bool, name text
SELECT x.id, x.reference, x.entry, x.organisation, x.kind, x.legal_person, x.based_in_area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM payee AS x
WHERE x.id = $1 AND x.legal_person AND EXISTS (
    SELECT FROM commitment AS c
    JOIN seen_decision AS s ON s.id = c.decision
    WHERE c.payee = x.id)

-- name: payee_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, organisation uuid, kind text, legal_person bool, based_in_area bool, name text
-- private: name
SELECT x.id, x.reference, x.entry, x.organisation, x.kind, x.legal_person, x.based_in_area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM payee AS x WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- name: payee_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, organisation uuid, kind text, legal_person bool, based_in_area bool, name text
SELECT x.id, x.reference, x.entry, x.organisation, x.kind, x.legal_person, x.based_in_area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM payee AS x
WHERE x.id > $1 AND x.legal_person AND ($3::uuid IS NULL OR x.organisation = $3) AND EXISTS (
    SELECT FROM commitment AS c
    JOIN seen_decision AS s ON s.id = c.decision
    WHERE c.payee = x.id)
ORDER BY x.id LIMIT $2

-- name: payee_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, reference text, entry int8, organisation uuid, kind text, legal_person bool, based_in_area bool, name text
-- private: name
SELECT x.id, x.reference, x.entry, x.organisation, x.kind, x.legal_person, x.based_in_area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM payee AS x
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR x.organisation = ANY ($3)) AND ($4::uuid IS NULL OR x.organisation = $4)
ORDER BY x.id LIMIT $2
