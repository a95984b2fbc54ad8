-- Finding what changed a decision and made no row of its own: its suspension, its coming back into effect, the
-- lapse of the holder's deadline. They are rare, so the index is small.
CREATE INDEX leaf_of_decision ON leaf (type, entry) WHERE type IN (59, 60, 61);
COMMENT ON INDEX leaf_of_decision IS
    'A decision''s history looks for decision.suspended, decision.resumed and decision.lapsed.';
