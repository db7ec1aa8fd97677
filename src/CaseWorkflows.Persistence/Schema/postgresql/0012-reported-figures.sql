-- Figures that people report because cases can't tell them. An entry never changes.
CREATE TABLE reported_figures (
    id uuid NOT NULL,
    office text NOT NULL,
    key text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    value numeric NOT NULL,
    source text NOT NULL,
    entered_by text NOT NULL,
    entered_by_name text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_reported_figures PRIMARY KEY (id)
);

CREATE INDEX ix_reported_figures_office_key_last_day ON reported_figures (office, key, last_day);
