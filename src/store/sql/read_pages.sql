-- What the pages show: a meeting with its agenda, tally and minutes, the decision letter, a council's feed, a
-- member's votes. The tally's pair is the one rule for when counts are seen: in public once the decision was
-- notified and published, inside while open too unless the rules keep interim counts hidden.

-- name: minutes_meeting
-- params: uuid
-- result: id uuid, reference text, council uuid, council_name text, organisation_name text, names_public bool, on_date date, public bool, title text, second_call_of text, opened_at int8, closed_at int8, opening_seats int4, opening_seated int4, opening_present int4, opening_needed int4, quorum_waived bool, state text, until_date date, convened_at int8, agenda_version int4, agenda_at int8
SELECT x.id, x.reference, x.council,
       (SELECT o.value FROM opening AS o WHERE o.entry = c.entry AND o.field = 'name'),
       (SELECT o.value FROM organisation AS g JOIN opening AS o ON o.entry = g.entry AND o.field = 'name'
        WHERE g.id = c.organisation),
       c.names_public, x.on_date, x.public,
       (SELECT o.value FROM opening AS o WHERE x.public AND o.entry = x.entry AND o.field = 'title'),
       (SELECT m.reference::text FROM meeting AS m WHERE m.id = x.second_call_of), x.opened_at, x.closed_at,
       k.seats, k.seated, k.present, k.needed, x.quorum_waived,
       x.state, x.until_date, x.convened_at, x.agenda_version, x.agenda_at
FROM meeting AS x
JOIN council AS c ON c.id = x.council
LEFT JOIN LATERAL (
    SELECT (b.body ->> 'seats')::int4 AS seats, (b.body ->> 'seated')::int4 AS seated,
           (b.body ->> 'present')::int4 AS present, nullif((b.body ->> 'needed')::int4, 0) AS needed
    FROM leaf AS l
    CROSS JOIN LATERAL (SELECT convert_from(l.bytes, 'UTF8')::jsonb AS whole) AS j
    CROSS JOIN LATERAL (SELECT j.whole -> 'body' AS body) AS b
    WHERE l.entry BETWEEN coalesce((SELECT min(a.entry) FROM attendance AS a WHERE a.id = x.id), x.entry) AND x.changed
      AND (l.at = x.opened_at OR l.entry = x.changed)
      AND j.whole ->> 'type' IN ('meeting.opened', 'meeting.lapsed')
      AND b.body ->> 'meeting' = x.id::text
    ORDER BY l.entry LIMIT 1) AS k ON true
WHERE x.id = $1

-- name: minutes_meeting_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, council uuid, council_name text, organisation_name text, names_public bool, on_date date, public bool, title text, second_call_of text, opened_at int8, closed_at int8, opening_seats int4, opening_seated int4, opening_present int4, opening_needed int4, quorum_waived bool, state text, until_date date, convened_at int8, agenda_version int4, agenda_at int8
SELECT x.id, x.reference, x.council,
       (SELECT o.value FROM opening AS o WHERE o.entry = c.entry AND o.field = 'name'),
       (SELECT o.value FROM organisation AS g JOIN opening AS o ON o.entry = g.entry AND o.field = 'name'
        WHERE g.id = c.organisation),
       c.names_public, x.on_date, x.public,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       (SELECT m.reference::text FROM meeting AS m WHERE m.id = x.second_call_of), x.opened_at, x.closed_at,
       k.seats, k.seated, k.present, k.needed, x.quorum_waived,
       x.state, x.until_date, x.convened_at, x.agenda_version, x.agenda_at
FROM meeting AS x
JOIN council AS c ON c.id = x.council
LEFT JOIN LATERAL (
    SELECT (b.body ->> 'seats')::int4 AS seats, (b.body ->> 'seated')::int4 AS seated,
           (b.body ->> 'present')::int4 AS present, nullif((b.body ->> 'needed')::int4, 0) AS needed
    FROM leaf AS l
    CROSS JOIN LATERAL (SELECT convert_from(l.bytes, 'UTF8')::jsonb AS whole) AS j
    CROSS JOIN LATERAL (SELECT j.whole -> 'body' AS body) AS b
    WHERE l.entry BETWEEN coalesce((SELECT min(a.entry) FROM attendance AS a WHERE a.id = x.id), x.entry) AND x.changed
      AND (l.at = x.opened_at OR l.entry = x.changed)
      AND j.whole ->> 'type' IN ('meeting.opened', 'meeting.lapsed')
      AND b.body ->> 'meeting' = x.id::text
    ORDER BY l.entry LIMIT 1) AS k ON true
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (x.public OR reads_closed(x.council, $3, $4))

-- What was announced, by number, and the motions on it; an item may have several, or none yet. An item is late when
-- it was announced with fewer days than the rules ask, or the plan has another version since. The title is what was
-- announced, and the plan put to the vote. Behind closed doors the agenda stays inside.
-- name: agenda_list
-- params: uuid
-- result: item int4, repeats int4, added bool, id uuid, reference text, subject text, proposal uuid, title text, question text, amount_cents int8, opened_at int8, closed_at int8, verdict text, state text, announced_in int4, announced_at int8, notice_days int4, late bool, late_items text, admitted_by int4
SELECT i.ordinal, i.repeats, i.version > 1, x.id, x.reference, x.subject, coalesce(x.proposal, i.proposal),
       nullif(concat_ws(': ', t.value, (
           SELECT o.value FROM opening AS o JOIN proposal_version AS v ON o.entry = v.entry AND o.field = 'title'
           WHERE q.is_worded AND v.id = coalesce(x.proposal_version, b.version))), ''),
       (SELECT o.value FROM opening AS o WHERE q.is_worded AND o.entry = x.entry AND o.field = 'question'),
       x.amount_cents, x.opened_at, x.closed_at, CASE WHEN p.is_counted THEN x.verdict END,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'closed' ELSE x.state END,
       i.version, i.at, i.asked_days,
       coalesce(i.asked_days > 0 AND (i.days < i.asked_days OR i.proposal_version <> coalesce(x.proposal_version, b.version)), false),
       CASE WHEN i.asked_days > 0 THEN i.late_items END,
       CASE WHEN i.admitted_version IS NOT DISTINCT FROM coalesce(x.proposal_version, b.version) THEN i.admitted_by END
FROM meeting AS m
JOIN announced_item AS i ON i.id = m.id
LEFT JOIN opening AS t ON i.proposal IS NULL AND t.entry = i.entry AND t.field = i.field
LEFT JOIN motion AS x ON x.meeting = m.id AND x.item = i.ordinal
LEFT JOIN proposal AS b ON b.id = i.proposal
LEFT JOIN seen_motion AS p ON p.id = x.id
LEFT JOIN seen_proposal AS a ON a.id = i.proposal
CROSS JOIN LATERAL (SELECT coalesce(p.is_worded, a.is_worded, true) AS is_worded) AS q
WHERE m.id = $1 AND m.public
ORDER BY i.ordinal, x.entry

-- name: agenda_list_inside
-- params: uuid, uuid[], uuid, date
-- result: item int4, repeats int4, added bool, id uuid, reference text, subject text, proposal uuid, title text, question text, amount_cents int8, opened_at int8, closed_at int8, verdict text, state text, announced_in int4, announced_at int8, notice_days int4, late bool, late_items text, admitted_by int4
SELECT i.ordinal, i.repeats, i.version > 1, x.id, x.reference, x.subject, coalesce(x.proposal, i.proposal),
       nullif(concat_ws(': ', t.value, (
           SELECT o.value FROM opening AS o JOIN proposal_version AS v ON o.entry = v.entry AND o.field = 'title'
           WHERE v.id = coalesce(x.proposal_version, b.version))), ''),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'question'),
       x.amount_cents, x.opened_at, x.closed_at, x.verdict, x.state,
       i.version, i.at, i.asked_days,
       coalesce(i.asked_days > 0 AND (i.days < i.asked_days OR i.proposal_version <> coalesce(x.proposal_version, b.version)), false),
       CASE WHEN i.asked_days > 0 THEN i.late_items END,
       CASE WHEN i.admitted_version IS NOT DISTINCT FROM coalesce(x.proposal_version, b.version) THEN i.admitted_by END
FROM meeting AS m
JOIN council AS c ON c.id = m.council
JOIN announced_item AS i ON i.id = m.id
LEFT JOIN opening AS t ON i.proposal IS NULL AND t.entry = i.entry AND t.field = i.field
LEFT JOIN motion AS x ON x.meeting = m.id AND x.item = i.ordinal
LEFT JOIN proposal AS b ON b.id = i.proposal
WHERE m.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(m.council, $3, $4))
ORDER BY i.ordinal, x.entry

-- Of one motion ($1), or of all motions of a meeting ($2).
-- name: tally_list
-- params: uuid, uuid
-- result: id uuid, reference text, meeting uuid, council uuid, item int4, interim text, seats int4, seated int4, recused int4, eligible int4, present int4, voted int4, votes_for int4, votes_against int4, votes_abstain int4, votes_blank int4, votes_consent int4, votes_objection int4, votes_stand_aside int4, state text
SELECT x.id, x.reference, x.meeting, x.council, x.item, r.interim, x.seats, x.seated, t.recused,
       CASE WHEN x.method = 'in-writing' THEN t.present ELSE x.seated - t.recused END,
       CASE WHEN x.method = 'in-writing' THEN NULL ELSE t.present END, t.voted, t.votes_for, t.votes_against, t.votes_abstain, t.votes_blank,
       t.votes_consent, t.votes_objection, t.votes_stand_aside,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'closed' ELSE x.state END
FROM motion AS x
JOIN rule_set AS r ON r.id = x.rule_set
JOIN seen_motion AS p ON p.id = x.id
LEFT JOIN LATERAL (
    SELECT x.recused, x.present, count(*)::int4 AS voted, x.votes_for, x.votes_against, x.votes_abstain,
           x.votes_blank, (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'consent'))::int4 AS votes_consent,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'objection'))::int4 AS votes_objection,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'stand-aside'))::int4 AS votes_stand_aside
    FROM vote AS v
    LEFT JOIN vote_opening AS o ON o.id = v.id
    WHERE v.motion = x.id
      AND NOT EXISTS (SELECT FROM vote AS w WHERE w.motion = v.motion AND w.member = v.member
                      AND w.vote_ordinal > v.vote_ordinal)
      AND NOT EXISTS (SELECT FROM recusal AS c WHERE c.id = x.id AND c.member = v.member AND c.entry > v.entry)
    ) AS t ON p.is_counted
WHERE x.id IN (SELECT $1::uuid UNION SELECT m.id FROM motion AS m WHERE m.meeting = $2)
ORDER BY x.item, x.entry

-- name: tally_list_inside
-- params: uuid, uuid, uuid[], uuid, date
-- result: id uuid, reference text, meeting uuid, council uuid, item int4, interim text, seats int4, seated int4, recused int4, eligible int4, present int4, voted int4, votes_for int4, votes_against int4, votes_abstain int4, votes_blank int4, votes_consent int4, votes_objection int4, votes_stand_aside int4, state text
SELECT x.id, x.reference, x.meeting, x.council, x.item, r.interim, x.seats, x.seated, n.recused,
       CASE WHEN x.method = 'in-writing' THEN coalesce(x.present, x.seated - n.recused) ELSE x.seated - n.recused END,
       CASE WHEN x.method = 'in-writing' THEN NULL ELSE n.present END, t.voted,
       CASE WHEN u.is_counted THEN coalesce(x.votes_for, t.votes_for) END,
       CASE WHEN u.is_counted THEN coalesce(x.votes_against, t.votes_against) END,
       CASE WHEN u.is_counted THEN coalesce(x.votes_abstain, t.votes_abstain) END,
       CASE WHEN u.is_counted THEN coalesce(x.votes_blank, t.votes_blank) END,
       CASE WHEN u.is_counted THEN t.votes_consent END, CASE WHEN u.is_counted THEN t.votes_objection END,
       CASE WHEN u.is_counted THEN t.votes_stand_aside END, x.state
FROM motion AS x
JOIN council AS c ON c.id = x.council
JOIN rule_set AS r ON r.id = x.rule_set
CROSS JOIN LATERAL (SELECT (r.interim = 'open' AND x.state IN ('open', 'closed', 'decided'))
                        OR (x.voting_ended_in IS NOT NULL AND x.state IN ('closed', 'decided')) AS is_counted) AS u
CROSS JOIN LATERAL (
    SELECT coalesce(x.recused, count(*) FILTER (WHERE z.is_recused))::int4 AS recused,
           coalesce(x.present, count(*) FILTER (WHERE z.is_present AND NOT z.is_recused))::int4 AS present
    FROM (SELECT EXISTS (SELECT FROM recusal AS k WHERE k.id = x.id AND k.member = s.member) AS is_recused,
                 (SELECT a.presence = 'arrived' FROM attendance AS a
                  WHERE a.id = x.meeting AND a.member = s.member ORDER BY a.ordinal DESC LIMIT 1) AS is_present
          FROM roster_seat AS s WHERE s.id = x.id) AS z) AS n
CROSS JOIN LATERAL (
    SELECT count(*)::int4 AS voted, (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'for'))::int4 AS votes_for,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'against'))::int4 AS votes_against,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'abstain'))::int4 AS votes_abstain,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'blank'))::int4 AS votes_blank,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'consent'))::int4 AS votes_consent,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'objection'))::int4 AS votes_objection,
           (count(*) FILTER (WHERE coalesce(v.choice, o.choice) = 'stand-aside'))::int4 AS votes_stand_aside
    FROM vote AS v
    LEFT JOIN vote_opening AS o ON o.id = v.id
    WHERE v.motion = x.id
      AND NOT EXISTS (SELECT FROM vote AS w WHERE w.motion = v.motion AND w.member = v.member
                      AND w.vote_ordinal > v.vote_ordinal)
      AND NOT EXISTS (SELECT FROM recusal AS k WHERE k.id = x.id AND k.member = v.member AND k.entry > v.entry)) AS t
WHERE x.id IN (SELECT $1::uuid UNION SELECT m.id FROM motion AS m WHERE m.meeting = $2)
  AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND EXISTS (SELECT FROM meeting AS e WHERE e.id = x.meeting AND (e.public OR reads_closed(x.council, $4, $5)))
ORDER BY x.item, x.entry

-- `closing` is the leaf of the closing, which holds the verdict's whole sum. It is looked for from the entry of
-- the opening on, which the roster knows, so that few leaves are read.
-- name: minutes_motions
-- params: uuid
-- result: id uuid, reference text, item int4, subject text, title text, question text, amount_cents int8, rule_base text, method text, names_public bool, opened_at int8, closed_at int8, verdict text, casting text, attempt int4, closing bytea, decision_reference text, outcome text, decision_state text, decision_cents int8, conditions text, state text
SELECT x.id, x.reference, x.item, x.subject,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON p.is_worded AND o.entry = v.entry AND o.field = 'title' WHERE a.id = x.proposal),
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = x.entry AND o.field = 'question'),
       x.amount_cents, r.base, x.method, r.names_public, x.opened_at, x.closed_at,
       CASE WHEN p.is_counted THEN x.verdict END,
       CASE WHEN p.is_counted THEN x.casting END, CASE WHEN p.is_counted THEN x.attempt END,
       (SELECT k.bytes FROM leaf AS k
        WHERE p.is_counted AND k.entry BETWEEN (SELECT max(w.entry) FROM roster_seat AS w WHERE w.id = x.id) AND x.changed
          AND k.at = x.closed_at
          AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = x.id::text
          AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' = 'motion.closed'
        ORDER BY k.entry LIMIT 1),
       d.reference::text, d.outcome, s.state, d.amount_cents,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = d.entry AND o.field = 'conditions'),
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'closed' ELSE x.state END
FROM motion AS x
JOIN rule_set AS r ON r.id = x.rule_set
JOIN seen_motion AS p ON p.id = x.id
LEFT JOIN seen_decision AS s ON s.id = x.decision
LEFT JOIN decision AS d ON d.id = s.id
WHERE x.meeting = $1 AND p.is_open
ORDER BY x.item, x.entry

-- name: minutes_motions_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, item int4, subject text, title text, question text, amount_cents int8, rule_base text, method text, names_public bool, opened_at int8, closed_at int8, verdict text, casting text, attempt int4, closing bytea, decision_reference text, outcome text, decision_state text, decision_cents int8, conditions text, state text
SELECT x.id, x.reference, x.item, x.subject,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON o.entry = v.entry AND o.field = 'title' WHERE a.id = x.proposal),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'question'),
       x.amount_cents, r.base, x.method, r.names_public, x.opened_at, x.closed_at, x.verdict,
       x.casting, x.attempt,
       (SELECT k.bytes FROM leaf AS k
        WHERE k.entry BETWEEN (SELECT max(w.entry) FROM roster_seat AS w WHERE w.id = x.id) AND x.changed
          AND k.at = x.closed_at
          AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = x.id::text
          AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' = 'motion.closed'
        ORDER BY k.entry LIMIT 1),
       d.reference::text, d.outcome, s.state, d.amount_cents,
       (SELECT o.value FROM opening AS o WHERE o.entry = d.entry AND o.field = 'conditions'), x.state
FROM motion AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS e ON e.id = x.meeting
JOIN rule_set AS r ON r.id = x.rule_set
LEFT JOIN decision_status AS s ON s.id = x.decision
LEFT JOIN decision AS d ON d.id = x.decision
WHERE x.meeting = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (e.public OR reads_closed(x.council, $3, $4))
ORDER BY x.item, x.entry

-- Who came and went, who stepped back, who voted what: in public by handle, and only where names are public.
-- name: minutes_lines
-- params: uuid
-- result: part text, motion uuid, member uuid, name text, place uuid, place_name text, word text, reason text, manner text, is_standing bool, at int8
SELECT l.part, l.motion, l.member, NULL::text AS name, l.place, NULL::text AS place_name, l.word,
       NULL::text AS reason, l.manner, l.is_standing, l.at
FROM (
    SELECT 'attendance' AS part, NULL::uuid AS motion, a.member, a.in_place_of AS place, a.presence AS word, NULL::text AS manner,
           true AS is_standing, a.at, a.entry
    FROM attendance AS a
    JOIN meeting AS m ON m.id = a.id AND m.public
    JOIN council AS c ON c.id = m.council AND c.names_public
    WHERE a.id = $1
    UNION ALL
    SELECT 'recusal', x.id, k.member, NULL, k.ground, NULL, true, k.at, k.entry
    FROM motion AS x
    JOIN seen_motion AS p ON p.id = x.id AND p.is_open AND p.is_counted
    JOIN rule_set AS r ON r.id = x.rule_set AND r.names_public
    JOIN recusal AS k ON k.id = x.id
    WHERE x.meeting = $1
    UNION ALL
    SELECT 'vote', x.id, v.member, NULL, coalesce(v.choice, o.choice), v.manner,
           NOT EXISTS (SELECT FROM vote AS w WHERE w.motion = v.motion AND w.member = v.member
                       AND w.vote_ordinal > v.vote_ordinal)
           AND NOT EXISTS (SELECT FROM recusal AS k WHERE k.id = x.id AND k.member = v.member AND k.entry > v.entry),
           v.at, v.entry
    FROM motion AS x
    JOIN seen_motion AS p ON p.id = x.id AND p.is_open AND p.is_counted
    JOIN rule_set AS r ON r.id = x.rule_set AND r.names_public
    JOIN vote AS v ON v.motion = x.id
    LEFT JOIN vote_opening AS o ON o.id = v.id
    WHERE x.meeting = $1) AS l
ORDER BY l.part, l.motion, l.entry

-- name: minutes_lines_inside
-- params: uuid, uuid[], uuid, date
-- result: part text, motion uuid, member uuid, name text, place uuid, place_name text, word text, reason text, manner text, is_standing bool, at int8
-- private: name, place_name
SELECT l.part, l.motion, l.member, p.name, l.place, r.name, l.word, l.reason, l.manner, l.is_standing, l.at
FROM (
    SELECT 'attendance' AS part, NULL::uuid AS motion, a.member, a.in_place_of AS place,
           a.presence AS word, NULL::text AS reason, NULL::text AS manner,
           true AS is_standing, a.at, a.entry
    FROM attendance AS a WHERE a.id = $1
    UNION ALL
    SELECT 'recusal', x.id, k.member, NULL, k.ground, NULL, NULL, true, k.at, k.entry
    FROM motion AS x JOIN recusal AS k ON k.id = x.id WHERE x.meeting = $1
    UNION ALL
    SELECT 'vote', x.id, v.member, NULL, coalesce(v.choice, t.choice),
           (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'reason'), v.manner,
           NOT EXISTS (SELECT FROM vote AS w WHERE w.motion = v.motion AND w.member = v.member
                       AND w.vote_ordinal > v.vote_ordinal)
           AND NOT EXISTS (SELECT FROM recusal AS k WHERE k.id = x.id AND k.member = v.member AND k.entry > v.entry),
           v.at, v.entry
    FROM motion AS x JOIN vote AS v ON v.motion = x.id LEFT JOIN vote_opening AS t ON t.id = v.id
    WHERE x.meeting = $1 AND coalesce(v.choice, t.choice) IS NOT NULL AND (x.state <> 'open' OR EXISTS (
        SELECT FROM rule_set AS r WHERE r.id = x.rule_set AND r.interim = 'open'))) AS l
JOIN meeting AS m ON m.id = $1
JOIN council AS c ON c.id = m.council
LEFT JOIN appointment_person AS ap ON ap.handle = l.member
LEFT JOIN person AS p ON p.id = ap.person
LEFT JOIN appointment_person AS rp ON rp.handle = l.place
LEFT JOIN person AS r ON r.id = rp.person
WHERE ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(m.council, $3, $4))
ORDER BY l.part, l.motion, l.entry

-- What the council decided in writing since its meeting before this one: for its minutes and its agenda. A round in
-- writing has no such list.
-- name: minutes_written
-- params: uuid
-- result: id uuid, reference text, meeting uuid, title text, amount_cents int8, verdict text, decision_reference text, closed_at int8
SELECT x.id, x.reference, x.meeting,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON p.is_worded AND o.entry = v.entry AND o.field = 'title' WHERE a.id = x.proposal),
       x.amount_cents, CASE WHEN p.is_counted THEN x.verdict END, d.reference::text, x.closed_at
FROM meeting AS h
JOIN meeting AS m ON m.council = h.council AND m.until_date IS NOT NULL AND m.public
JOIN motion AS x ON x.meeting = m.id AND x.state IN ('closed', 'decided')
JOIN decision AS d ON d.id = x.decision
JOIN seen_motion AS p ON p.id = x.id AND p.is_public
WHERE h.id = $1 AND h.public AND h.until_date IS NULL
  AND x.closed_in < coalesce(h.opened_in, 9223372036854775807)
  AND x.closed_in >= coalesce((SELECT max(b.opened_in) FROM meeting AS b
                               WHERE b.council = h.council AND b.until_date IS NULL AND b.id <> h.id
                                 AND b.opened_in < coalesce(h.opened_in, 9223372036854775807)), 0)
ORDER BY x.closed_in

-- name: minutes_written_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, meeting uuid, title text, amount_cents int8, verdict text, decision_reference text, closed_at int8
SELECT x.id, x.reference, x.meeting,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON o.entry = v.entry AND o.field = 'title' WHERE a.id = x.proposal),
       x.amount_cents, x.verdict, d.reference::text, x.closed_at
FROM meeting AS h
JOIN council AS c ON c.id = h.council
JOIN meeting AS m ON m.council = h.council AND m.until_date IS NOT NULL
JOIN motion AS x ON x.meeting = m.id AND x.state IN ('closed', 'decided')
LEFT JOIN decision AS d ON d.id = x.decision
WHERE h.id = $1 AND h.until_date IS NULL AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))
  AND (h.public AND m.public OR reads_closed(h.council, $3, $4))
  AND x.closed_in < coalesce(h.opened_in, 9223372036854775807)
  AND x.closed_in >= coalesce((SELECT max(b.opened_in) FROM meeting AS b
                               WHERE b.council = h.council AND b.until_date IS NULL AND b.id <> h.id
                                 AND b.opened_in < coalesce(h.opened_in, 9223372036854775807)), 0)
ORDER BY x.closed_in

-- The letter to the applicant: inside only, so it names also a natural person.
-- name: letter_decision
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, leaf_hash bytea, at int8, council_name text, organisation_name text, organisation_kind text, applicant_name text, title text, asked_cents int8, amount_cents int8, basis text, outcome text, advice text, form text, exercise text, legal_basis text, mandate_reference text, meeting_on date, question text, closing bytea, verdict text, reasons text, conditions text, partial_reason text, state text, effective_on date, notified_on date, ratification text, decider_role text, about_reference text, ruling text, ground text
-- private: applicant_name
SELECT x.id, x.reference, x.entry, l.hash, l.at,
       (SELECT o.value FROM council AS c JOIN opening AS o ON o.entry = c.entry AND o.field = 'name'
        WHERE c.id = x.council),
       (SELECT o.value FROM opening AS o WHERE o.entry = g.entry AND o.field = 'name'), g.kind,
       (SELECT o.value FROM payee AS y JOIN opening AS o ON o.entry = y.entry AND o.field = 'name'
        WHERE y.id = a.applicant),
       (SELECT o.value FROM opening AS o WHERE o.entry = v.entry AND o.field = 'title'), v.asked_cents,
       x.amount_cents, x.basis,
       CASE WHEN x.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
            THEN m.subject || '-refused' ELSE x.outcome END,
       x.advice, n.form, n.exercise, n.legal_basis, n.reference::text,
       e.on_date, (SELECT o.value FROM opening AS o WHERE o.entry = m.entry AND o.field = 'question'),
       (SELECT k.bytes FROM leaf AS k
        WHERE k.entry BETWEEN (SELECT max(w.entry) FROM roster_seat AS w WHERE w.id = m.id) AND m.changed
          AND k.at = m.closed_at
          AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,motion}' = m.id::text
          AND convert_from(k.bytes, 'UTF8')::jsonb ->> 'type' = 'motion.closed'
        ORDER BY k.entry LIMIT 1),
       m.verdict,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'reasons'),
       coalesce((SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'conditions'),
                (SELECT o.value FROM opening AS o WHERE o.entry = m.entry AND o.field = 'conditions')),
       coalesce((SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'partialReason'),
                (SELECT o.value FROM opening AS o WHERE o.entry = m.entry AND o.field = 'partialReason')),
       s.state, s.effective_on, s.notified_on, s.ratification,
       (SELECT w.role FROM appointment AS w WHERE w.handle = x.decided_by),
       (SELECT d.reference::text FROM decision AS d WHERE d.id = x.about),
       CASE WHEN x.objection IS NOT NULL THEN x.ruling END, x.ground
FROM decision AS x
JOIN decision_status AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = x.entry
JOIN organisation AS g ON g.id = x.organisation
LEFT JOIN mandate AS n ON n.id = x.mandate
LEFT JOIN motion AS m ON m.id = x.motion
LEFT JOIN meeting AS e ON e.id = m.meeting
LEFT JOIN proposal AS a ON a.id = x.proposal
LEFT JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))
  AND (e.id IS NULL OR e.public OR reads_closed(x.council, $3, $4))

-- name: letter_effects
-- params: uuid, uuid[], uuid, date
-- result: effect text, answer text, reason text
SELECT e.effect, e.answer, o.value
FROM decision AS x
JOIN effect AS e ON e.id = x.id
LEFT JOIN opening AS o ON o.entry = x.entry AND o.field = 'effects/' || e.ordinal - 1 || '/reason'
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR x.organisation = ANY ($2))
  AND NOT EXISTS (SELECT FROM motion AS m JOIN meeting AS e ON e.id = m.meeting
                  WHERE m.id = x.motion AND NOT e.public AND NOT reads_closed(x.council, $3, $4))
ORDER BY e.ordinal

-- name: feed_council
-- params: uuid
-- result: id uuid, name text, at int8
SELECT c.id, (SELECT o.value FROM opening AS o WHERE o.entry = c.entry AND o.field = 'name'), l.at
FROM council AS c JOIN leaf AS l ON l.entry = c.entry WHERE c.id = $1

-- The newest published decisions. The plan of a natural person has a title only where it was granted.
-- name: feed_decisions
-- params: uuid, int4
-- result: id uuid, reference text, outcome text, amount_cents int8, title text, state text, published_at int8, updated_at int8
SELECT x.id, x.reference,
       CASE WHEN x.outcome = 'refusal' AND m.subject IN ('ratification', 'release')
            THEN m.subject || '-refused' ELSE x.outcome END,
       x.amount_cents,
       (SELECT o.value FROM proposal AS a JOIN proposal_version AS v ON v.id = coalesce(x.proposal_version, a.version)
        JOIN opening AS o ON o.entry = v.entry AND o.field = 'title'
        WHERE a.id = x.proposal AND s.is_worded),
       s.state, s.published_at, l.at
FROM decision AS x
JOIN seen_decision AS s ON s.id = x.id
JOIN leaf AS l ON l.entry = s.changed
LEFT JOIN motion AS m ON m.id = x.motion
WHERE x.council = $1
ORDER BY s.published_at DESC, x.id DESC LIMIT $2

-- The newest agendas of public meetings, each in its last version.
-- name: feed_agendas
-- params: uuid, int4
-- result: id uuid, reference text, title text, on_date date, until_date date, agenda_version int4, published_at int8, updated_at int8
SELECT x.id, x.reference, (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       x.on_date, x.until_date, x.agenda_version, x.convened_at, x.agenda_at
FROM meeting AS x
WHERE x.council = $1 AND x.public AND x.agenda_version > 0
ORDER BY x.agenda_at DESC, x.id DESC LIMIT $2

-- A member's votes, by handle: so of one term. The way goes over the council's motions, which are indexed. In public only where the rules make names public.
-- name: member_vote_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, motion uuid, member uuid, question text, choice text, manner text, method text, supersedes uuid, at int8, verdict text
SELECT x.id, x.reference, x.entry, x.motion, x.member,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = m.entry AND o.field = 'question'),
       coalesce(x.choice, w.choice), x.manner, x.method, x.supersedes, x.at, m.verdict
FROM appointment AS n
JOIN motion AS m ON m.council = n.scope_id
JOIN vote AS x ON x.motion = m.id AND x.member = n.handle
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN rule_set AS r ON r.id = m.rule_set AND r.names_public
JOIN seen_motion AS p ON p.id = m.id AND p.is_open AND p.is_counted
WHERE n.handle = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- While open, and where interim counts are hidden, a vote is nobody's but the member's.
-- name: member_vote_list_inside
-- params: uuid, uuid, int4, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, motion uuid, member uuid, question text, choice text, manner text, method text, supersedes uuid, at int8, verdict text
SELECT x.id, x.reference, x.entry, x.motion, x.member,
       (SELECT o.value FROM opening AS o WHERE o.entry = m.entry AND o.field = 'question'),
       coalesce(x.choice, w.choice), x.manner, x.method, x.supersedes, x.at, m.verdict
FROM appointment AS n
JOIN motion AS m ON m.council = n.scope_id
JOIN vote AS x ON x.motion = m.id AND x.member = n.handle
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN rule_set AS r ON r.id = m.rule_set
JOIN council AS c ON c.id = m.council
JOIN meeting AS e ON e.id = m.meeting
WHERE n.handle = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR c.organisation = ANY ($4))
  AND (e.public OR reads_closed(m.council, $5, $6))
  AND (m.state <> 'open' OR r.interim = 'open')
ORDER BY x.id LIMIT $3
