-- What makes commands fast.

-- A commit is one trip to the server and can't look at a count in between: what must be one row is made sure of here, and an error undoes all of it.
CREATE FUNCTION must_be_one(rows bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF rows <> 1 THEN
        RAISE EXCEPTION 'Somebody else has changed the row in the meantime.' USING ERRCODE = 'serialization_failure';
    END IF;
END
$$;

-- The workload of each lawyer is counted for every proposal: over the tasks that are live, not over all that ever were.
CREATE INDEX ix_case_tasks_assignee ON case_tasks (assignee) WHERE state IN ('Open', 'Claimed') AND assignee IS NOT NULL;

-- A row's number is unique in its case: a second row in the place of another is refused without this, and a wrong predecessor shows in the chain.
DROP INDEX ix_history_case_id_previous_hash;

-- Rows that are written with every command find room beside their old version, so that no index has to be touched.
ALTER TABLE cases SET (fillfactor = 60);
ALTER TABLE case_dossiers SET (fillfactor = 60);
ALTER TABLE case_tasks SET (fillfactor = 85);
ALTER TABLE clocks SET (fillfactor = 85);

-- Long texts are packed with the faster of the two methods, where the server has it.
DO $$
DECLARE
    long_text record;
BEGIN
    FOR long_text IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND (table_name, column_name) IN (
            ('cases', 'flow_state'), ('cases', 'waits_json'), ('case_dossiers', 'application_json'), ('case_dossiers', 'facts_json'),
            ('history', 'body'), ('history_payloads', 'json'), ('outbox', 'payload'), ('file_items', 'text'))
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET COMPRESSION lz4', long_text.table_name, long_text.column_name);
    END LOOP;
EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'This server packs with pglz only.';
END
$$;
