-- Claims, accountabilities, payments and recoveries: each hangs on a commitment, and so on its decision.

-- name: claim_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, kind text, amount_cents int8, vat_cents int8, vat_compensable_cents int8, ordered_cents int8, accepted_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.kind, x.amount_cents, x.vat_cents,
       x.vat_compensable_cents, x.ordered_cents, x.accepted_on, x.state
FROM claim AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id = $1

-- name: claim_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, kind text, amount_cents int8, vat_cents int8, vat_compensable_cents int8, document bytea, description text, filed_by uuid, accepted_by uuid, ordered_cents int8, accepted_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.kind, x.amount_cents, x.vat_cents,
       x.vat_compensable_cents, x.document,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'description'),
       x.filed_by, x.accepted_by, x.ordered_cents, x.accepted_on, x.state
FROM claim AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))

-- name: claim_list
-- params: uuid, int4, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, kind text, amount_cents int8, ordered_cents int8, accepted_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.kind, x.amount_cents, x.ordered_cents,
       x.accepted_on, x.state
FROM claim AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.commitment = $3) AND ($4::text IS NULL OR x.state = $4)
ORDER BY x.id LIMIT $2

-- name: claim_list_inside
-- params: uuid, int4, uuid[], uuid, text
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, kind text, amount_cents int8, ordered_cents int8, accepted_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.kind, x.amount_cents, x.ordered_cents,
       x.accepted_on, x.state
FROM claim AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.commitment = $4) AND ($5::text IS NULL OR x.state = $5)
ORDER BY x.id LIMIT $2

-- name: accountability_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, spent_cents int8, unused_cents int8, recovery uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.spent_cents, x.unused_cents, x.recovery, x.state
FROM accountability AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id = $1

-- name: accountability_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, spent_cents int8, unused_cents int8, document bytea, description text, filed_by uuid, accepted_by uuid, recovery uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.spent_cents, x.unused_cents, x.document,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'description'),
       x.filed_by, x.accepted_by, x.recovery, x.state
FROM accountability AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))

-- name: accountability_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, spent_cents int8, unused_cents int8, recovery uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.spent_cents, x.unused_cents, x.recovery, x.state
FROM accountability AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.commitment = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: accountability_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, spent_cents int8, unused_cents int8, recovery uuid, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.spent_cents, x.unused_cents, x.recovery, x.state
FROM accountability AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.commitment = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR c.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: payment_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, claim uuid, commitment uuid, amount_cents int8, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.claim, x.commitment, x.amount_cents, x.booked_on, x.state
FROM payment AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id = $1

-- name: payment_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, claim uuid, commitment uuid, amount_cents int8, end_to_end_id text, ordered_by uuid, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.claim, x.commitment, x.amount_cents, x.end_to_end_id,
       x.ordered_by, x.booked_on, x.state
FROM payment AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))

-- name: payment_list
-- params: uuid, int4, uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, claim uuid, commitment uuid, amount_cents int8, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.claim, x.commitment, x.amount_cents, x.booked_on, x.state
FROM payment AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.commitment = $3) AND ($4::uuid IS NULL OR x.claim = $4)
  AND ($5::text IS NULL OR x.state = $5)
ORDER BY x.id LIMIT $2

-- name: payment_list_inside
-- params: uuid, int4, uuid[], uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, claim uuid, commitment uuid, amount_cents int8, end_to_end_id text, booked_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.claim, x.commitment, x.amount_cents, x.end_to_end_id,
       x.booked_on, x.state
FROM payment AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.commitment = $4) AND ($5::uuid IS NULL OR x.claim = $5)
  AND ($6::text IS NULL OR x.state = $6)
ORDER BY x.id LIMIT $2

-- name: recovery_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, amount_cents int8, received_cents int8, written_off_cents int8, claimed_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.amount_cents, x.received_cents,
       x.written_off_cents, x.claimed_on, x.state
FROM recovery AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id = $1

-- name: recovery_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, amount_cents int8, received_cents int8, written_off_cents int8, claimed_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.amount_cents, x.received_cents,
       x.written_off_cents, x.claimed_on, x.state
FROM recovery AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))

-- name: recovery_list
-- params: uuid, int4, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, amount_cents int8, received_cents int8, written_off_cents int8, claimed_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.amount_cents, x.received_cents,
       x.written_off_cents, x.claimed_on, x.state
FROM recovery AS x
JOIN commitment AS c ON c.id = x.commitment
JOIN seen_decision AS s ON s.id = c.decision
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.commitment = $3) AND ($4::text IS NULL OR x.state = $4)
ORDER BY x.id LIMIT $2

-- name: recovery_list_inside
-- params: uuid, int4, uuid[], uuid, text
-- result: id uuid, reference text, entry int8, changed int8, commitment uuid, amount_cents int8, received_cents int8, written_off_cents int8, claimed_on date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.commitment, x.amount_cents, x.received_cents,
       x.written_off_cents, x.claimed_on, x.state
FROM recovery AS x
JOIN commitment AS c ON c.id = x.commitment
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.commitment = $4) AND ($5::text IS NULL OR x.state = $5)
ORDER BY x.id LIMIT $2
