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
