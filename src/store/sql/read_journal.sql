-- The journal and the balances that follow from it, the entries behind them, and the public log's tiles.
-- A line names a proposal or a commitment, so in public it waits for the decision it hangs on; and it stands
-- there without the balance after it, which counts what is not seen yet.

-- All stages on their normal side, at any instant: folded from the postings. The public's balance is that of the
-- public journal: what an unseen decision moved is where it was. Where money that one freed was given out again by
-- a seen one, `available` would end below zero: that much is taken out of what it was freed from.
-- name: balance_item
-- params: uuid, int8
-- result: id uuid, changed int8, at int8, granted_cents int8, available_cents int8, allocated_cents int8, committed_cents int8, payable_cents int8, paid_cents int8, returned_cents int8, receivable_cents int8, advance_cents int8, recovery_cents int8, expense_cents int8, payable_cash_cents int8, in_transit_cents int8, in_transit_back_cents int8, unspent_grant_cents int8, income_cents int8, bank_cents int8, municipality_cents int8
SELECT x.id, greatest(b.entry, (
           SELECT max(s.changed) FROM decision AS d JOIN seen_decision AS s ON s.id = d.id
           WHERE d.envelope = x.id)),
       $2::int8, b.c1::int8, (-b.c2 + a.cents + c.cents)::int8, (-b.c3 - a.cents)::int8,
       (-b.c4 - c.cents)::int8, -b.c5::int8, -b.c6::int8,
       -b.c7::int8, b.c8::int8, b.c9::int8, b.c10::int8, b.c11::int8, -b.c12::int8, -b.c13::int8,
       -b.c14::int8, -b.c15::int8, -b.c16::int8, b.c17::int8, b.c18::int8
FROM envelope AS x
CROSS JOIN LATERAL (
    SELECT CASE WHEN $2::int8 IS NULL THEN 9223372036854775807 ELSE coalesce((
        SELECT max(t.entry) FROM "transaction" AS t JOIN leaf AS l ON l.entry = t.entry
        WHERE t.envelope = x.id AND l.at <= $2), -1) END AS last) AS until
CROSS JOIN LATERAL (
    SELECT max(p.entry) AS entry,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 1), 0) AS c1,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 2), 0) AS c2,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 3), 0) AS c3,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 4), 0) AS c4,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 5), 0) AS c5,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 6), 0) AS c6,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 7), 0) AS c7,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 8), 0) AS c8,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 9), 0) AS c9,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 10), 0) AS c10,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 11), 0) AS c11,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 12), 0) AS c12,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 13), 0) AS c13,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 14), 0) AS c14,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 15), 0) AS c15,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 16), 0) AS c16,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 17), 0) AS c17,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 18), 0) AS c18
    FROM (SELECT o.entry, o.account_code, o.amount_cents
          FROM posting AS o WHERE o.envelope = x.id AND o.entry <= until.last
          UNION ALL
          SELECT NULL, o.account_code, -o.amount_cents
          FROM unseen_transaction AS u JOIN posting AS o ON o.id = u.id AND o.envelope = u.envelope
          WHERE u.envelope = x.id AND u.entry <= until.last) AS p) AS b
CROSS JOIN LATERAL (SELECT least(greatest(b.c2, 0), greatest(-b.c3, 0)) AS cents) AS a
CROSS JOIN LATERAL (SELECT greatest(b.c2, 0) - a.cents AS cents) AS c
WHERE x.id = $1

-- name: balance_item_inside
-- params: uuid, uuid[], int8
-- result: id uuid, changed int8, at int8, granted_cents int8, available_cents int8, allocated_cents int8, committed_cents int8, payable_cents int8, paid_cents int8, returned_cents int8, receivable_cents int8, advance_cents int8, recovery_cents int8, expense_cents int8, payable_cash_cents int8, in_transit_cents int8, in_transit_back_cents int8, unspent_grant_cents int8, income_cents int8, bank_cents int8, municipality_cents int8
SELECT x.id, b.entry, $3::int8, b.c1::int8, -b.c2::int8, -b.c3::int8, -b.c4::int8, -b.c5::int8, -b.c6::int8,
       -b.c7::int8, b.c8::int8, b.c9::int8, b.c10::int8, b.c11::int8, -b.c12::int8, -b.c13::int8,
       -b.c14::int8, -b.c15::int8, -b.c16::int8, b.c17::int8, b.c18::int8
FROM envelope AS x
CROSS JOIN LATERAL (
    SELECT CASE WHEN $3::int8 IS NULL THEN 9223372036854775807 ELSE coalesce((
        SELECT max(t.entry) FROM "transaction" AS t JOIN leaf AS l ON l.entry = t.entry
        WHERE t.envelope = x.id AND l.at <= $3), -1) END AS last) AS until
CROSS JOIN LATERAL (
    SELECT max(p.entry) AS entry,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 1), 0) AS c1,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 2), 0) AS c2,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 3), 0) AS c3,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 4), 0) AS c4,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 5), 0) AS c5,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 6), 0) AS c6,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 7), 0) AS c7,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 8), 0) AS c8,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 9), 0) AS c9,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 10), 0) AS c10,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 11), 0) AS c11,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 12), 0) AS c12,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 13), 0) AS c13,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 14), 0) AS c14,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 15), 0) AS c15,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 16), 0) AS c16,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 17), 0) AS c17,
           coalesce(sum(p.amount_cents) FILTER (WHERE p.account_code = 18), 0) AS c18
    FROM posting AS p WHERE p.envelope = x.id AND p.entry <= until.last) AS b
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- name: account_list
-- params: uuid
-- result: account text, book text, stage text, object uuid, balance_cents int8, line_count int8
SELECT concat_ws(':', x.book, x.envelope, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END),
       x.book, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END, x.balance_cents - coalesce(u.cents, 0),
       x.version - coalesce(u.lines, 0)
FROM account AS x
LEFT JOIN (
    SELECT o.account, o.account_code, sum(o.amount_cents)::int8 AS cents, count(*) AS lines
    FROM unseen_transaction AS t JOIN posting AS o ON o.id = t.id AND o.envelope = t.envelope
    WHERE t.envelope = $1 GROUP BY o.account, o.account_code) AS u ON u.account = x.id AND u.account_code = x.ordinal
WHERE x.envelope = $1 AND (x.ordinal IN (1, 2, 7, 8, 14, 15, 16, 17, 18) OR EXISTS (
    SELECT FROM commitment AS c
    JOIN seen_decision AS s ON s.id = c.decision
    WHERE c.id = x.id) OR EXISTS (
    SELECT FROM decision AS d
    JOIN seen_decision AS s ON s.id = d.id
    WHERE d.proposal = x.id))
ORDER BY x.ordinal, x.id

-- name: account_list_inside
-- params: uuid, uuid[]
-- result: account text, book text, stage text, object uuid, balance_cents int8, line_count int8
SELECT concat_ws(':', x.book, x.envelope, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END),
       x.book, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END, x.balance_cents, x.version
FROM account AS x
JOIN envelope AS e ON e.id = x.envelope
WHERE x.envelope = $1 AND ($2::uuid[] IS NULL OR e.organisation = ANY ($2))
ORDER BY x.ordinal, x.id

-- name: transaction_item
-- params: uuid
-- result: id uuid, entry int8, changed int8, type text, envelope uuid, on_date date, decision uuid, commitment uuid, object uuid, amount_cents int8, reverses uuid, reversed_by uuid, postings jsonb
SELECT x.id, x.entry, x.changed, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', x.envelope, x.on_date,
       x.decision, x.commitment, x.subject, x.amount_cents, x.reverses, x.reversed_by,
       (SELECT jsonb_agg(jsonb_build_object(
                   'account', concat_ws(':', p.book, p.envelope, p.stage,
                                        CASE WHEN p.account <> p.envelope THEN p.account END),
                   'amountCents', p.amount_cents) ORDER BY p.ordinal)
        FROM posting AS p WHERE p.id = x.id)
FROM seen_transaction AS x
JOIN leaf AS l ON l.entry = x.entry
WHERE x.id = $1

-- name: transaction_item_inside
-- params: uuid, uuid[]
-- result: id uuid, entry int8, changed int8, type text, envelope uuid, on_date date, decision uuid, commitment uuid, object uuid, amount_cents int8, reverses uuid, reversed_by uuid, postings jsonb
SELECT x.id, x.entry, x.changed, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', x.envelope, x.on_date,
       x.decision, x.commitment, x.subject, x.amount_cents, x.reverses, x.reversed_by,
       (SELECT jsonb_agg(jsonb_build_object(
                   'account', concat_ws(':', p.book, p.envelope, p.stage,
                                        CASE WHEN p.account <> p.envelope THEN p.account END),
                   'amountCents', p.amount_cents, 'balanceCents', p.balance_cents) ORDER BY p.ordinal)
        FROM posting AS p WHERE p.id = x.id)
FROM "transaction" AS x
JOIN leaf AS l ON l.entry = x.entry
JOIN envelope AS e ON e.id = x.envelope
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR e.organisation = ANY ($2))

-- name: transaction_list
-- params: uuid, int4, uuid
-- result: id uuid, entry int8, type text, envelope uuid, on_date date, decision uuid, commitment uuid, object uuid, amount_cents int8, reverses uuid, reversed_by uuid, postings jsonb
SELECT x.id, x.entry, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', x.envelope, x.on_date, x.decision,
       x.commitment, x.subject, x.amount_cents, x.reverses, x.reversed_by,
       (SELECT jsonb_agg(jsonb_build_object(
                   'account', concat_ws(':', p.book, p.envelope, p.stage,
                                        CASE WHEN p.account <> p.envelope THEN p.account END),
                   'amountCents', p.amount_cents) ORDER BY p.ordinal)
        FROM posting AS p WHERE p.id = x.id)
FROM seen_transaction AS x
JOIN leaf AS l ON l.entry = x.entry
WHERE x.entry > coalesce((SELECT t.entry FROM "transaction" AS t WHERE t.id = $1), -1)
  AND ($3::uuid IS NULL OR x.envelope = $3)
ORDER BY x.entry LIMIT $2

-- name: transaction_list_inside
-- params: uuid, int4, uuid[], uuid
-- result: id uuid, entry int8, type text, envelope uuid, on_date date, decision uuid, commitment uuid, object uuid, amount_cents int8, reverses uuid, reversed_by uuid, postings jsonb
SELECT x.id, x.entry, convert_from(l.bytes, 'UTF8')::jsonb ->> 'type', x.envelope, x.on_date, x.decision,
       x.commitment, x.subject, x.amount_cents, x.reverses, x.reversed_by,
       (SELECT jsonb_agg(jsonb_build_object(
                   'account', concat_ws(':', p.book, p.envelope, p.stage,
                                        CASE WHEN p.account <> p.envelope THEN p.account END),
                   'amountCents', p.amount_cents, 'balanceCents', p.balance_cents) ORDER BY p.ordinal)
        FROM posting AS p WHERE p.id = x.id)
FROM "transaction" AS x
JOIN leaf AS l ON l.entry = x.entry
JOIN envelope AS e ON e.id = x.envelope
WHERE x.entry > coalesce((SELECT t.entry FROM "transaction" AS t WHERE t.id = $1), -1)
  AND ($3::uuid[] IS NULL OR e.organisation = ANY ($3)) AND ($4::uuid IS NULL OR x.envelope = $4)
ORDER BY x.entry LIMIT $2

-- An entry: its bytes, and the openings of those texts that are public by themselves or by a published decision.
-- name: entry_item
-- params: int8
-- result: id uuid, entry int8, at int8, type text, leaf text, leaf_hash bytea, openings jsonb
SELECT x.id, x.entry, x.at, j.leaf ->> 'type', convert_from(x.bytes, 'UTF8'), x.hash,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'field', o.field, 'value', o.value, 'salt', encode(o.salt, 'hex')) ORDER BY o.field), '[]')
        FROM opening AS o
        WHERE o.entry = x.entry AND (
            j.leaf ->> 'type' IN ('organisation.entered', 'area.entered', 'council.entered',
                                  'programme.entered', 'envelope.opened', 'envelope.amended',
                                  'envelope.ended', 'mandate.granted', 'mandate.withdrawn',
                                  'mandate.suspended', 'mandate.resumed', 'envelope.carried-over')
            OR EXISTS (
                SELECT FROM meeting AS m
                WHERE m.public AND m.id = CASE WHEN j.leaf ->> 'type' = 'agenda.amended'
                                               THEN (j.leaf #>> '{body,meeting}')::uuid ELSE x.id END
                  AND NOT EXISTS (
                      SELECT FROM announced_item AS i JOIN seen_proposal AS q ON q.id = i.proposal
                      WHERE i.id = m.id AND i.entry = x.entry AND i.field = o.field AND NOT q.is_worded))
            OR EXISTS (
                SELECT FROM (SELECT i.proposal FROM instruction AS i WHERE i.id = x.id
                             UNION ALL
                             SELECT r.proposal FROM information_request AS r
                             WHERE r.id IN (x.id, (j.leaf #>> '{body,informationRequest}')::uuid)) AS a
                LEFT JOIN seen_proposal AS q ON q.id = a.proposal
                WHERE a.proposal IS NULL OR (q.is_public AND q.is_worded))
            OR EXISTS (
                SELECT FROM seen_decision AS s WHERE s.id = x.id AND s.is_worded)
            OR EXISTS (
                SELECT FROM review AS r
                JOIN seen_decision AS s ON s.id = r.decision
                WHERE r.id = x.id AND s.is_worded)
            OR EXISTS (
                SELECT FROM proposal_version AS v
                JOIN proposal AS p ON p.id = v.proposal
                LEFT JOIN payee AS y ON y.id = p.applicant
                WHERE v.entry = x.entry AND v.proposal IN (x.id, (j.leaf #>> '{body,proposal}')::uuid)
                  AND coalesce(y.legal_person, true))))
FROM leaf AS x
CROSS JOIN LATERAL (SELECT convert_from(x.bytes, 'UTF8')::jsonb AS leaf) AS j
WHERE x.entry = $1

-- name: entry_list
-- params: uuid, int4
-- result: id uuid, entry int8, at int8, type text, leaf text, leaf_hash bytea
SELECT x.id, x.entry, x.at, convert_from(x.bytes, 'UTF8')::jsonb ->> 'type', convert_from(x.bytes, 'UTF8'),
       x.hash
FROM leaf AS x
WHERE x.entry > coalesce((SELECT l.entry FROM leaf AS l WHERE l.id = $1), -1)
ORDER BY x.entry LIMIT $2

-- Tiles: entries of a bundle, hashes of a part of a tile, a full tile, the full tiles below a part of one.
-- name: log_entries
-- params: int8, int8
-- result: bytes bytea
SELECT x.bytes FROM leaf AS x WHERE x.entry >= $1 AND x.entry < $2 ORDER BY x.entry

-- name: log_leaf_hashes
-- params: int8, int8
-- result: hash bytea
SELECT x.hash FROM leaf AS x WHERE x.entry >= $1 AND x.entry < $2 ORDER BY x.entry

-- name: log_tile
-- params: int4, int8
-- result: hashes bytea
SELECT x.hashes FROM tile AS x WHERE x.level = $1 AND x.index = $2

-- name: log_tiles_below
-- params: int4, int8, int8
-- result: hashes bytea
SELECT x.hashes FROM tile AS x WHERE x.level = $1 AND x.index >= $2 AND x.index < $3 ORDER BY x.index

-- The overview page: each envelope's public bar, in cents.
-- name: page_overview
-- params: int4
-- result: id uuid, reference text, name text, council_name text, from_date date, until_date date, state text, original_cents int8, granted_cents int8, available_cents int8, promised_cents int8, paid_cents int8, returned_cents int8
SELECT x.id, x.reference,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       (SELECT o.value FROM council AS c JOIN opening AS o ON o.entry = c.entry AND o.field = 'name'
        WHERE c.id = x.council),
       x.from_date, x.until_date, x.state, x.original_cents, b.granted::int8, -b.available::int8,
       -b.promised::int8, -b.paid::int8, -b.returned::int8
FROM envelope AS x
CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 1), 0) AS granted,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal IN (2, 3)), 0) AS available,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal IN (4, 5)), 0) AS promised,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 6), 0) AS paid,
           coalesce(sum(a.balance_cents) FILTER (WHERE a.ordinal = 7), 0) AS returned
    FROM (SELECT n.ordinal, n.balance_cents FROM account AS n WHERE n.envelope = x.id
          UNION ALL
          SELECT o.account_code, -o.amount_cents
          FROM unseen_transaction AS t JOIN posting AS o ON o.id = t.id AND o.envelope = t.envelope
          WHERE t.envelope = x.id) AS a) AS b
ORDER BY x.id DESC LIMIT $1

-- One account by (what its reference names, its code), and its statement.
-- name: account_item
-- params: uuid, int4
-- result: account text, entry int8, changed int8, envelope uuid, book text, stage text, object uuid, balance_cents int8, line_count int8
SELECT concat_ws(':', x.book, x.envelope, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END), x.entry,
       greatest(x.changed, (
           SELECT max(s.changed) FROM decision AS d JOIN seen_decision AS s ON s.id = d.id
           WHERE d.envelope = x.envelope)), x.envelope, x.book, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END, x.balance_cents - u.cents,
       x.version - u.lines
FROM account AS x
CROSS JOIN LATERAL (
    SELECT coalesce(sum(o.amount_cents), 0)::int8 AS cents, count(*) AS lines
    FROM unseen_transaction AS t
    JOIN posting AS o ON o.id = t.id AND o.account = x.id AND o.account_code = x.ordinal
    WHERE t.envelope = x.envelope) AS u
WHERE x.id = $1 AND x.ordinal = $2 AND (x.ordinal IN (1, 2, 7, 8, 14, 15, 16, 17, 18) OR EXISTS (
    SELECT FROM decision AS d
    JOIN seen_decision AS s ON s.id = d.id
    LEFT JOIN commitment AS c ON c.decision = d.id AND c.id = x.id
    WHERE d.proposal = coalesce((SELECT k.proposal FROM commitment AS k WHERE k.id = x.id), x.id)
      AND (x.ordinal = 3 OR c.id IS NOT NULL)))

-- name: account_item_inside
-- params: uuid, int4, uuid[]
-- result: account text, entry int8, changed int8, envelope uuid, book text, stage text, object uuid, balance_cents int8, line_count int8
SELECT concat_ws(':', x.book, x.envelope, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END), x.entry,
       x.changed, x.envelope, x.book, x.stage, CASE WHEN x.id <> x.envelope THEN x.id END, x.balance_cents,
       x.version
FROM account AS x
JOIN envelope AS e ON e.id = x.envelope
WHERE x.id = $1 AND x.ordinal = $2 AND ($3::uuid[] IS NULL OR e.organisation = ANY ($3))

-- A line shows when its transaction does.
-- name: posting_list
-- params: uuid, int4, uuid, int4
-- result: id uuid, entry int8, on_date date, amount_cents int8
SELECT x.id, x.entry, t.on_date, x.amount_cents
FROM posting AS x
JOIN seen_transaction AS t ON t.id = x.id
WHERE x.account = $1 AND x.account_code = $2
  AND x.version > coalesce((SELECT p.version FROM posting AS p
                            WHERE p.id = $3 AND p.account = $1 AND p.account_code = $2), 0)
ORDER BY x.version LIMIT $4

-- name: posting_list_inside
-- params: uuid, int4, uuid, int4, uuid[]
-- result: id uuid, entry int8, on_date date, amount_cents int8, balance_cents int8
SELECT x.id, x.entry, t.on_date, x.amount_cents, x.balance_cents
FROM posting AS x
JOIN "transaction" AS t ON t.id = x.id
JOIN envelope AS e ON e.id = x.envelope
WHERE x.account = $1 AND x.account_code = $2
  AND x.version > coalesce((SELECT p.version FROM posting AS p
                            WHERE p.id = $3 AND p.account = $1 AND p.account_code = $2), 0)
  AND ($5::uuid[] IS NULL OR e.organisation = ANY ($5))
ORDER BY x.version LIMIT $4
