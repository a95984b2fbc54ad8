-- Rounds in writing whose days are over are closed by the daemon, which looks for them.
CREATE INDEX meeting_until ON meeting (until_date) WHERE state = 'opened' AND until_date IS NOT NULL;
COMMENT ON INDEX meeting_until IS 'The daemon looks for rounds in writing whose days are over: few are open at a time.';
