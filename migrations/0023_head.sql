-- The head is moved once a batch: whether it goes back is asked without calling a function for each that does not,
-- and its leaves are looked at in one scan.
DROP TRIGGER head_forwards ON head;
CREATE TRIGGER head_forwards BEFORE UPDATE ON head
    FOR EACH ROW WHEN (NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR NEW.at < OLD.at)
    EXECUTE FUNCTION check_head_forwards();

-- As many leaves as the head moved, and the last of them right below it: then none is missing and none stands above.
CREATE OR REPLACE FUNCTION check_head_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leaves int8;
    last int8;
BEGIN
    SELECT count(*), max(entry) INTO leaves, last FROM leaf WHERE entry >= OLD.size;
    IF leaves <> NEW.size - OLD.size OR last >= NEW.size THEN
        RAISE EXCEPTION 'the leaves from % on do not fit a head of %', OLD.size, NEW.size
            USING ERRCODE = 'check_violation', CONSTRAINT = 'head_leaves', TABLE = 'head';
    END IF;
    RETURN NULL;
END
$$;
