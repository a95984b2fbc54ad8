-- Who reads the papers of a closed meeting: the council that met, its secretary, and the controller.

CREATE INDEX appointment_person_of ON appointment_person (person);
COMMENT ON INDEX appointment_person_of IS 'What one person holds: whether a closed meeting is open to them.';

CREATE FUNCTION reads_closed(council_id uuid, who uuid, day date) RETURNS bool
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM appointment_person AS p
        JOIN appointment AS a ON a.handle = p.handle
        JOIN council AS c ON c.id = council_id
        WHERE p.person = who AND a.from_date <= day AND (a.until_date IS NULL OR a.until_date > day)
          AND ((a.scope_id = c.id AND a.role IN ('secretary', 'chair', 'member', 'youth-member', 'substitute'))
               OR (a.role = 'controller' AND (a.scope = 'installation' OR a.organisation = c.organisation))))
$$;
COMMENT ON FUNCTION reads_closed IS
    'Whether a person may read what a council did behind closed doors: by a seat or the secretariat of that council, or as controller.';
REVOKE EXECUTE ON FUNCTION reads_closed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reads_closed TO buurtkas_daemon;
