-- Calendars that were published over the files, what administrators are told, and a short way to the clocks that wait for a year.

CREATE TABLE calendar_years (
    year integer NOT NULL,
    revision integer NOT NULL,
    json text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by text NOT NULL,
    CONSTRAINT pk_calendar_years PRIMARY KEY (year, revision)
);

CREATE TABLE system_notices (
    key text NOT NULL,
    kind text NOT NULL,
    text_zh text NOT NULL,
    text_en text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by text,
    CONSTRAINT pk_system_notices PRIMARY KEY (key)
);

CREATE INDEX ix_clocks_awaits_calendar_year ON clocks (awaits_calendar_year) WHERE awaits_calendar_year IS NOT NULL;
