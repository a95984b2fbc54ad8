-- Promises to payees, what they claim, what is paid, and what comes back.

CREATE TABLE commitment (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    decision uuid NOT NULL REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    proposal uuid NOT NULL REFERENCES proposal DEFERRABLE INITIALLY DEFERRED,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    organisation uuid NOT NULL REFERENCES organisation DEFERRABLE INITIALLY DEFERRED,
    council uuid REFERENCES council DEFERRABLE INITIALLY DEFERRED,
    payee uuid NOT NULL REFERENCES payee DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN (
        'subsidy', 'purchase', 'assignment', 'employment', 'internal-charge')),
    signed_by uuid NOT NULL,
    raised_cents cents,
    returned_cents cents,
    claimed_back_cents cents,
    written_off_cents cents,
    settled_cents cents,
    settlement uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    state text NOT NULL CHECK (state IN ('open', 'settled'))
);
COMMENT ON TABLE commitment IS 'A binding promise to a payee.';
CREATE INDEX commitment_envelope ON commitment (envelope, id);
COMMENT ON INDEX commitment_envelope IS 'An envelope''s commitments, page by page, and at its end.';
CREATE INDEX commitment_payee ON commitment (payee);
COMMENT ON INDEX commitment_payee IS 'A natural person is a payee once.';
CREATE INDEX commitment_decision ON commitment (decision);
COMMENT ON INDEX commitment_decision IS 'What was committed on a decision.';
CALL class_table('commitment', 'projection', '{changed,raised_cents,returned_cents,
    claimed_back_cents,written_off_cents,settled_cents,settlement,state}');
ALTER TABLE decision ADD CONSTRAINT decision_commitment_fkey
    FOREIGN KEY (commitment) REFERENCES commitment DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE claim (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    commitment uuid NOT NULL REFERENCES commitment DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN ('advance', 'instalment', 'final', 'directly-settled')),
    amount_cents cents NOT NULL CHECK (amount_cents >= 1),
    vat_cents cents,
    vat_compensable_cents cents,
    document hash32,
    filed_by uuid NOT NULL,
    accepted_by uuid,
    ordered_cents cents,
    state text NOT NULL CHECK (state IN ('filed', 'accepted', 'reversed')),
    CONSTRAINT claim_accepted CHECK (state <> 'accepted' OR accepted_by IS NOT NULL),
    CONSTRAINT claim_ordered CHECK (ordered_cents <= amount_cents)
);
COMMENT ON TABLE claim IS 'What a payee asks on a commitment.';
CREATE INDEX claim_commitment ON claim (commitment);
COMMENT ON INDEX claim_commitment IS 'A commitment''s claims.';
CALL class_table('claim', 'projection', '{changed,accepted_by,ordered_cents,state}');

CREATE TABLE recovery (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    commitment uuid NOT NULL REFERENCES commitment DEFERRABLE INITIALLY DEFERRED,
    amount_cents cents NOT NULL CHECK (amount_cents >= 1),
    received_cents cents,
    written_off_cents cents,
    state text NOT NULL CHECK (state IN ('open', 'settled', 'reversed')),
    CONSTRAINT recovery_sum CHECK (
        COALESCE(received_cents, 0) + COALESCE(written_off_cents, 0) <= amount_cents)
);
COMMENT ON TABLE recovery IS 'Money claimed back from a payee.';
CREATE INDEX recovery_commitment ON recovery (commitment);
COMMENT ON INDEX recovery_commitment IS 'A commitment''s recoveries.';
CALL class_table('recovery', 'projection', '{changed,received_cents,written_off_cents,state}');

CREATE TABLE accountability (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    commitment uuid NOT NULL REFERENCES commitment DEFERRABLE INITIALLY DEFERRED,
    spent_cents cents NOT NULL,
    unused_cents cents NOT NULL,
    document hash32 NOT NULL,
    filed_by uuid NOT NULL,
    accepted_by uuid,
    recovery uuid,
    state text NOT NULL CHECK (state IN ('filed', 'accepted', 'reversed')),
    CONSTRAINT accountability_accepted CHECK (state <> 'accepted' OR accepted_by IS NOT NULL)
);
COMMENT ON TABLE accountability IS 'What an advance was spent on, as the payee shows it.';
CREATE INDEX accountability_commitment ON accountability (commitment);
COMMENT ON INDEX accountability_commitment IS 'A commitment''s accountabilities.';
CALL class_table('accountability', 'projection', '{changed,accepted_by,recovery,state}');

CREATE TABLE payment (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    reference public_code NOT NULL UNIQUE,
    claim uuid NOT NULL REFERENCES claim DEFERRABLE INITIALLY DEFERRED,
    commitment uuid NOT NULL REFERENCES commitment DEFERRABLE INITIALLY DEFERRED,
    amount_cents cents NOT NULL CHECK (amount_cents >= 1),
    end_to_end_id public_code NOT NULL CHECK (length(end_to_end_id) <= 35),
    end_to_end_key uuid NOT NULL,
    ordered_by uuid NOT NULL,
    booked_on date,
    state text NOT NULL CHECK (state IN (
        'ordered', 'booked', 'rejected', 'returned', 'abandoned', 'reversed')),
    CONSTRAINT payment_end_to_end_once UNIQUE (end_to_end_id),
    CONSTRAINT payment_booked CHECK (state <> 'booked' OR booked_on IS NOT NULL)
);
COMMENT ON TABLE payment IS 'Money ordered to be paid, and what the bank made of it.';
CREATE INDEX payment_end_to_end_key ON payment (end_to_end_key);
COMMENT ON INDEX payment_end_to_end_key IS
    'A rule asks whether an EndToEndId was used, by the id made of it.';
CREATE INDEX payment_claim ON payment (claim);
COMMENT ON INDEX payment_claim IS 'A claim''s payments.';
CREATE INDEX payment_commitment ON payment (commitment);
COMMENT ON INDEX payment_commitment IS 'A commitment''s payments.';
CALL class_table('payment', 'projection', '{changed,booked_on,state}');
