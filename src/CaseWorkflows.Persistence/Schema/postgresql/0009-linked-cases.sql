-- What came out of a case and what it came out of.
CREATE TABLE case_links (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    relation text NOT NULL,
    service text NOT NULL,
    office text NOT NULL,
    other_case uuid NOT NULL,
    other_code text,
    is_new boolean NOT NULL,
    state text NOT NULL,
    intake_json text,
    ordered_by text NOT NULL,
    ordered_by_name text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    cycle integer NOT NULL,
    tries integer NOT NULL,
    reason_zh text,
    reason_en text,
    result text,
    ended_at timestamp with time zone,
    ended_cycle integer NOT NULL,
    is_heard boolean NOT NULL,
    position integer NOT NULL,
    CONSTRAINT pk_case_links PRIMARY KEY (id),
    CONSTRAINT fk_case_links_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE RESTRICT
);

CREATE INDEX ix_case_links_case_id ON case_links USING btree (case_id);
CREATE INDEX ix_case_links_other_case ON case_links USING btree (other_case);

ALTER TABLE cases
    ADD COLUMN origin_id uuid,
    ADD COLUMN origin_code text,
    ADD COLUMN origin_relation text,
    ADD COLUMN lineage_depth integer,
    ADD COLUMN followed_since timestamp with time zone;

-- The list of one service's cases, the youngest first.
CREATE INDEX ix_cases_service_type_received_at ON cases USING btree (service_type, received_at);
