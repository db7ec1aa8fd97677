-- Who, where, why, since when, and who has it.
ALTER TABLE incidents
    ADD COLUMN step_zh text DEFAULT '' NOT NULL,
    ADD COLUMN step_en text DEFAULT '' NOT NULL,
    ADD COLUMN definition_id text DEFAULT '' NOT NULL,
    ADD COLUMN definition_version integer DEFAULT 0 NOT NULL,
    ADD COLUMN detail text,
    ADD COLUMN caused_by text DEFAULT '' NOT NULL,
    ADD COLUMN cause text DEFAULT '' NOT NULL,
    ADD COLUMN since timestamp with time zone DEFAULT 'epoch' NOT NULL,
    ADD COLUMN reached_at timestamp with time zone DEFAULT 'epoch' NOT NULL,
    ADD COLUMN retries integer DEFAULT 0 NOT NULL,
    ADD COLUMN outcomes text[] DEFAULT '{}' NOT NULL,
    ADD COLUMN assignee text,
    ADD COLUMN assigned_at timestamp with time zone,
    ADD COLUMN resolution text,
    ADD COLUMN resolved_by text;

UPDATE incidents SET step_zh = step_id, step_en = step_id, since = incidents.opened_at, reached_at = incidents.opened_at,
    definition_id = c.definition_id, definition_version = c.definition_version
FROM cases c WHERE c.id = incidents.case_id;

-- The defaults were for the rows that were there; new rows say everything.
ALTER TABLE incidents
    ALTER COLUMN step_zh DROP DEFAULT,
    ALTER COLUMN step_en DROP DEFAULT,
    ALTER COLUMN definition_id DROP DEFAULT,
    ALTER COLUMN definition_version DROP DEFAULT,
    ALTER COLUMN caused_by DROP DEFAULT,
    ALTER COLUMN cause DROP DEFAULT,
    ALTER COLUMN since DROP DEFAULT,
    ALTER COLUMN reached_at DROP DEFAULT,
    ALTER COLUMN retries DROP DEFAULT,
    ALTER COLUMN outcomes DROP DEFAULT;

CREATE INDEX ix_incidents_resolved_at_opened_at ON incidents USING btree (resolved_at, opened_at);
