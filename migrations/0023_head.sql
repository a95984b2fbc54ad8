-- The head is moved once a batch: whether it goes back is asked without calling a function for each that does not.
DROP TRIGGER head_forwards ON head;
CREATE TRIGGER head_forwards BEFORE UPDATE ON head
    FOR EACH ROW WHEN (NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR NEW.at < OLD.at)
    EXECUTE FUNCTION check_head_forwards();
