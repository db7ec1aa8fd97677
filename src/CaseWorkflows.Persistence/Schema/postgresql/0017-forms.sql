-- What administrators did with forms: each save, proposal and decision with the form as it was. A row never changes.
CREATE TABLE form_records (
    form_id text NOT NULL,
    revision bigint NOT NULL,
    kind text NOT NULL,
    packed bytea NOT NULL,
    digest text NOT NULL,
    done_by text NOT NULL,
    done_by_name text NOT NULL,
    done_at timestamp with time zone NOT NULL,
    note text NOT NULL,
    CONSTRAINT pk_form_records PRIMARY KEY (form_id, revision)
);
