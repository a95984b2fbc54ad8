-- Reads of secret ballots. Names of nominees are public where the council's are; so is who was handed
-- a paper. No read joins a member to a paper or to a count.

-- name: ballot_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, rule_set uuid, item int4, purpose text, nominees int4, first_name text, first_nominee uuid, second_name text, second_nominee uuid, retry_of uuid, seats int4, seated int4, recused int4, box int4, round int4, voted int4, papers int4, verdict text, chosen int4, drawn_by uuid, witness uuid, opened_at int8, closed_at int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.meeting, x.council, x.rule_set, x.item,
       (SELECT o.value FROM opening AS o WHERE m.public AND o.entry = x.entry AND o.field = 'purpose'), x.nominees,
       (SELECT o.value FROM opening AS o
        WHERE m.public AND c.names_public AND o.entry = x.entry AND o.field = 'firstName'), CASE WHEN m.public THEN x.first_nominee END,
       (SELECT o.value FROM opening AS o
        WHERE m.public AND c.names_public AND o.entry = x.entry AND o.field = 'secondName'), CASE WHEN m.public THEN x.second_nominee END,
       x.retry_of, x.seats, x.seated, x.recused, x.box, x.round, x.voted, x.papers, x.verdict, x.chosen,
       x.drawn_by, x.witness, x.opened_at, x.closed_at, x.state
FROM ballot AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS m ON m.id = x.meeting
WHERE x.id = $1

-- name: ballot_item_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, rule_set uuid, item int4, purpose text, nominees int4, first_name text, first_nominee uuid, second_name text, second_nominee uuid, retry_of uuid, roster jsonb, seats int4, seated int4, recused int4, box int4, round int4, voted int4, papers int4, verdict text, chosen int4, drawn_by uuid, witness uuid, opened_at int8, closed_at int8, state text
-- private: first_name, second_name
SELECT x.id, x.reference, x.entry, x.changed, x.meeting, x.council, x.rule_set, x.item,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'purpose'), x.nominees,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'firstName'),
       x.first_nominee,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'secondName'),
       x.second_nominee, x.retry_of,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('member', s.member) ORDER BY s.ordinal), '[]')
        FROM ballot_seat AS s WHERE s.id = x.id),
       x.seats, x.seated, x.recused, x.box, x.round, x.voted, x.papers, x.verdict, x.chosen, x.drawn_by,
       x.witness, x.opened_at, x.closed_at, x.state
FROM ballot AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS m ON m.id = x.meeting
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(x.council, $3, $4))

-- name: ballot_list
-- params: uuid, int4, uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, item int4, purpose text, nominees int4, round int4, verdict text, chosen int4, opened_at int8, closed_at int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.meeting, x.council, x.item,
       (SELECT o.value FROM opening AS o WHERE m.public AND o.entry = x.entry AND o.field = 'purpose'), x.nominees,
       x.round, x.verdict, x.chosen, x.opened_at, x.closed_at, x.state
FROM ballot AS x
JOIN meeting AS m ON m.id = x.meeting
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.council = $3) AND ($4::uuid IS NULL OR x.meeting = $4)
ORDER BY x.id LIMIT $2

-- name: ballot_list_inside
-- params: uuid, int4, uuid[], uuid, date, uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, item int4, purpose text, nominees int4, round int4, verdict text, chosen int4, opened_at int8, closed_at int8, state text
SELECT x.id, x.reference, x.entry, x.changed, x.meeting, x.council, x.item,
       (SELECT o.value FROM opening AS o
        WHERE o.entry = x.entry AND o.field = 'purpose' AND (m.public OR reads_closed(x.council, $4, $5))), x.nominees,
       x.round, x.verdict, x.chosen, x.opened_at, x.closed_at, x.state
FROM ballot AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS m ON m.id = x.meeting
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($6::uuid IS NULL OR x.council = $6) AND ($7::uuid IS NULL OR x.meeting = $7)
ORDER BY x.id LIMIT $2

-- name: ballot_voter_list
-- params: uuid
-- result: ordinal int4, entry int8, box int4, member uuid
SELECT x.ordinal, x.entry, x.box, x.member
FROM ballot_voter AS x
JOIN ballot AS b ON b.id = x.id
JOIN meeting AS m ON m.id = b.meeting AND m.public
JOIN council AS c ON c.id = b.council AND c.names_public
WHERE x.id = $1
ORDER BY x.ordinal

-- name: ballot_voter_list_inside
-- params: uuid, uuid[], uuid, date
-- result: ordinal int4, entry int8, box int4, member uuid
SELECT x.ordinal, x.entry, x.box, x.member
FROM ballot_voter AS x
JOIN ballot AS b ON b.id = x.id
JOIN council AS c ON c.id = b.council
JOIN meeting AS m ON m.id = b.meeting
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(b.council, $3, $4))
ORDER BY x.ordinal

-- The papers of the box that was closed last, and of those before it.
-- name: ballot_paper_list
-- params: uuid
-- result: id uuid, entry int8, box int4
SELECT x.id, x.entry, x.box FROM ballot_paper AS x WHERE x.ballot = $1 ORDER BY x.id

-- A tally that was entered wrong, and each correction of it; what counts is the last of a box.
-- name: ballot_tally_list
-- params: uuid
-- result: box int4, round int4, entry int8, correction int4, votes_first int4, votes_second int4, votes_against int4, votes_blank int4, votes_invalid int4, counter uuid, second_counter uuid, verdict text
SELECT x.ordinal, x.round, x.entry, NULL::int4, x.votes_first, x.votes_second, x.votes_against, x.votes_blank,
       x.votes_invalid, x.counter, x.second_counter, x.verdict
FROM ballot_tally AS x WHERE x.id = $1
UNION ALL
SELECT y.box, x.round, y.entry, y.ordinal, y.votes_first, y.votes_second, y.votes_against, y.votes_blank,
       y.votes_invalid, y.counter, y.second_counter, y.verdict
FROM ballot_correction AS y
JOIN ballot_tally AS x ON x.id = y.id AND x.ordinal = y.box
WHERE y.id = $1
ORDER BY 1, 3

-- For the minutes: a row a tally and a row a correction, with its leaf; one without while nothing is counted.
-- name: minutes_ballots
-- params: uuid
-- result: id uuid, reference text, item int4, purpose text, first_name text, second_name text, nominees int4, tally bytea, verdict text, chosen int4
SELECT x.id, x.reference, x.item,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'purpose'),
       (SELECT o.value FROM opening AS o
        WHERE c.names_public AND o.entry = x.entry AND o.field = 'firstName'),
       (SELECT o.value FROM opening AS o
        WHERE c.names_public AND o.entry = x.entry AND o.field = 'secondName'),
       x.nominees, l.bytes, x.verdict, x.chosen
FROM ballot AS x
JOIN meeting AS m ON m.id = x.meeting AND m.public
JOIN council AS c ON c.id = x.council
LEFT JOIN LATERAL (SELECT y.entry FROM ballot_tally AS y WHERE y.id = x.id
                   UNION ALL SELECT y.entry FROM ballot_correction AS y WHERE y.id = x.id) AS t ON true
LEFT JOIN leaf AS l ON l.entry = t.entry
WHERE x.meeting = $1
ORDER BY x.item, x.entry, t.entry

-- name: minutes_ballots_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, item int4, purpose text, first_name text, second_name text, nominees int4, tally bytea, verdict text, chosen int4
-- private: first_name, second_name
SELECT x.id, x.reference, x.item,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'purpose'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'firstName'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'secondName'),
       x.nominees, l.bytes, x.verdict, x.chosen
FROM ballot AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS m ON m.id = x.meeting
LEFT JOIN LATERAL (SELECT y.entry FROM ballot_tally AS y WHERE y.id = x.id
                   UNION ALL SELECT y.entry FROM ballot_correction AS y WHERE y.id = x.id) AS t ON true
LEFT JOIN leaf AS l ON l.entry = t.entry
WHERE x.meeting = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(x.council, $3, $4))
ORDER BY x.item, x.entry, t.entry
