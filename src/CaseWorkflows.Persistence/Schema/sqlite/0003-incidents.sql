-- Who, where, why, since when, and who has it. Columns that may not be null can't be added without a default, so the table is made anew.
CREATE TABLE "incidents_new" (
    "key" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "step_zh" TEXT NOT NULL,
    "step_en" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "definition_version" INTEGER NOT NULL,
    "message_zh" TEXT NOT NULL,
    "message_en" TEXT NOT NULL,
    "detail" TEXT NULL,
    "caused_by" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "opened_at" INTEGER NOT NULL,
    "since" INTEGER NOT NULL,
    "reached_at" INTEGER NOT NULL,
    "retries" INTEGER NOT NULL,
    "outcomes" TEXT NOT NULL,
    "assignee" TEXT NULL,
    "assigned_at" INTEGER NULL,
    "resolved_at" INTEGER NULL,
    "resolution" TEXT NULL,
    "resolved_by" TEXT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "pk_incidents" PRIMARY KEY ("case_id", "key"),
    CONSTRAINT "fk_incidents_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

INSERT INTO "incidents_new" ("key", "case_id", "step_id", "step_zh", "step_en", "definition_id", "definition_version", "message_zh", "message_en", "caused_by", "cause",
    "opened_at", "since", "reached_at", "retries", "outcomes", "resolved_at", "position")
SELECT i."key", i."case_id", i."step_id", i."step_id", i."step_id", c."definition_id", c."definition_version", i."message_zh", i."message_en", '', '',
    i."opened_at", i."opened_at", i."opened_at", 0, '[]', i."resolved_at", i."position"
FROM "incidents" i JOIN "cases" c ON c."id" = i."case_id";

DROP TABLE "incidents";

ALTER TABLE "incidents_new" RENAME TO "incidents";

CREATE INDEX "ix_incidents_resolved_at_opened_at" ON "incidents" ("resolved_at", "opened_at");
