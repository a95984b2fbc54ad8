-- The days that posting dates are held against: a posting is not dated before what it rests on. Each is the
-- date of the transaction of the entry that made it so.

ALTER TABLE "grant" ADD COLUMN on_date date;
ALTER TABLE return_part ADD COLUMN ordered_on date;
ALTER TABLE recovery ADD COLUMN claimed_on date;
ALTER TABLE claim ADD COLUMN accepted_on date;
ALTER TABLE payment ADD COLUMN returned_on date;

-- What is on record already has its days too. Nobody but a migration may do this.
ALTER TABLE "grant" DISABLE TRIGGER nothing_is_edited;
UPDATE "grant" AS x SET on_date = t.on_date FROM "transaction" AS t WHERE t.entry = x.entry;
ALTER TABLE "grant" ENABLE ALWAYS TRIGGER nothing_is_edited;
UPDATE return_part AS x SET ordered_on = t.on_date FROM "transaction" AS t WHERE t.entry = x.entry;
UPDATE recovery AS x SET claimed_on = t.on_date FROM "transaction" AS t WHERE t.entry = x.entry;
UPDATE claim AS x SET accepted_on = t.on_date FROM "transaction" AS t
WHERE t.subject = x.id AND t.commitment = x.commitment AND t.act_type = 44 AND t.reverses IS NULL;
UPDATE payment AS x SET returned_on = t.on_date FROM "transaction" AS t
WHERE t.subject = x.id AND t.commitment = x.commitment AND t.act_type = 50 AND t.reverses IS NULL
  AND t.reversed_by IS NULL;

ALTER TABLE "grant" ALTER COLUMN on_date SET NOT NULL;
ALTER TABLE return_part ALTER COLUMN ordered_on SET NOT NULL;
ALTER TABLE recovery ALTER COLUMN claimed_on SET NOT NULL;
ALTER TABLE claim ADD CONSTRAINT claim_accepted_on CHECK ((state = 'filed') = (accepted_on IS NULL));
ALTER TABLE payment ADD CONSTRAINT payment_returned_on CHECK (
    (state IN ('returned', 'abandoned')) = (returned_on IS NOT NULL));

UPDATE table_class SET state_columns = state_columns || '{accepted_on}' WHERE name = 'claim';
GRANT UPDATE (accepted_on) ON claim TO buurtkas_daemon;
UPDATE table_class SET state_columns = state_columns || '{returned_on}' WHERE name = 'payment';
GRANT UPDATE (returned_on) ON payment TO buurtkas_daemon;
