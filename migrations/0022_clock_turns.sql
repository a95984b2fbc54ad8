-- What stopped the time of a mandate's holder, or let it go on, is part of a decision's history: suspending the mandate or
-- one above it, resuming it, withdrawing it, while the decision waited. They are rare, so the index is small.
CREATE INDEX leaf_of_mandate ON leaf (type, entry) WHERE type IN (11, 65, 66);
COMMENT ON INDEX leaf_of_mandate IS
    'A decision''s history looks for mandate.withdrawn, mandate.suspended and mandate.resumed.';

CREATE VIEW clock_turn WITH (security_invoker = true) AS
SELECT d.id AS decision, k.entry
FROM decision AS d
JOIN mandate AS n ON n.id = d.mandate AND n.exercise = 'joint' AND n.silence IN ('concurs', 'declines')
JOIN motion AS m ON m.id = d.motion
CROSS JOIN LATERAL (
    WITH RECURSIVE up AS (
        SELECT n.id, n.parent
        UNION
        SELECT p.id, p.parent FROM up JOIN mandate AS p ON p.id = up.parent)
    SELECT up.id FROM up) AS c
JOIN leaf AS k ON k.type IN (11, 65, 66) AND k.entry > d.entry
    AND convert_from(k.bytes, 'UTF8')::jsonb #>> '{body,mandate}' = c.id::text
WHERE NOT EXISTS (SELECT FROM concurrence AS a WHERE a.decision = d.id AND a.entry < k.entry)
  AND NOT EXISTS (
      SELECT FROM leaf AS j WHERE j.type = 61 AND j.entry BETWEEN d.entry AND k.entry
        AND convert_from(j.bytes, 'UTF8')::jsonb #>> '{body,decision}' = d.id::text);
COMMENT ON VIEW clock_turn IS
    'Entries that stopped the time of the holder of whom a decision waited, or let it go on.';
CALL class_view('clock_turn');
