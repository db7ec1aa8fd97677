-- The history of the register of lawyers and mediators; the entry itself lies with the account.

CREATE TABLE staff_register_changes (
    person text NOT NULL,
    revision bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    changed_by_name text NOT NULL,
    reason text NOT NULL,
    old_json text,
    new_json text NOT NULL,
    CONSTRAINT pk_staff_register_changes PRIMARY KEY (person, revision),
    CONSTRAINT fk_staff_register_changes_person FOREIGN KEY (person) REFERENCES staff_users (id) ON DELETE RESTRICT
);

-- The last running number of each series of documents, by office, year and word of issue.
CREATE TABLE document_numbers (
    office text NOT NULL,
    year integer NOT NULL,
    word text NOT NULL,
    last_number integer NOT NULL,
    CONSTRAINT pk_document_numbers PRIMARY KEY (office, year, word)
);
