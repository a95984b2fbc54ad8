-- The ledger: transactions, postings, balances; and the checks that hold whatever the program does.

CREATE TABLE "transaction" (
    id uuid PRIMARY KEY,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    act_type int4 NOT NULL CHECK (act_type > 0),
    envelope uuid REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    on_date date NOT NULL,
    decision uuid REFERENCES decision DEFERRABLE INITIALLY DEFERRED,
    commitment uuid REFERENCES commitment DEFERRABLE INITIALLY DEFERRED,
    subject uuid,
    amount_cents cents,
    reverses uuid REFERENCES "transaction" DEFERRABLE INITIALLY DEFERRED,
    actor uuid, -- absent: the daemon itself, by the clock
    reversed_by uuid,
    -- I10: never a reversal of a reversal.
    CONSTRAINT transaction_reversal CHECK (reverses IS NULL OR reversed_by IS NULL)
);
COMMENT ON TABLE "transaction" IS 'What an act''s postings are about; its number is its entry.';
CREATE UNIQUE INDEX transaction_reverses ON "transaction" (reverses) WHERE reverses IS NOT NULL;
COMMENT ON INDEX transaction_reverses IS 'I10: a transaction is reversed at most once.';
CREATE UNIQUE INDEX transaction_entry ON "transaction" (entry);
COMMENT ON INDEX transaction_entry IS
    'I8: an entry has at most one transaction; the journal is read in this order.';
CREATE INDEX transaction_envelope ON "transaction" (envelope, entry);
COMMENT ON INDEX transaction_envelope IS 'An envelope''s journal, page by page.';
CALL class_table('transaction', 'projection', '{changed,reversed_by}');

-- The chart of accounts (domain/ledger.h): code, book and stage go together, and a guarded account
-- stays on its side of zero. Debit is positive.
CREATE TABLE account (
    id uuid,
    ordinal int4,
    entry int8 NOT NULL,
    changed int8 NOT NULL,
    envelope uuid NOT NULL REFERENCES envelope DEFERRABLE INITIALLY DEFERRED,
    book text NOT NULL CHECK (book IN ('budget', 'cash')),
    stage text NOT NULL CHECK (stage IN (
        'granted', 'available', 'allocated', 'committed', 'payable', 'paid', 'returned',
        'receivable', 'advance', 'recovery', 'expense', 'in-transit', 'unspent-grant', 'income',
        'bank', 'municipality')),
    balance_cents int8 NOT NULL,
    version int8 NOT NULL CHECK (version >= 1),
    last_transaction uuid NOT NULL,
    PRIMARY KEY (id, ordinal),
    CONSTRAINT account_code CHECK ((ordinal, book, stage) IN (
        (1, 'budget', 'granted'), (2, 'budget', 'available'), (3, 'budget', 'allocated'),
        (4, 'budget', 'committed'), (5, 'budget', 'payable'), (6, 'budget', 'paid'),
        (7, 'budget', 'returned'), (8, 'cash', 'receivable'), (9, 'cash', 'advance'),
        (10, 'cash', 'recovery'), (11, 'cash', 'expense'), (12, 'cash', 'payable'),
        (13, 'cash', 'in-transit'), (14, 'cash', 'in-transit'), (15, 'cash', 'unspent-grant'),
        (16, 'cash', 'income'), (17, 'cash', 'bank'), (18, 'cash', 'municipality'))),
    CONSTRAINT account_guard_debit CHECK (ordinal NOT IN (1, 8, 9, 10, 11) OR balance_cents >= 0),
    CONSTRAINT account_guard_credit CHECK (ordinal NOT IN (
        2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16) OR balance_cents <= 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE account IS
    'The balance of each account: (id, ordinal) is (what its reference names, account code).';
COMMENT ON COLUMN account.version IS 'Number of lines so far.';
CREATE INDEX account_envelope ON account (envelope);
COMMENT ON INDEX account_envelope IS 'An envelope''s balance sheet.';
CALL class_table('account', 'projection', '{changed,balance_cents,version,last_transaction}');

CREATE TABLE posting (
    id uuid REFERENCES "transaction" DEFERRABLE INITIALLY DEFERRED,
    ordinal int4 CHECK (ordinal BETWEEN 1 AND 64),
    entry int8 NOT NULL,
    account uuid NOT NULL,
    account_code int4 NOT NULL,
    envelope uuid NOT NULL,
    book text NOT NULL CHECK (book IN ('budget', 'cash')),
    stage text NOT NULL CHECK (stage IN (
        'granted', 'available', 'allocated', 'committed', 'payable', 'paid', 'returned',
        'receivable', 'advance', 'recovery', 'expense', 'in-transit', 'unspent-grant', 'income',
        'bank', 'municipality')),
    amount_cents int8 NOT NULL CONSTRAINT posting_not_zero CHECK (amount_cents <> 0),
    balance_cents int8 NOT NULL,
    version int8 NOT NULL CHECK (version >= 1),
    PRIMARY KEY (id, ordinal),
    CONSTRAINT posting_code CHECK ((account_code, book, stage) IN (
        (1, 'budget', 'granted'), (2, 'budget', 'available'), (3, 'budget', 'allocated'),
        (4, 'budget', 'committed'), (5, 'budget', 'payable'), (6, 'budget', 'paid'),
        (7, 'budget', 'returned'), (8, 'cash', 'receivable'), (9, 'cash', 'advance'),
        (10, 'cash', 'recovery'), (11, 'cash', 'expense'), (12, 'cash', 'payable'),
        (13, 'cash', 'in-transit'), (14, 'cash', 'in-transit'), (15, 'cash', 'unspent-grant'),
        (16, 'cash', 'income'), (17, 'cash', 'bank'), (18, 'cash', 'municipality'))),
    CONSTRAINT posting_guard_debit CHECK (account_code NOT IN (
        1, 8, 9, 10, 11) OR balance_cents >= 0),
    CONSTRAINT posting_guard_credit CHECK (account_code NOT IN (
        2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16) OR balance_cents <= 0),
    -- Also the order in which an account's statement is read.
    CONSTRAINT posting_one_per_version UNIQUE (account, account_code, version)
);
COMMENT ON TABLE posting IS
    'The lines of a transaction: one net line an account, with the balance after it.';
CREATE INDEX posting_envelope ON posting (envelope, entry);
COMMENT ON INDEX posting_envelope IS 'Balances of an envelope as they were at an entry.';
CALL class_table('posting', 'journal');

-- I1 and I7 at COMMIT: each book of the transaction sums to zero over two lines or more; the line
-- goes on from the one before it on its account.
CREATE FUNCTION check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before int8;
BEGIN
    IF EXISTS (SELECT FROM posting WHERE id = NEW.id GROUP BY book
               HAVING sum(amount_cents) <> 0 OR count(*) < 2) THEN
        RAISE EXCEPTION 'a book of transaction % does not sum to zero', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_balanced', TABLE = 'posting';
    END IF;
    SELECT balance_cents INTO before FROM posting
     WHERE account = NEW.account AND account_code = NEW.account_code AND version = NEW.version - 1;
    IF FOUND <> (NEW.version > 1)
       OR NEW.balance_cents <> COALESCE(before, 0) + NEW.amount_cents THEN
        RAISE EXCEPTION 'line % of transaction % does not follow the line before on its account',
            NEW.ordinal, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_follows', TABLE = 'posting';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER posting_balanced AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting();

-- An account's version only grows: a lost update would show here.
CREATE FUNCTION check_account_forwards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account (%, %) cannot go from version % to %',
        OLD.id, OLD.ordinal, OLD.version, NEW.version
        USING ERRCODE = 'check_violation', CONSTRAINT = 'account_forwards', TABLE = 'account';
END
$$;
CREATE TRIGGER account_forwards BEFORE UPDATE ON account
    FOR EACH ROW WHEN (NEW.version <= OLD.version) EXECUTE FUNCTION check_account_forwards();

-- At COMMIT the balance is that of the account's line of its version, and there is none after it.
CREATE FUNCTION check_account_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row account%ROWTYPE;
    last int8;
    balance int8;
BEGIN
    SELECT * INTO row FROM account WHERE id = NEW.id AND ordinal = NEW.ordinal;
    SELECT version, balance_cents INTO last, balance FROM posting
     WHERE account = row.id AND account_code = row.ordinal ORDER BY version DESC LIMIT 1;
    IF last IS DISTINCT FROM row.version OR balance IS DISTINCT FROM row.balance_cents THEN
        RAISE EXCEPTION 'the balance of account (%, %) is not that of its postings',
            row.id, row.ordinal
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_balance', TABLE = 'account';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER account_balance AFTER INSERT OR UPDATE ON account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_account_balance();

-- Who did what on a commitment: a separation of duties looks at its transactions' actors.
CREATE INDEX transaction_commitment ON "transaction" (commitment);
COMMENT ON INDEX transaction_commitment IS
    'Whoever accepts, signs or pays is compared with the commitment''s earlier actors.';
