-- What an installation consists of: organisations, areas, councils with their members, rule sets,
-- programmes, appointments. Texts are taken from the openings; one that is erased is absent.

-- name: organisation_item
-- params: uuid
-- result: id uuid, reference text, entry int8, kind text, code text, name text
SELECT x.id, x.reference, x.entry, x.kind, x.code,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM organisation AS x WHERE x.id = $1

-- name: organisation_list
-- params: uuid, int4, text
-- result: id uuid, reference text, entry int8, kind text, code text, name text
SELECT x.id, x.reference, x.entry, x.kind, x.code,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name')
FROM organisation AS x WHERE x.id > $1 AND ($3::text IS NULL OR x.kind = $3)
ORDER BY x.id LIMIT $2

-- name: area_item
-- params: uuid
-- result: id uuid, reference text, entry int8, organisation uuid, name text, from_date date, until_date date, codes jsonb
SELECT x.id, x.reference, x.entry, x.organisation,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.from_date, x.until_date,
       (SELECT coalesce(jsonb_agg(c.code ORDER BY c.ordinal), '[]') FROM area_code AS c WHERE c.id = x.id)
FROM area AS x WHERE x.id = $1

-- name: area_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, organisation uuid, name text, from_date date, until_date date, codes jsonb
SELECT x.id, x.reference, x.entry, x.organisation,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.from_date, x.until_date,
       (SELECT coalesce(jsonb_agg(c.code ORDER BY c.ordinal), '[]') FROM area_code AS c WHERE c.id = x.id)
FROM area AS x WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3)
ORDER BY x.id LIMIT $2

-- name: council_item
-- params: uuid
-- result: id uuid, reference text, entry int8, organisation uuid, area uuid, name text, statute text, seats int4, names_public bool
SELECT x.id, x.reference, x.entry, x.organisation, x.area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.statute, x.seats, x.names_public
FROM council AS x WHERE x.id = $1

-- name: council_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, organisation uuid, area uuid, name text, statute text, seats int4, names_public bool
SELECT x.id, x.reference, x.entry, x.organisation, x.area,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.statute, x.seats, x.names_public
FROM council AS x WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3)
ORDER BY x.id LIMIT $2

-- Members and their terms; a name never leaves the house.
-- name: member_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, changed int8, handle uuid, role text, from_date date, until_date date
SELECT x.id, x.reference, x.entry, x.changed, x.handle, x.role, x.from_date, x.until_date
FROM appointment AS x WHERE x.scope_id = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: member_list_inside
-- params: uuid, uuid, int4, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, handle uuid, name text, role text, from_date date, until_date date
-- private: name
SELECT x.id, x.reference, x.entry, x.changed, x.handle, p.name, x.role, x.from_date, x.until_date
FROM appointment AS x
LEFT JOIN appointment_person AS ap ON ap.handle = x.handle
LEFT JOIN person AS p ON p.id = ap.person
WHERE x.scope_id = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR x.organisation = ANY ($4))
ORDER BY x.id LIMIT $3

-- name: appointment_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, scope text, scope_id uuid, handle uuid, role text, from_date date, until_date date
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.scope, x.scope_id, x.handle, x.role,
       x.from_date, x.until_date
FROM appointment AS x WHERE x.id = $1

-- name: appointment_item_inside
-- params: uuid, uuid[]
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, scope text, scope_id uuid, handle uuid, name text, role text, from_date date, until_date date
-- private: name
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.scope, x.scope_id, x.handle, p.name, x.role,
       x.from_date, x.until_date
FROM appointment AS x
LEFT JOIN appointment_person AS ap ON ap.handle = x.handle
LEFT JOIN person AS p ON p.id = ap.person
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))

-- name: appointment_list
-- params: uuid, int4, uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, scope text, scope_id uuid, handle uuid, role text, from_date date, until_date date
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.scope, x.scope_id, x.handle, x.role,
       x.from_date, x.until_date
FROM appointment AS x
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3) AND ($4::uuid IS NULL OR x.scope_id = $4)
  AND ($5::text IS NULL OR x.role = $5)
ORDER BY x.id LIMIT $2

-- name: appointment_list_inside
-- params: uuid, int4, uuid[], uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, scope text, scope_id uuid, handle uuid, name text, role text, from_date date, until_date date
-- private: name
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.scope, x.scope_id, x.handle, p.name, x.role,
       x.from_date, x.until_date
FROM appointment AS x
LEFT JOIN appointment_person AS ap ON ap.handle = x.handle
LEFT JOIN person AS p ON p.id = ap.person
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR x.organisation = ANY ($3))
  AND ($4::uuid IS NULL OR x.organisation = $4) AND ($5::uuid IS NULL OR x.scope_id = $5)
  AND ($6::text IS NULL OR x.role = $6)
ORDER BY x.id LIMIT $2

-- name: rule_set_item
-- params: uuid
-- result: id uuid, reference text, entry int8, council uuid, base text, version int4, from_date date, opening_base text, opening_num int4, opening_den int4, second_call_hours int4, validity_base text, validity_num int4, validity_den int4, validity_retry text, thresholds jsonb, abstain text, blank text, must_vote text, unasked text, tie text, full_base text, recusal text, youth text, consent_rounds int4, consent_silence text, bare_objection text, written text, proxies_max int4, interim text, change_vote bool, void_on_roster_change bool, names_public bool, written_thresholds jsonb, written_days int4, written_request text, notice_days int4, late_items text
SELECT x.id, x.reference, x.entry, x.council, x.base, x.version, x.from_date, x.opening_base,
       x.opening_num, x.opening_den, x.second_call_hours, x.validity_base, x.validity_num,
       x.validity_den, x.validity_retry,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'base', t.base, 'num', t.num, 'den', t.den, 'strict', t.strict)
                   ORDER BY t.ordinal), '[]')
        FROM rule_threshold AS t WHERE t.id = x.id AND NOT t.in_writing),
       x.abstain, x.blank, x.must_vote, x.unasked, x.tie, x.full_base, x.recusal, x.youth,
       x.consent_rounds, x.consent_silence, x.bare_objection, x.written, x.proxies_max, x.interim,
       x.change_vote, x.void_on_roster_change, x.names_public,
       (SELECT jsonb_agg(jsonb_build_object(
                   'base', t.base, 'num', t.num, 'den', t.den, 'strict', t.strict)
                   ORDER BY t.ordinal)
        FROM rule_threshold AS t WHERE t.id = x.id AND t.in_writing),
       x.written_days, x.written_request, x.notice_days, x.late_items
FROM rule_set AS x WHERE x.id = $1

-- name: rule_set_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, council uuid, base text, version int4, from_date date, recusal text, tie text, interim text, names_public bool
SELECT x.id, x.reference, x.entry, x.council, x.base, x.version, x.from_date, x.recusal, x.tie, x.interim,
       x.names_public
FROM rule_set AS x WHERE x.id > $1 AND ($3::uuid IS NULL OR x.council = $3)
ORDER BY x.id LIMIT $2

-- name: programme_item
-- params: uuid
-- result: id uuid, reference text, entry int8, organisation uuid, name text, task_field text, budget_year int4
SELECT x.id, x.reference, x.entry, x.organisation,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.task_field, x.budget_year
FROM programme AS x WHERE x.id = $1

-- name: programme_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, organisation uuid, name text, task_field text, budget_year int4
SELECT x.id, x.reference, x.entry, x.organisation,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'name'),
       x.task_field, x.budget_year
FROM programme AS x WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3)
ORDER BY x.id LIMIT $2
