-- What administrators draw: the draft of each definition, and every save of it.

CREATE TABLE definition_saves (
    definition_id text NOT NULL,
    revision bigint NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    packed bytea NOT NULL,
    digest text NOT NULL,
    saved_by text NOT NULL,
    saved_by_name text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    editor text,
    CONSTRAINT pk_definition_saves PRIMARY KEY (definition_id, revision)
);

CREATE TABLE definition_drafts (
    definition_id text NOT NULL,
    version integer NOT NULL,
    revision bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_definition_drafts PRIMARY KEY (definition_id),
    CONSTRAINT fk_definition_drafts_definition_id_revision FOREIGN KEY (definition_id, revision) REFERENCES definition_saves (definition_id, revision) ON DELETE RESTRICT
);

CREATE INDEX ix_definition_drafts_definition_id_revision ON definition_drafts (definition_id, revision);
