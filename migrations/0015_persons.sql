-- Who may list persons and tokens, and how far: a role that looks after them, by its holder.

CREATE VIEW reach_of_privacy WITH (security_invoker = true) AS
SELECT p.person AS holder, a.from_date, a.until_date,
       CASE WHEN a.role = 'operator' OR a.scope = 'installation' THEN NULL ELSE a.organisation END AS organisation
FROM appointment AS a
JOIN appointment_person AS p ON p.handle = a.handle
WHERE a.role IN ('operator', 'privacy-officer');
COMMENT ON VIEW reach_of_privacy IS
    'Operators and privacy officers by person; organisation: NULL is the whole installation.';
CALL class_view('reach_of_privacy');
