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
