-- Version 2: cases that go on with another version of their definition. Once published this file never changes.

ALTER TABLE cases ADD COLUMN former_flow text;

CREATE TABLE migration_runs (
    id uuid NOT NULL,
    definition_id text NOT NULL,
    from_version integer NOT NULL,
    to_version integer NOT NULL,
    order_json text NOT NULL,
    map_digest text NOT NULL,
    ordered_by text NOT NULL,
    reason text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    undone_at timestamp with time zone,
    CONSTRAINT pk_migration_runs PRIMARY KEY (id)
);

CREATE TABLE migration_lines (
    run_id uuid NOT NULL,
    case_id uuid NOT NULL,
    code text NOT NULL,
    verdict text NOT NULL,
    line_json text NOT NULL,
    CONSTRAINT pk_migration_lines PRIMARY KEY (run_id, case_id),
    CONSTRAINT fk_migration_lines_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE RESTRICT,
    CONSTRAINT fk_migration_lines_run_id FOREIGN KEY (run_id) REFERENCES migration_runs (id) ON DELETE RESTRICT
);

CREATE INDEX ix_migration_runs_started_at ON migration_runs (started_at);
CREATE INDEX ix_migration_lines_case_id ON migration_lines (case_id);
