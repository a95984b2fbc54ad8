-- What the writer reads and writes besides the objects: the record, its openings, tiles and head, and the
-- keys of requests. Everything of a batch is written set-wise, one array a column. The arrays stand in the list
-- of columns, where they are read in step, and not in FROM, where each would be kept in a store of its own first.

-- name: writer_lock
-- params: int8
-- result: is_locked bool
SELECT pg_try_advisory_lock($1)

-- Each writer that takes the lock opens an epoch: what an older one still sends then fits no head.
-- name: head_open
-- params:
-- result: size int8, root bytea, frontier bytea, epoch int8, at int8
UPDATE head SET epoch = epoch + 1 RETURNING size, root, frontier, epoch, at

-- One row; otherwise another writer was here, and the division ends the transaction.
-- name: head_update
-- params: int8, int8, int8, bytea, bytea, int8
-- result: moved int4
WITH moved AS (
    UPDATE head SET size = $3, root = $4, frontier = $5, at = $6 WHERE size = $1 AND epoch = $2
    RETURNING size
)
SELECT 1 / count(*)::int4 FROM moved

-- name: head_size
-- params:
-- result: size int8
SELECT size FROM head

-- name: log_key_insert
-- params: text, int8
-- result:
INSERT INTO log_key (vkey, from_size) VALUES ($1, $2)

-- name: log_keys_load
-- params:
-- result: vkey text, from_size int8
SELECT vkey, from_size FROM log_key ORDER BY from_size, vkey

-- name: leaf_insert
-- params: int8[], int8[], int4[], uuid[], bytea[], bytea[]
-- result:
INSERT INTO leaf (entry, at, type, id, hash, bytes)
SELECT unnest($1::int8[]), unnest($2::int8[]), unnest($3::int4[]), unnest($4::uuid[]), unnest($5::bytea[]),
       unnest($6::bytea[])

-- name: leaf_bytes
-- params: int8
-- result: bytes bytea
SELECT bytes FROM leaf WHERE entry = $1

-- name: leaf_hashes
-- params: int8, int8
-- result: entry int8, hash bytea
SELECT entry, hash FROM leaf WHERE entry >= $1 AND entry < $2 ORDER BY entry

-- name: opening_insert
-- params: uuid[], text[], int8[], text[], bytea[]
-- result:
INSERT INTO opening (object, field, entry, value, salt)
SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::int8[]), unnest($4::text[]), unnest($5::bytea[])

-- name: opening_of_entry
-- params: int8
-- result: field text, value text, salt bytea
SELECT field, value, salt FROM opening WHERE entry = $1

-- name: tile_insert
-- params: int4[], int8[], bytea[]
-- result:
INSERT INTO tile (level, index, hashes) SELECT * FROM unnest($1::int4[], $2::int8[], $3::bytea[])

-- name: tile_load
-- params: int4, int8
-- result: hashes bytea
SELECT hashes FROM tile WHERE level = $1 AND index = $2

-- name: idempotency_find
-- params: uuid[], text[]
-- result: number int8, fingerprint bytea, status int4, code text, detail text, pointer text, entry int8, tree_size int8, made_id uuid
SELECT asked.number, i.fingerprint, i.status, i.code, i.detail, i.pointer, i.entry, i.tree_size, i.made_id
FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS asked(person, key, number)
JOIN idempotency AS i ON i.person = asked.person AND i.key = asked.key

-- name: idempotency_insert
-- params: uuid[], text[], bytea[], int4[], text[], int8[], int8[], text[], text[], uuid[]
-- result:
INSERT INTO idempotency (person, key, fingerprint, status, code, entry, tree_size, detail, pointer, made_id)
SELECT unnest($1::uuid[]), unnest($2::text[]), unnest($3::bytea[]), unnest($4::int4[]), unnest($5::text[]),
       unnest($6::int8[]), unnest($7::int8[]), unnest($8::text[]), unnest($9::text[]), unnest($10::uuid[])

-- Votes that are still sealed although the voting on their motion has ended, of the first motion after one that could
-- not be opened. What was erased is not found.
-- name: sealed_page
-- params: uuid, int4
-- result: motion uuid, vote uuid, value text, salt bytea
SELECT m.id, v.id, o.value, o.salt
FROM motion AS m
JOIN vote AS v ON v.motion = m.id
JOIN opening AS o ON o.entry = v.entry AND o.field = 'sealed'
WHERE m.sealed_left > 0 AND m.state = 'open' AND m.id > $1
  AND NOT EXISTS (SELECT FROM vote_opening AS w WHERE w.id = v.id)
ORDER BY m.id, v.id LIMIT $2

-- What is due by the clock: decisions whose holder kept silent past the deadline, as timed_decision_is_due
-- (domain/timed.h); and in a round in writing whose days are over the end of a hidden voting, the close of a motion
-- of which no vote is sealed, and that of the round when no motion is open.
-- name: timed_due
-- params: date, uuid, int4
-- result: id uuid, act text
SELECT t.id, t.act FROM (
    SELECT s.id, 'decision.lapsed' AS act FROM decision_status AS s WHERE s.state = 'waiting' AND s.lapses_on <= $1
    UNION ALL
    SELECT x.id, CASE WHEN r.interim = 'hidden' AND x.voting_ended_in IS NULL THEN 'voting.ended' ELSE 'motion.closed' END
    FROM meeting AS m
    JOIN motion AS x ON x.meeting = m.id AND x.state = 'open' AND coalesce(x.sealed_left, 0) = 0
    JOIN rule_set AS r ON r.id = x.rule_set
    WHERE m.state = 'opened' AND m.until_date <= $1
    UNION ALL
    SELECT m.id, 'meeting.closed' FROM meeting AS m
    WHERE m.state = 'opened' AND m.until_date <= $1
      AND NOT EXISTS (SELECT FROM motion AS x WHERE x.meeting = m.id AND x.state = 'open')) AS t
WHERE t.id > $2
ORDER BY t.id LIMIT $3
