-- Proposals, meetings, motions, votes and decisions.

CREATE TABLE proposal (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    applicant uuid REFERENCES payee DEFERRABLE INITIALLY DEFERRED,
    category public_code,
    source_ref public_code,
    version uuid NOT NULL,
    version_number int4 NOT NULL CHECK (version_number >= 1),
    state text NOT NULL CHECK (state IN ('filed', 'decided', 'withdrawn'))
);
COMMENT ON TABLE proposal IS 'A plan with a cost; its versions never change.';
CREATE INDEX proposal_envelope ON proposal (envelope, id);
COMMENT ON INDEX proposal_envelope IS 'An envelope''s page lists its proposals, page by page.';
CALL class_table('proposal', 'projection', '{changed,version,version_number,state}');

CREATE TABLE proposal_version (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    proposal uuid NOT NULL REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    number int4 NOT NULL CHECK (number >= 1),
    cost_cents cents NOT NULL,
    asked_cents cents NOT NULL,
    CONSTRAINT proposal_version_one_per_number UNIQUE (proposal, number),
    CONSTRAINT proposal_version_asked CHECK (asked_cents <= cost_cents)
);
COMMENT ON TABLE proposal_version IS 'What a proposal asked at one moment.';
CALL class_table('proposal_version', 'journal');

CREATE TABLE cost_line (
    id uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    amount_cents cents NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE cost_line IS 'What a proposal''s version costs, line by line.';
CALL class_table('cost_line', 'journal');

CREATE TABLE financing_line (
    id uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    amount_cents cents NOT NULL,
    in_kind bool NOT NULL,
    status text NOT NULL CHECK (status IN ('asked', 'confirmed')),
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE financing_line IS
    'Who else contributes to a proposal''s version, in money or in kind.';
CALL class_table('financing_line', 'journal');

CREATE TABLE meeting (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    on_date date NOT NULL,
    public bool NOT NULL,
    second_call_of uuid REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    convened_at instant NOT NULL,
    quorum_waived bool NOT NULL,
    opened_in int8 CHECK (opened_in >= 0),
    opened_at instant,
    closed_at instant,
    attendance_count int4 CHECK (attendance_count >= 0),
    proxy_count int4 CHECK (proxy_count >= 0),
    present_at_opening int4 CHECK (present_at_opening BETWEEN 0 AND 200),
    state text NOT NULL CHECK (state IN ('convened', 'opened', 'closed', 'not-opened')),
    CONSTRAINT meeting_opened CHECK (state <> 'opened' OR opened_at IS NOT NULL),
    CONSTRAINT meeting_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT meeting_waived CHECK (NOT quorum_waived OR second_call_of IS NOT NULL)
);
COMMENT ON TABLE meeting IS 'Where motions are put to the vote.';
CREATE INDEX meeting_council ON meeting (council, on_date);
COMMENT ON INDEX meeting_council IS 'A council''s calendar.';
CREATE TRIGGER meeting_state_step BEFORE UPDATE ON meeting
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_state_step();
CALL class_table('meeting', 'projection',
    '{changed,quorum_waived,opened_in,opened_at,closed_at,attendance_count,
    proxy_count,present_at_opening,state}');

CREATE TABLE agenda_item (
    id uuid REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    ordinal int4 CHECK (ordinal BETWEEN 1 AND 1000),
    entry int8 NOT NULL,
    proposal uuid REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    repeats int4 CHECK (repeats BETWEEN 1 AND 1000),
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE agenda_item IS
    'What a meeting was called for, by number; a title is an opening of the call''s entry.';
CALL class_table('agenda_item', 'journal');

CREATE TABLE proxy (
    id uuid REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    giver uuid NOT NULL,
    holder uuid NOT NULL CHECK (holder <> giver),
    at instant NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE proxy IS 'Who votes for an absent member; both are handles.';
CALL class_table('proxy', 'journal');

CREATE TABLE attendance (
    id uuid REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    member uuid NOT NULL,
    in_place_of uuid,
    presence text NOT NULL CHECK (presence IN ('arrived', 'left')),
    at instant NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE attendance IS 'Who arrived and left, in order; the member is a handle.';
CALL class_table('attendance', 'journal');

CREATE TABLE motion (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    meeting uuid NOT NULL REFERENCES meeting DEFERRABLE INITIALLY DEFERRED,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    subject text NOT NULL CHECK (subject IN ('allocation', 'release', 'ratification')),
    proposal uuid NOT NULL REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    proposal_version uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    releases uuid,
    rule_set uuid NOT NULL REFERENCES rule_set DEFERRABLE INITIALLY DEFERRED,
    mandate uuid NOT NULL REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    amount_cents cents NOT NULL CHECK (amount_cents >= 1),
    item int4 NOT NULL CHECK (item BETWEEN 1 AND 1000),
    retry_of uuid,
    attempt int4 NOT NULL CHECK (attempt BETWEEN 1 AND 100),
    after_tie bool NOT NULL,
    retried_by uuid,
    method text CHECK (method IN ('show-of-hands', 'roll-call', 'paper', 'secret')),
    asked bool NOT NULL,
    in_second_call bool NOT NULL,
    closed_in int8 CHECK (closed_in >= 0),
    opened_at instant,
    closed_at instant,
    seats int4 CHECK (seats BETWEEN 0 AND 200),
    seated int4 CHECK (seated BETWEEN 0 AND 200),
    recused int4 CHECK (recused BETWEEN 0 AND 200),
    present int4 CHECK (present BETWEEN 0 AND 200),
    took_part int4 CHECK (took_part BETWEEN 0 AND 200),
    votes_for int4 CHECK (votes_for BETWEEN 0 AND 200),
    votes_against int4 CHECK (votes_against BETWEEN 0 AND 200),
    votes_abstain int4 CHECK (votes_abstain BETWEEN 0 AND 200),
    votes_blank int4 CHECK (votes_blank BETWEEN 0 AND 200),
    votes_consent int4 CHECK (votes_consent BETWEEN 0 AND 200),
    votes_objection int4 CHECK (votes_objection BETWEEN 0 AND 200),
    votes_stand_aside int4 CHECK (votes_stand_aside BETWEEN 0 AND 200),
    doubtful int4 CHECK (doubtful BETWEEN 0 AND 200),
    pivotal bool NOT NULL,
    casting text CHECK (casting IN (
        'for', 'against', 'abstain', 'blank', 'consent', 'objection', 'stand-aside')),
    recusal_count int4 CHECK (recusal_count >= 0),
    verdict text CHECK (verdict IN (
        'adopted', 'rejected', 'invalid-quorum', 'adopted-unasked', 'tied-postponed', 'tie-open',
        'consent-blocked')),
    decision uuid,
    state text NOT NULL CHECK (state IN ('drafted', 'open', 'closed', 'decided', 'void')),
    -- What each state means in columns.
    CONSTRAINT motion_opened CHECK (
        state NOT IN ('open', 'closed', 'decided') OR opened_at IS NOT NULL),
    CONSTRAINT motion_verdict CHECK ((state IN ('closed', 'decided')) = (verdict IS NOT NULL)),
    CONSTRAINT motion_decided CHECK ((state = 'decided') = (decision IS NOT NULL)),
    CONSTRAINT motion_count CHECK (
        votes_for + votes_against + votes_abstain + votes_blank + votes_consent + votes_objection
        + votes_stand_aside <= seated),
    CONSTRAINT motion_casting CHECK (casting IN ('for', 'against')),
    CONSTRAINT motion_attempt CHECK ((attempt = 1) = (retry_of IS NULL)),
    CONSTRAINT motion_pivotal CHECK (NOT pivotal OR doubtful > 0)
);
COMMENT ON TABLE motion IS 'One question put to one council on one proposal version.';
COMMENT ON COLUMN motion.retry_of IS
    'The motion that this one puts again; that one''s retried_by names this one.';
COMMENT ON COLUMN motion.decision IS
    'Set when the decision is made: no foreign key, it would tie a circle.';
CREATE INDEX motion_meeting ON motion (meeting);
COMMENT ON INDEX motion_meeting IS 'A meeting''s agenda.';
CREATE INDEX motion_proposal ON motion (proposal);
COMMENT ON INDEX motion_proposal IS 'A new version voids the open motions on the proposal.';
CREATE INDEX motion_mandate ON motion (mandate);
COMMENT ON INDEX motion_mandate IS 'A withdrawal voids the open motions under the mandate.';
CREATE INDEX motion_council ON motion (council, id);
COMMENT ON INDEX motion_council IS 'A council''s motions, page by page.';
CREATE TRIGGER motion_state_step BEFORE UPDATE ON motion
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION check_state_step();
CALL class_table('motion', 'projection', '{changed,proposal_version,retried_by,method,asked,
    in_second_call,closed_in,opened_at,closed_at,seats,seated,recused,present,took_part,votes_for,
    votes_against,votes_abstain,votes_blank,votes_consent,votes_objection,votes_stand_aside,doubtful,
    pivotal,casting,recusal_count,verdict,decision,state}');

CREATE TABLE roster_seat (
    id uuid REFERENCES motion DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    member uuid NOT NULL,
    capacity text NOT NULL CHECK (capacity IN ('member', 'chair', 'youth-member', 'substitute')),
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE roster_seat IS
    'The members entitled to vote on a motion, as they were when it opened.';
CALL class_table('roster_seat', 'journal');

CREATE TABLE recusal (
    id uuid REFERENCES motion DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    member uuid NOT NULL,
    ground text NOT NULL CHECK (ground IN ('declared', 'registered-interest')),
    at instant NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE recusal IS 'Who stepped back from a motion.';
CALL class_table('recusal', 'journal');

CREATE TABLE interest (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    council uuid NOT NULL REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    member uuid NOT NULL,
    payee uuid NOT NULL REFERENCES payee DEFERRABLE INITIALLY DEFERRED,
    delete_on date NOT NULL,
    at instant NOT NULL,
    ended_at instant,
    ended_in int8,
    CONSTRAINT interest_ended CHECK ((ended_at IS NULL) = (ended_in IS NULL))
);
COMMENT ON TABLE interest IS
    'The register of interests: a member and an organisation; what ties them is an opening.';
COMMENT ON COLUMN interest.delete_on IS 'From this day on that opening is shown to nobody.';
CREATE INDEX interest_payee ON interest (payee);
COMMENT ON INDEX interest_payee IS 'Looked up for a motion''s applicant, also at every vote.';
CREATE INDEX interest_council ON interest (council);
COMMENT ON INDEX interest_council IS 'A council''s register.';
CALL class_table('interest', 'projection', '{changed,ended_at,ended_in}');

-- The hot table: no foreign key (a reference check locks the motion's row once a vote; the writer
-- has read the motion anyway, and verify checks it), and no unique index on the reference (its
-- counter is unique already). Two indexes are what a vote costs.
CREATE TABLE member_key (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    appointment uuid NOT NULL REFERENCES appointment DEFERRABLE INITIALLY DEFERRED,
    member uuid NOT NULL,
    public_key hash32 NOT NULL CONSTRAINT member_key_new_each_term UNIQUE,
    public_key_head uuid NOT NULL,
    registered_at instant NOT NULL,
    revoked_at instant
);
COMMENT ON TABLE member_key IS
    'A member''s own Ed25519 key for one term; member is a handle.';
CREATE UNIQUE INDEX member_key_one_in_force ON member_key (member) WHERE revoked_at IS NULL;
COMMENT ON INDEX member_key_one_in_force IS 'One key of an appointment is in force.';
CREATE INDEX member_key_member ON member_key (member, id);
COMMENT ON INDEX member_key_member IS 'A vote asks for the keys of who casts it.';
CREATE INDEX member_key_head ON member_key (public_key_head);
COMMENT ON INDEX member_key_head IS 'A new key is looked up among all that were.';
CALL class_table('member_key', 'projection', '{changed,revoked_at}');

CREATE TABLE vote (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL,
    motion uuid NOT NULL,
    member uuid NOT NULL,
    vote_ordinal int4 NOT NULL CHECK (vote_ordinal BETWEEN 1 AND 1000),
    choice text NOT NULL CHECK (choice IN (
        'for', 'against', 'abstain', 'blank', 'consent', 'objection', 'stand-aside')),
    manner text NOT NULL CHECK (manner IN ('cast', 'recorded', 'by-proxy')),
    method text CHECK (method IN ('show-of-hands', 'roll-call', 'paper', 'secret')),
    supersedes uuid,
    with_reason bool NOT NULL,
    flagged bool NOT NULL,
    at instant NOT NULL,
    signed_with uuid,
    nonce hash32,
    signature bytea CHECK (octet_length(signature) = 64),
    CONSTRAINT vote_signed CHECK (num_nulls(signed_with, nonce, signature) IN (0, 3)),
    CONSTRAINT vote_recorded_unsigned CHECK (manner <> 'recorded' OR signature IS NULL),
    CONSTRAINT vote_one_per_ordinal UNIQUE (motion, member, vote_ordinal),
    CONSTRAINT vote_supersedes CHECK ((vote_ordinal = 1) = (supersedes IS NULL))
);
COMMENT ON TABLE vote IS 'One member''s choice on one motion; a correction is the next ordinal.';
CALL class_table('vote', 'journal');

CREATE TABLE decision (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    basis text NOT NULL CHECK (basis IN (
        'verdict', 'holder', 'urgency', 'objection-ruling', 'court-ruling', 'settlement',
        'withdrawal', 'grantor')),
    outcome text NOT NULL CHECK (outcome IN (
        'grant', 'partial', 'refusal', 'release', 'settlement', 'ratification', 'annulment',
        'stands', 'withdrawal')),
    motion uuid REFERENCES motion DEFERRABLE INITIALLY DEFERRED,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    council uuid REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    proposal uuid REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    proposal_version uuid REFERENCES proposal_version DEFERRABLE INITIALLY DEFERRED,
    mandate uuid REFERENCES mandate DEFERRABLE INITIALLY DEFERRED,
    releases uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    commitment uuid,
    amount_cents cents,
    advice text CHECK (advice IN ('followed', 'departed')),
    document hash32,
    decided_by uuid NOT NULL,
    about uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    objection uuid,
    ruling text CHECK (ruling IN ('upheld', 'partly-upheld', 'rejected', 'inadmissible')),
    ground text CHECK (ground IN (
        'activities-not-done', 'obligations-not-met', 'wrong-information', 'wrong-decision',
        'at-request')),
    found_state text CHECK (found_state IN (
        'waiting', 'in-effect', 'declined', 'contested', 'suspended', 'withdrawn', 'annulled')),
    freed_cents cents,
    -- A ruling and a withdrawal are about another decision.
    CONSTRAINT decision_about CHECK (
        basis NOT IN ('objection-ruling', 'court-ruling', 'withdrawal') OR about IS NOT NULL),
    CONSTRAINT decision_ruling CHECK (
        (basis IN ('objection-ruling', 'court-ruling')) = (ruling IS NOT NULL)),
    CONSTRAINT decision_ground CHECK ((basis = 'withdrawal') = (ground IS NOT NULL)),
    -- I8: a verdict is that of a motion, decided under a mandate; every other basis names its
    -- document.
    CONSTRAINT decision_basis CHECK (
        basis <> 'verdict' OR (motion IS NOT NULL AND mandate IS NOT NULL)),
    CONSTRAINT decision_document CHECK (basis = 'verdict' OR document IS NOT NULL),
    CONSTRAINT decision_settlement CHECK (basis <> 'settlement' OR commitment IS NOT NULL)
);
COMMENT ON TABLE decision IS
    'What was decided, on which basis, under which mandate, by which handle.';
CREATE INDEX decision_motion ON decision (motion);
COMMENT ON INDEX decision_motion IS
    'Decisions on a motion: more than one only where a recording was reversed.';
CREATE INDEX decision_envelope ON decision (envelope, id);
COMMENT ON INDEX decision_envelope IS 'An envelope''s decisions, page by page.';
CREATE INDEX decision_council ON decision (council, id);
COMMENT ON INDEX decision_council IS 'A council''s decisions: its list and its feed.';
CREATE INDEX decision_proposal ON decision (proposal);
COMMENT ON INDEX decision_proposal IS 'A proposal''s page shows what was decided on it.';
CREATE INDEX decision_about ON decision (about) WHERE about IS NOT NULL;
COMMENT ON INDEX decision_about IS
    'A decision''s page shows what was ruled on it, and whether it was ratified or withdrawn.';
CALL class_table('decision', 'journal');

CREATE TABLE decision_status (
    id uuid PRIMARY KEY REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    state text NOT NULL CHECK (state IN (
        'waiting', 'in-effect', 'declined', 'contested', 'suspended', 'withdrawn', 'annulled')),
    effective_on date,
    notified_on date,
    published_at instant,
    lapses_on date,
    ratification text CHECK (ratification IN ('needed', 'given', 'refused')),
    allocated_cents cents,
    committed_cents cents,
    released_cents cents,
    CONSTRAINT decision_status_in_effect CHECK (state <> 'in-effect' OR effective_on IS NOT NULL)
);
COMMENT ON TABLE decision_status IS 'Where a decision stands; the decision itself never changes.';
CREATE INDEX decision_status_lapses ON decision_status (lapses_on) WHERE state = 'waiting';
COMMENT ON INDEX decision_status_lapses IS 'Each day the writer asks whose deadline has passed.';
CALL class_table('decision_status', 'projection', '{changed,state,effective_on,notified_on,
    published_at,lapses_on,ratification,allocated_cents,committed_cents,released_cents}');

CREATE TABLE decision_year (
    id uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    ordinal int4,
    entry int8 NOT NULL,
    amount_cents cents NOT NULL,
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE decision_year IS 'A plan over years: the amount of each; only this year''s posts.';
CALL class_table('decision_year', 'journal');

CREATE TABLE effect (
    id uuid,
    ordinal int4,
    entry int8 NOT NULL,
    effect text NOT NULL CHECK (effect IN ('strengthens', 'restores', 'replaces', 'numbs')),
    answer text NOT NULL CHECK (answer IN ('yes', 'partly', 'no', 'not-yet-known')),
    PRIMARY KEY (id, ordinal)
);
COMMENT ON TABLE effect IS
    'What a decision, or a motion''s draft, expects for community life: the id is of either.';
CALL class_table('effect', 'journal');

CREATE TABLE concurrence (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    answer text NOT NULL CHECK (answer IN ('concurs', 'declines'))
);
COMMENT ON TABLE concurrence IS 'The holder''s answer under a joint mandate.';
CREATE INDEX concurrence_decision ON concurrence (decision);
COMMENT ON INDEX concurrence_decision IS
    'Answers to a decision: more than one only where a recording was reversed.';
CALL class_table('concurrence', 'journal');

CREATE TABLE notification (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    channel text NOT NULL CHECK (channel IN ('letter', 'email', 'portal', 'by-hand')),
    on_date date NOT NULL
);
COMMENT ON TABLE notification IS 'Telling the applicant: it starts the objection period.';
CREATE INDEX notification_decision ON notification (decision);
COMMENT ON INDEX notification_decision IS 'A decision''s page shows when it was sent.';
CALL class_table('notification', 'journal');

CREATE TABLE publication (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    at instant NOT NULL
);
COMMENT ON TABLE publication IS 'Making a decision public.';
CREATE UNIQUE INDEX publication_decision ON publication (decision);
COMMENT ON INDEX publication_decision IS 'A decision is published once.';
CALL class_table('publication', 'journal');
