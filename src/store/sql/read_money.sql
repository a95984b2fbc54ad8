-- Envelopes and what is promised, claimed, paid and claimed back out of them. In public only what hangs on
-- a decision that was notified and published; a payee's id only when it is a legal person.

-- name: envelope_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, programme uuid, name text, mode text, cashier text, vat_compensable bool, from_date date, until_date date, original_cents int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.programme,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.mode, x.cashier, x.vat_compensable, x.from_date, x.until_date, x.original_cents, x.state
FROM envelope AS x WHERE x.id = $1

-- name: envelope_list
-- params: uuid, int4, uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, programme uuid, name text, mode text, cashier text, from_date date, until_date date, original_cents int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.programme,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.mode, x.cashier, x.from_date, x.until_date, x.original_cents, x.state
FROM envelope AS x
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3) AND ($4::uuid IS NULL OR x.council = $4)
  AND ($5::text IS NULL OR x.state = $5)
ORDER BY x.id LIMIT $2

-- A grant itself never changes, so neither does its version: its balances stand in the list and the trail.
-- name: grant_item
-- params: uuid
-- result: id uuid, reference text, entry int8, envelope uuid, funder uuid
SELECT x.id, x.reference, x.entry, x.envelope, x.funder
FROM "grant" AS x WHERE x.id = $1

-- name: grant_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, funder uuid, granted_cents int8, receivable_cents int8
SELECT x.id, x.reference, x.entry, greatest(x.entry, g.changed, r.changed), x.envelope, x.funder,
       coalesce(g.balance_cents, 0), coalesce(r.balance_cents, 0)
FROM "grant" AS x
LEFT JOIN account AS g ON g.id = x.id AND g.ordinal = 1
LEFT JOIN account AS r ON r.id = x.id AND r.ordinal = 8
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.envelope = $3)
ORDER BY x.id LIMIT $2

-- name: return_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, grant uuid, amount_cents int8, in_transit_cents int8, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.grant_id, x.amount_cents, x.in_transit_cents,
       x.booked_on, x.state
FROM return_part AS x WHERE x.id = $1

-- name: return_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, grant uuid, amount_cents int8, in_transit_cents int8, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.grant_id, x.amount_cents, x.in_transit_cents,
       x.booked_on, x.state
FROM return_part AS x WHERE x.id > $1 AND ($3::uuid IS NULL OR x.envelope = $3)
ORDER BY x.id LIMIT $2

-- name: commitment_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, envelope uuid, decision uuid, proposal uuid, payee uuid, payee_name text, based_in_area bool, kind text, raised_cents int8, state text, payee_is_applicant bool
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.envelope, x.decision,
       x.proposal, CASE WHEN y.legal_person THEN x.payee END,
       (SELECT o.value FROM opening AS o WHERE y.legal_person AND o.entry = y.entry AND o.field = 'name'),
       y.based_in_area, x.kind, x.raised_cents, x.state,
       CASE WHEN x.payee = v.applicant THEN true
            WHEN a.id IS NOT NULL AND (y.legal_person OR a.legal_person) THEN false END
FROM commitment AS x
JOIN payee AS y ON y.id = x.payee
JOIN decision AS d ON d.id = x.decision
JOIN proposal_version AS v ON v.id = d.proposal_version
LEFT JOIN payee AS a ON a.id = v.applicant
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id = $1

-- name: commitment_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, envelope uuid, decision uuid, proposal uuid, payee uuid, payee_name text, based_in_area bool, kind text, description text, signed_by uuid, raised_cents int8, state text, payee_is_applicant bool, payee_interests int4
-- private: payee_name
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.envelope, x.decision,
       x.proposal, x.payee,
       (SELECT o.value FROM opening AS o WHERE o.entry = y.entry AND o.field = 'name'),
       y.based_in_area, x.kind,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'description'),
       x.signed_by, x.raised_cents, x.state,
       CASE WHEN x.payee = v.applicant THEN true
            WHEN a.id IS NOT NULL AND (y.legal_person OR a.legal_person) THEN false END,
       (SELECT count(DISTINCT i.member)::int4 FROM interest AS i
        WHERE i.payee = x.payee AND i.council = x.council AND i.entry < x.entry
          AND (i.ended_in IS NULL OR i.ended_in > x.entry))
FROM commitment AS x
JOIN payee AS y ON y.id = x.payee
JOIN decision AS d ON d.id = x.decision
JOIN proposal_version AS v ON v.id = d.proposal_version
LEFT JOIN payee AS a ON a.id = v.applicant
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- name: commitment_list
-- params: uuid, int4, uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, decision uuid, proposal uuid, payee uuid, payee_name text, kind text, raised_cents int8, state text, payee_is_applicant bool
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.decision, x.proposal,
       CASE WHEN y.legal_person THEN x.payee END,
       (SELECT o.value FROM opening AS o WHERE y.legal_person AND o.entry = y.entry AND o.field = 'name'),
       x.kind, x.raised_cents, x.state,
       CASE WHEN x.payee = v.applicant THEN true
            WHEN a.id IS NOT NULL AND (y.legal_person OR a.legal_person) THEN false END
FROM commitment AS x
JOIN payee AS y ON y.id = x.payee
JOIN decision AS d ON d.id = x.decision
JOIN proposal_version AS v ON v.id = d.proposal_version
LEFT JOIN payee AS a ON a.id = v.applicant
JOIN seen_decision AS s ON s.id = x.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.envelope = $3) AND ($4::uuid IS NULL OR x.decision = $4)
ORDER BY x.id LIMIT $2

-- name: commitment_list_inside
-- params: uuid, int4, uuid[], uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, envelope uuid, decision uuid, proposal uuid, payee uuid, payee_name text, kind text, raised_cents int8, state text, payee_is_applicant bool, payee_interests int4
-- private: payee_name
SELECT x.id, x.reference, x.entry, x.changed, x.envelope, x.decision, x.proposal, x.payee,
       (SELECT o.value FROM opening AS o WHERE o.entry = y.entry AND o.field = 'name'),
       x.kind, x.raised_cents, x.state,
       CASE WHEN x.payee = v.applicant THEN true
            WHEN a.id IS NOT NULL AND (y.legal_person OR a.legal_person) THEN false END,
       (SELECT count(DISTINCT i.member)::int4 FROM interest AS i
        WHERE i.payee = x.payee AND i.council = x.council AND i.entry < x.entry
          AND (i.ended_in IS NULL OR i.ended_in > x.entry))
FROM commitment AS x
JOIN payee AS y ON y.id = x.payee
JOIN decision AS d ON d.id = x.decision
JOIN proposal_version AS v ON v.id = d.proposal_version
LEFT JOIN payee AS a ON a.id = v.applicant
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR x.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.envelope = $4) AND ($5::uuid IS NULL OR x.decision = $5)
ORDER BY x.id LIMIT $2
