-- What was handed in for publication, who approved it, and from when it is in force.

CREATE TABLE definition_releases (
    id uuid NOT NULL,
    definition_id text NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    revision bigint,
    digest text NOT NULL,
    state text NOT NULL,
    authors text NOT NULL,
    proposed_by text NOT NULL,
    proposed_by_name text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    base_definition text,
    base_version integer,
    effective_from timestamp with time zone,
    note text NOT NULL,
    packed bytea NOT NULL,
    packed_stories bytea,
    decided_by text,
    decided_by_name text,
    decided_at timestamp with time zone,
    reason text,
    published_at timestamp with time zone,
    CONSTRAINT pk_definition_releases PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_definition_releases_definition_id ON definition_releases (definition_id) WHERE state in ('Proposed', 'Approved') and kind <> 'Return';

CREATE INDEX ix_definition_releases_definition_id_proposed_at ON definition_releases (definition_id, proposed_at);

CREATE INDEX ix_definition_releases_state_effective_from ON definition_releases (state, effective_from);

-- The forms of a version as they were when it was published: a case goes on with the form it began with.
CREATE TABLE definition_forms (
    definition_id text NOT NULL,
    version integer NOT NULL,
    form text NOT NULL,
    json text NOT NULL,
    CONSTRAINT pk_definition_forms PRIMARY KEY (definition_id, version, form)
);

-- Whoever made the save that was taken back made this one too.
ALTER TABLE definition_saves ADD COLUMN restored_from bigint;
