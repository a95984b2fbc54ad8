-- What `verify --database` reads: whole tables in the order of their keys, a page at a time. A page begins at
-- the last key of the one before and leaves out as many rows as it had with that key: so nothing is passed
-- over, not even rows that a missing constraint let in twice. The object tables' scans are generated.

-- name: leaf_scan
-- params: int8, int8
-- result: entry int8, at int8, type int4, id uuid, hash bytea, bytes bytea
SELECT entry, at, type, id, hash, bytes FROM leaf WHERE entry >= $1 ORDER BY entry LIMIT 512 OFFSET $2

-- name: opening_scan
-- params: int8, int8
-- result: entry int8, object uuid, field text, value text, salt bytea
SELECT entry, object, field, value, salt FROM opening WHERE entry >= $1
ORDER BY entry, object, field LIMIT 512 OFFSET $2

-- name: tile_scan
-- params: int4, int8, int8
-- result: level int4, index int8, hashes bytea
SELECT level, index, hashes FROM tile WHERE (level, index) >= ($1, $2) ORDER BY level, index LIMIT 128 OFFSET $3

-- name: head_scan
-- params:
-- result: size int8, root bytea, frontier bytea, at int8
SELECT size, root, frontier, at FROM head
