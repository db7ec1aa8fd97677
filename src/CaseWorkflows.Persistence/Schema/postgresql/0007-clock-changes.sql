-- What clocks stand on, what people rejected for them, whom alerts went to, and the calendars of files that clocks were counted by.

ALTER TABLE clocks
    ADD COLUMN rule_digest text,
    ADD COLUMN is_in_custody boolean,
    ADD COLUMN rejected_changes text;

ALTER TABLE alerts
    ADD COLUMN to_office text,
    ADD COLUMN to_name text;

CREATE TABLE calendar_files (
    year integer NOT NULL,
    version date NOT NULL,
    json text NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_calendar_files PRIMARY KEY (year, version)
);
