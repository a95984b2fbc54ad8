-- Persons, tokens, whose a handle is, and who read what is private: what never stands in the record.

-- name: person_insert
-- params: uuid, text, int8
-- result:
INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)

-- name: person_find
-- params: uuid
-- result: id uuid
SELECT id FROM person WHERE id = $1

-- name: token_insert
-- params: uuid, uuid, bytea, date, int8
-- result:
INSERT INTO token (id, person, hash, until_date, created_at) VALUES ($1, $2, $3, $4, $5)

-- The token that was made with the record.
-- name: token_first
-- params:
-- result: id uuid, person uuid
SELECT id, person FROM token ORDER BY created_at, id LIMIT 1

-- name: token_revoke
-- params: uuid, int8
-- result:
UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL

-- name: token_find
-- params: uuid
-- result: person uuid
SELECT person FROM token WHERE id = $1

-- name: tokens_load
-- params:
-- result: id uuid, hash bytea, person uuid, until_date date, is_revoked bool
SELECT id, hash, person, until_date, revoked_at IS NOT NULL FROM token

-- name: appointment_person_insert
-- params: uuid[], uuid[]
-- result:
INSERT INTO appointment_person (handle, person) SELECT * FROM unnest($1::uuid[], $2::uuid[])

-- name: appointment_persons_load
-- params:
-- result: id uuid, person uuid
SELECT a.id, p.person FROM appointment_person AS p JOIN appointment AS a ON a.handle = p.handle ORDER BY a.entry

-- Who a natural person as payee is, where that is known here.
-- name: payee_person_find
-- params: uuid
-- result: person uuid
SELECT person FROM payee_person WHERE payee = $1

-- name: payee_person_insert
-- params: uuid[], uuid[]
-- result:
INSERT INTO payee_person (payee, person) SELECT * FROM unnest($1::uuid[], $2::uuid[])

-- The handle is the first of those under which the reader may read as controller; without one nothing is written.
-- name: private_read_insert
-- params: uuid, int8, uuid, date, text, text, uuid, int4
-- result:
INSERT INTO private_read (id, at, person, role, handle, operation, kind, object, row_count)
SELECT $1, $2, $3, 'controller', (
           SELECT a.handle FROM appointment AS a JOIN appointment_person AS p ON p.handle = a.handle
           WHERE p.person = $3 AND a.role = 'controller' AND a.from_date <= $4
             AND (a.until_date IS NULL OR a.until_date > $4)
           ORDER BY a.entry LIMIT 1),
       $5, $6, $7, $8
