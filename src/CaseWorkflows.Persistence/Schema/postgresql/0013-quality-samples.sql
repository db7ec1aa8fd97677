-- Quality samples: seed and population are kept before the draw; a drawn case is scored once and never replaced.
CREATE TABLE quality_samples (
    id uuid NOT NULL,
    service text NOT NULL,
    month date NOT NULL,
    city text NOT NULL,
    seed text NOT NULL,
    population text NOT NULL,
    population_hash text NOT NULL,
    method text NOT NULL,
    percent numeric NOT NULL,
    minimum integer NOT NULL,
    pass_from numeric NOT NULL,
    policy text NOT NULL,
    announced_at timestamp with time zone NOT NULL,
    ordered_by text NOT NULL,
    drawn_at timestamp with time zone,
    CONSTRAINT pk_quality_samples PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_quality_samples_service_month_city ON quality_samples (service, month, city);

CREATE TABLE sampled_cases (
    id uuid NOT NULL,
    sample_id uuid NOT NULL,
    case_id uuid NOT NULL,
    code text NOT NULL,
    service text NOT NULL,
    office text COLLATE "C" NOT NULL,
    channel text NOT NULL,
    author text NOT NULL,
    done_at timestamp with time zone NOT NULL,
    rank integer NOT NULL,
    members integer NOT NULL,
    had_a_hand_in text NOT NULL,
    reviewer text,
    reviewer_name text,
    scored_at timestamp with time zone,
    scores_json text,
    score numeric,
    passed boolean,
    CONSTRAINT pk_sampled_cases PRIMARY KEY (id),
    CONSTRAINT fk_sampled_cases_sample_id FOREIGN KEY (sample_id) REFERENCES quality_samples (id) ON DELETE RESTRICT,
    CONSTRAINT fk_sampled_cases_case_id FOREIGN KEY (case_id) REFERENCES cases (id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX ix_sampled_cases_sample_id_case_id ON sampled_cases (sample_id, case_id);
CREATE INDEX ix_sampled_cases_case_id ON sampled_cases (case_id);
CREATE INDEX ix_sampled_cases_author_scored_at ON sampled_cases (author, scored_at);
CREATE INDEX ix_sampled_cases_done_at ON sampled_cases (done_at);
