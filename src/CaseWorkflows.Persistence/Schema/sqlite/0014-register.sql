-- The history of the register of lawyers and mediators; the entry itself lies with the account.

CREATE TABLE "staff_register_changes" (
    "person" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_by_name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "old_json" TEXT NULL,
    "new_json" TEXT NOT NULL,
    CONSTRAINT "pk_staff_register_changes" PRIMARY KEY ("person", "revision"),
    CONSTRAINT "fk_staff_register_changes_person" FOREIGN KEY ("person") REFERENCES "staff_users" ("id") ON DELETE RESTRICT
);

-- The last running number of each series of documents, by office, year and word of issue.
CREATE TABLE "document_numbers" (
    "office" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "last_number" INTEGER NOT NULL,
    CONSTRAINT "pk_document_numbers" PRIMARY KEY ("office", "year", "word")
);
