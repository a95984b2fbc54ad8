-- Persons and tokens: outside the record, for operators and privacy officers. An operator sees all, an officer those
-- who hold or held a role in the officer's organisation. A token's hash is shown to nobody.

-- name: person_list
-- params: uuid, int4, uuid, date
-- result: id uuid, name text, created_at int8
-- private: name
SELECT x.id, x.name, x.created_at
FROM person AS x
WHERE x.id > $1 AND EXISTS (
    SELECT FROM reach_of_privacy AS r
    WHERE r.holder = $3 AND r.from_date <= $4 AND (r.until_date IS NULL OR r.until_date > $4)
      AND (r.organisation IS NULL OR x.id IN (
          SELECT p.person FROM appointment AS a JOIN appointment_person AS p ON p.handle = a.handle
          WHERE a.organisation = r.organisation)))
ORDER BY x.id LIMIT $2

-- name: token_list
-- params: uuid, int4, uuid, date, uuid
-- result: id uuid, person uuid, until_date date, created_at int8, revoked_at int8
-- private: person
SELECT x.id, x.person, x.until_date, x.created_at, x.revoked_at
FROM token AS x
WHERE x.id > $1 AND ($5::uuid IS NULL OR x.person = $5) AND EXISTS (
    SELECT FROM reach_of_privacy AS r
    WHERE r.holder = $3 AND r.from_date <= $4 AND (r.until_date IS NULL OR r.until_date > $4)
      AND (r.organisation IS NULL OR x.person IN (
          SELECT p.person FROM appointment AS a JOIN appointment_person AS p ON p.handle = a.handle
          WHERE a.organisation = r.organisation)))
ORDER BY x.id LIMIT $2

-- Who read what is private, by handle: of an organisation those who are or were its controller, or that of the whole
-- installation.
-- name: private_read_list
-- params: uuid, int4, uuid, date
-- result: id uuid, at int8, handle uuid, role text, operation text, kind text, object uuid, row_count int4
SELECT x.id, x.at, x.handle, x.role, x.operation, x.kind, x.object, x.row_count
FROM private_read AS x
WHERE x.id > $1 AND EXISTS (
    SELECT FROM reach_of_oversight AS r
    WHERE r.holder = $3 AND r.from_date <= $4 AND (r.until_date IS NULL OR r.until_date > $4)
      AND (r.organisation IS NULL OR x.person IN (
          SELECT p.person FROM appointment AS a JOIN appointment_person AS p ON p.handle = a.handle
          WHERE a.role = 'controller' AND (a.organisation = r.organisation OR a.scope = 'installation'))))
ORDER BY x.id LIMIT $2
