-- What a council works with: mandates, meetings, motions and votes. In public a motion shows its counts and
-- its verdict once its decision is public, and a vote its member only where the rules say so. The words of a
-- motion on a natural person's application stay inside until it was granted and that is public.

-- name: mandate_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, form text, exercise text, holder uuid, legal_basis text, powers text, conditions text, ceiling_decision_cents int8, ceiling_year_cents int8, ceiling_urgency_cents int8, parent uuid, may_share bool, silence text, deadline_days int4, from_date date, until_date date, consented_at int8, state text, withdrawal_reason text, suspension_reason text
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.form, x.exercise, x.holder,
       x.legal_basis,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'powers'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'conditions'),
       x.ceiling_decision_cents, x.ceiling_year_cents, x.ceiling_urgency_cents, x.parent, x.may_share,
       x.silence, x.deadline_days, x.from_date, x.until_date, x.consented_at, x.state,
       (SELECT o.value FROM opening AS o
        WHERE x.state = 'withdrawn' AND o.entry = x.changed AND o.field = 'reason'),
       (SELECT o.value FROM opening AS o
        WHERE x.state = 'suspended' AND o.entry = x.changed AND o.field = 'reason')
FROM mandate AS x WHERE x.id = $1

-- name: mandate_list
-- params: uuid, int4, uuid, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, organisation uuid, council uuid, form text, exercise text, holder uuid, ceiling_decision_cents int8, ceiling_year_cents int8, from_date date, until_date date, state text
SELECT x.id, x.reference, x.entry, x.changed, x.organisation, x.council, x.form, x.exercise, x.holder,
       x.ceiling_decision_cents, x.ceiling_year_cents, x.from_date, x.until_date, x.state
FROM mandate AS x
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.organisation = $3) AND ($4::uuid IS NULL OR x.council = $4)
  AND ($5::text IS NULL OR x.state = $5)
ORDER BY x.id LIMIT $2

-- name: meeting_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, council uuid, on_date date, convened_at int8, public bool, title text, second_call_of uuid, opened_at int8, closed_at int8, present_at_opening int4, quorum_waived bool, agenda jsonb, state text, until_date date, agenda_version int4, agenda_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.on_date, x.convened_at, x.public,
       (SELECT o.value FROM opening AS o WHERE x.public AND o.entry = x.entry AND o.field = 'title'),
       x.second_call_of, x.opened_at, x.closed_at, x.present_at_opening, x.quorum_waived,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'number', a.ordinal, 'title', o.value, 'proposal', a.proposal, 'repeats', a.repeats,
                   'version', a.version)) ORDER BY a.ordinal), '[]')
        FROM announced_item AS a
        LEFT JOIN opening AS o ON a.proposal IS NULL AND o.entry = a.entry AND o.field = a.field
        WHERE a.id = x.id AND x.public),
       x.state, x.until_date, x.agenda_version, x.agenda_at
FROM meeting AS x WHERE x.id = $1

-- name: meeting_item_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, changed int8, council uuid, on_date date, convened_at int8, public bool, title text, second_call_of uuid, opened_at int8, closed_at int8, present_at_opening int4, quorum_waived bool, agenda jsonb, state text, until_date date, agenda_version int4, agenda_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.on_date, x.convened_at, x.public,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'title'),
       x.second_call_of, x.opened_at, x.closed_at, x.present_at_opening, x.quorum_waived,
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'number', a.ordinal, 'title', o.value, 'proposal', a.proposal, 'repeats', a.repeats,
                   'version', a.version)) ORDER BY a.ordinal), '[]')
        FROM announced_item AS a
        LEFT JOIN opening AS o ON a.proposal IS NULL AND o.entry = a.entry AND o.field = a.field
        WHERE a.id = x.id),
       x.state, x.until_date, x.agenda_version, x.agenda_at
FROM meeting AS x
JOIN council AS c ON c.id = x.council
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2))
  AND (x.public OR reads_closed(x.council, $3, $4))

-- name: meeting_list
-- params: uuid, int4, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, council uuid, on_date date, public bool, title text, opened_at int8, closed_at int8, state text, until_date date
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.on_date, x.public,
       (SELECT o.value FROM opening AS o WHERE x.public AND o.entry = x.entry AND o.field = 'title'),
       x.opened_at, x.closed_at, x.state, x.until_date
FROM meeting AS x
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.council = $3) AND ($4::text IS NULL OR x.state = $4)
ORDER BY x.id LIMIT $2

-- name: meeting_list_inside
-- params: uuid, int4, uuid[], uuid, date, uuid, text
-- result: id uuid, reference text, entry int8, changed int8, council uuid, on_date date, public bool, title text, opened_at int8, closed_at int8, state text, until_date date
SELECT x.id, x.reference, x.entry, x.changed, x.council, x.on_date, x.public,
       (SELECT o.value FROM opening AS o
        WHERE o.entry = x.entry AND o.field = 'title' AND (x.public OR reads_closed(x.council, $4, $5))),
       x.opened_at, x.closed_at, x.state, x.until_date
FROM meeting AS x
JOIN council AS c ON c.id = x.council
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($6::uuid IS NULL OR x.council = $6) AND ($7::text IS NULL OR x.state = $7)
ORDER BY x.id LIMIT $2

-- Who was there is public where the council's names are. A line has no id of its own.
-- name: attendance_list
-- params: uuid
-- result: ordinal int4, entry int8, member uuid, in_place_of uuid, presence text, at int8
SELECT x.ordinal, x.entry, x.member, x.in_place_of, x.presence, x.at
FROM attendance AS x
JOIN meeting AS m ON m.id = x.id AND m.public
JOIN council AS c ON c.id = m.council AND c.names_public
WHERE x.id = $1
ORDER BY x.ordinal

-- name: attendance_list_inside
-- params: uuid, uuid[], uuid, date
-- result: ordinal int4, entry int8, member uuid, in_place_of uuid, presence text, at int8
SELECT x.ordinal, x.entry, x.member, x.in_place_of, x.presence, x.at
FROM attendance AS x
JOIN meeting AS m ON m.id = x.id
JOIN council AS c ON c.id = m.council
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(m.council, $3, $4))
ORDER BY x.ordinal

-- name: proxy_list
-- params: uuid
-- result: ordinal int4, entry int8, giver uuid, member uuid, at int8
SELECT x.ordinal, x.entry, x.giver, x.holder, x.at
FROM proxy AS x
JOIN meeting AS m ON m.id = x.id AND m.public
JOIN council AS c ON c.id = m.council AND c.names_public
WHERE x.id = $1
ORDER BY x.ordinal

-- name: proxy_list_inside
-- params: uuid, uuid[], uuid, date
-- result: ordinal int4, entry int8, giver uuid, member uuid, at int8
SELECT x.ordinal, x.entry, x.giver, x.holder, x.at
FROM proxy AS x
JOIN meeting AS m ON m.id = x.id
JOIN council AS c ON c.id = m.council
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (m.public OR reads_closed(m.council, $3, $4))
ORDER BY x.ordinal

-- name: motion_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, envelope uuid, item int4, subject text, proposal uuid, proposal_version uuid, proposal_hash bytea, rule_set uuid, mandate uuid, amount_cents int8, retry_of uuid, attempt int4, retried_by uuid, method text, asked bool, in_second_call bool, question text, conditions text, opened_at int8, closed_at int8, seats int4, seated int4, recused int4, eligible int4, present int4, took_part int4, votes_for int4, votes_against int4, votes_abstain int4, votes_blank int4, votes_consent int4, votes_objection int4, votes_stand_aside int4, casting text, verdict text, decision uuid, state text, voting_ended bool
SELECT x.id, x.reference, x.entry,
       CASE WHEN x.decision IS NULL OR p.is_public THEN greatest(x.changed, p.changed) END,
       x.meeting, x.council, x.envelope, x.item, x.subject, x.proposal, x.proposal_version,
       (SELECT l.hash::bytea FROM proposal_version AS v JOIN leaf AS l ON l.entry = v.entry
        WHERE v.id = x.proposal_version AND x.opened_at IS NOT NULL),
       x.rule_set,
       x.mandate, x.amount_cents, CASE WHEN p.is_public THEN x.retry_of END,
       CASE WHEN p.is_public THEN x.attempt END, CASE WHEN p.is_public THEN x.retried_by END, x.method,
       x.asked, x.in_second_call,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = x.entry AND o.field = 'question'),
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = x.entry AND o.field = 'conditions'),
       x.opened_at, x.closed_at, x.seats, x.seated,
       CASE WHEN p.is_counted THEN x.recused END, CASE WHEN p.is_counted THEN
           CASE WHEN x.method = 'in-writing' THEN x.present ELSE x.seated - x.recused END END,
       CASE WHEN p.is_counted THEN x.present END, CASE WHEN p.is_counted THEN x.took_part END,
       CASE WHEN p.is_counted THEN x.votes_for END, CASE WHEN p.is_counted THEN x.votes_against END,
       CASE WHEN p.is_counted THEN x.votes_abstain END, CASE WHEN p.is_counted THEN x.votes_blank END,
       CASE WHEN p.is_counted THEN x.votes_consent END, CASE WHEN p.is_counted THEN x.votes_objection END,
       CASE WHEN p.is_counted THEN x.votes_stand_aside END, CASE WHEN p.is_counted THEN x.casting END,
       CASE WHEN p.is_counted THEN x.verdict END, CASE WHEN p.is_public THEN x.decision END,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'closed' ELSE x.state END,
       CASE WHEN x.voting_ended_in IS NOT NULL THEN true END
FROM motion AS x
JOIN seen_motion AS p ON p.id = x.id
WHERE x.id = $1

-- name: motion_item_inside
-- params: uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, envelope uuid, item int4, subject text, proposal uuid, proposal_version uuid, proposal_hash bytea, releases uuid, rule_set uuid, mandate uuid, amount_cents int8, retry_of uuid, attempt int4, retried_by uuid, method text, asked bool, in_second_call bool, question text, conditions text, partial_reason text, effects jsonb, roster jsonb, opened_at int8, closed_at int8, seats int4, seated int4, recused int4, eligible int4, present int4, took_part int4, votes_for int4, votes_against int4, votes_abstain int4, votes_blank int4, votes_consent int4, votes_objection int4, votes_stand_aside int4, doubtful int4, pivotal bool, casting text, verdict text, decision uuid, state text, voting_ended bool
SELECT x.id, x.reference, x.entry, x.changed, x.meeting, x.council, x.envelope, x.item, x.subject,
       x.proposal, x.proposal_version,
       (SELECT l.hash::bytea FROM proposal_version AS v JOIN leaf AS l ON l.entry = v.entry
        WHERE v.id = x.proposal_version AND x.opened_at IS NOT NULL),
       x.releases, x.rule_set, x.mandate, x.amount_cents, x.retry_of,
       x.attempt, x.retried_by, x.method, x.asked, x.in_second_call,
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'question'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'conditions'),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'partialReason'),
       (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                   'effect', e.effect, 'answer', e.answer, 'reason', o.value)) ORDER BY e.ordinal), '[]')
        FROM effect AS e
        LEFT JOIN opening AS o ON o.entry = x.entry AND o.field = 'effects/' || e.ordinal - 1 || '/reason'
        WHERE e.id = x.id),
       (SELECT coalesce(jsonb_agg(jsonb_build_object('member', r.member, 'capacity', r.capacity)
                                  ORDER BY r.ordinal), '[]')
        FROM roster_seat AS r WHERE r.id = x.id),
       x.opened_at, x.closed_at, x.seats, x.seated, x.recused,
       CASE WHEN x.method = 'in-writing' THEN x.present ELSE x.seated - x.recused END, x.present,
       x.took_part, x.votes_for, x.votes_against, x.votes_abstain, x.votes_blank, x.votes_consent,
       x.votes_objection, x.votes_stand_aside, x.doubtful, x.pivotal, x.casting, x.verdict, x.decision,
       x.state, CASE WHEN x.voting_ended_in IS NOT NULL THEN true END
FROM motion AS x
JOIN council AS c ON c.id = x.council
JOIN meeting AS e ON e.id = x.meeting
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (e.public OR reads_closed(x.council, $3, $4))

-- name: motion_list
-- params: uuid, int4, uuid, uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, item int4, subject text, proposal uuid, amount_cents int8, question text, opened_at int8, closed_at int8, verdict text, state text
SELECT x.id, x.reference, x.entry,
       CASE WHEN x.decision IS NULL OR p.is_public THEN greatest(x.changed, p.changed) END, x.meeting, x.council, x.item, x.subject, x.proposal,
       x.amount_cents,
       (SELECT o.value FROM opening AS o WHERE p.is_worded AND o.entry = x.entry AND o.field = 'question'),
       x.opened_at, x.closed_at, CASE WHEN p.is_counted THEN x.verdict END,
       CASE WHEN x.state = 'decided' AND NOT p.is_public THEN 'closed' ELSE x.state END
FROM motion AS x
JOIN seen_motion AS p ON p.id = x.id
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.council = $3) AND ($4::uuid IS NULL OR x.meeting = $4)
  AND ($5::uuid IS NULL OR x.proposal = $5)
ORDER BY x.id LIMIT $2

-- name: motion_list_inside
-- params: uuid, int4, uuid[], uuid, date, uuid, uuid, uuid
-- result: id uuid, reference text, entry int8, changed int8, meeting uuid, council uuid, item int4, subject text, proposal uuid, amount_cents int8, question text, opened_at int8, closed_at int8, votes_for int4, votes_against int4, votes_abstain int4, votes_blank int4, verdict text, decision uuid, state text
SELECT x.id, x.reference, x.entry,
       CASE WHEN q.is_open OR x.decision IS NULL OR p.is_public THEN greatest(x.changed, CASE WHEN NOT q.is_open THEN p.changed END) END,
       x.meeting, x.council, x.item, x.subject, x.proposal,
       x.amount_cents,
       (SELECT o.value FROM opening AS o WHERE q.is_open AND o.entry = x.entry AND o.field = 'question'),
       x.opened_at, x.closed_at, CASE WHEN q.is_counted THEN x.votes_for END, CASE WHEN q.is_counted THEN x.votes_against END,
       CASE WHEN q.is_counted THEN x.votes_abstain END, CASE WHEN q.is_counted THEN x.votes_blank END,
       CASE WHEN q.is_counted THEN x.verdict END, CASE WHEN q.is_open OR p.is_public THEN x.decision END,
       CASE WHEN q.is_open OR p.is_public OR x.state <> 'decided' THEN x.state ELSE 'closed' END
FROM motion AS x
JOIN council AS c ON c.id = x.council
JOIN seen_motion AS p ON p.id = x.id
CROSS JOIN LATERAL (SELECT p.is_open OR reads_closed(x.council, $4, $5) AS is_open) AS d
CROSS JOIN LATERAL (SELECT d.is_open, d.is_open OR p.is_counted AS is_counted) AS q
WHERE x.id > $1 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND ($6::uuid IS NULL OR x.council = $6) AND ($7::uuid IS NULL OR x.meeting = $7)
  AND ($8::uuid IS NULL OR x.proposal = $8)
ORDER BY x.id LIMIT $2

-- Counts in public (on the motion); votes by member only where the rules make names public.
-- name: vote_list
-- params: uuid, uuid, int4
-- result: id uuid, reference text, entry int8, member uuid, choice text, manner text, method text, supersedes uuid, flagged bool, at int8, signed_with uuid, nonce bytea, signature bytea
SELECT x.id, x.reference, x.entry, x.member, coalesce(x.choice, w.choice), x.manner, x.method, x.supersedes, x.flagged,
       x.at, x.signed_with, x.nonce, coalesce(x.signature, w.signature)
FROM vote AS x
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN motion AS m ON m.id = x.motion
JOIN rule_set AS r ON r.id = m.rule_set AND r.names_public
JOIN seen_motion AS p ON p.id = m.id AND p.is_open AND p.is_counted
WHERE x.motion = $1 AND x.id > $2
ORDER BY x.id LIMIT $3

-- name: vote_list_inside
-- params: uuid, uuid, int4, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, member uuid, choice text, reason text, manner text, method text, supersedes uuid, flagged bool, at int8, signed_with uuid, nonce bytea, signature bytea
SELECT x.id, x.reference, x.entry, x.member, coalesce(x.choice, w.choice),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'reason'),
       x.manner, x.method, x.supersedes, x.flagged,
       x.at, x.signed_with, x.nonce, coalesce(x.signature, w.signature)
FROM vote AS x
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN motion AS m ON m.id = x.motion
JOIN council AS c ON c.id = m.council
JOIN meeting AS e ON e.id = m.meeting
WHERE x.motion = $1 AND x.id > $2 AND ($4::uuid[] IS NULL OR c.organisation = ANY ($4))
  AND (e.public OR reads_closed(m.council, $5, $6))
ORDER BY x.id LIMIT $3

-- name: vote_item
-- params: uuid, uuid
-- result: id uuid, reference text, entry int8, motion uuid, member uuid, choice text, manner text, method text, supersedes uuid, flagged bool, at int8, signed_with uuid, nonce bytea, signature bytea
SELECT x.id, x.reference, x.entry, x.motion, x.member, coalesce(x.choice, w.choice), x.manner, x.method, x.supersedes, x.flagged,
       x.at, x.signed_with, x.nonce, coalesce(x.signature, w.signature)
FROM vote AS x
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN motion AS m ON m.id = x.motion
JOIN rule_set AS r ON r.id = m.rule_set AND r.names_public
JOIN seen_motion AS p ON p.id = m.id AND p.is_open AND p.is_counted
WHERE x.motion = $1 AND x.id = $2

-- name: vote_item_inside
-- params: uuid, uuid, uuid[], uuid, date
-- result: id uuid, reference text, entry int8, motion uuid, member uuid, choice text, reason text, manner text, method text, supersedes uuid, flagged bool, at int8, signed_with uuid, nonce bytea, signature bytea
SELECT x.id, x.reference, x.entry, x.motion, x.member, coalesce(x.choice, w.choice),
       (SELECT o.value FROM opening AS o WHERE o.entry = x.entry AND o.field = 'reason'),
       x.manner, x.method, x.supersedes, x.flagged,
       x.at, x.signed_with, x.nonce, coalesce(x.signature, w.signature)
FROM vote AS x
LEFT JOIN vote_opening AS w ON w.id = x.id
JOIN motion AS m ON m.id = x.motion
JOIN council AS c ON c.id = m.council
JOIN meeting AS e ON e.id = m.meeting
WHERE x.motion = $1 AND x.id = $2 AND ($3::uuid[] IS NULL OR c.organisation = ANY ($3))
  AND (e.public OR reads_closed(m.council, $4, $5))

-- "Did not take part" is public where the rules make names public, once the decision is.
-- name: recusal_list
-- params: uuid
-- result: ordinal int4, entry int8, member uuid, ground text, at int8
SELECT x.ordinal, x.entry, x.member, x.ground, x.at
FROM recusal AS x
JOIN motion AS m ON m.id = x.id
JOIN rule_set AS r ON r.id = m.rule_set AND r.names_public
JOIN seen_motion AS p ON p.id = m.id AND p.is_open AND p.is_counted
WHERE x.id = $1
ORDER BY x.ordinal

-- name: recusal_list_inside
-- params: uuid, uuid[], uuid, date
-- result: ordinal int4, entry int8, member uuid, ground text, at int8
SELECT x.ordinal, x.entry, x.member, x.ground, x.at
FROM recusal AS x
JOIN motion AS m ON m.id = x.id
JOIN council AS c ON c.id = m.council
JOIN meeting AS e ON e.id = m.meeting
WHERE x.id = $1 AND ($2::uuid[] IS NULL OR c.organisation = ANY ($2)) AND (e.public OR reads_closed(m.council, $3, $4))
ORDER BY x.ordinal

-- name: member_key_item
-- params: uuid
-- result: id uuid, reference text, entry int8, changed int8, appointment uuid, member uuid, public_key bytea, registered_at int8, revoked_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.appointment, x.member, x.public_key, x.registered_at,
       x.revoked_at
FROM member_key AS x WHERE x.id = $1

-- name: member_key_list
-- params: uuid, int4, uuid
-- result: id uuid, reference text, entry int8, changed int8, appointment uuid, member uuid, public_key bytea, registered_at int8, revoked_at int8
SELECT x.id, x.reference, x.entry, x.changed, x.appointment, x.member, x.public_key, x.registered_at,
       x.revoked_at
FROM member_key AS x
WHERE x.id > $1 AND ($3::uuid IS NULL OR x.member = $3)
ORDER BY x.id LIMIT $2
