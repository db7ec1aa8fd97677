-- Version 2: cases that go on with another version of their definition. Once published this file never changes.

ALTER TABLE "cases" ADD COLUMN "former_flow" TEXT NULL;

CREATE TABLE "migration_runs" (
    "id" TEXT NOT NULL CONSTRAINT "pk_migration_runs" PRIMARY KEY,
    "definition_id" TEXT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "to_version" INTEGER NOT NULL,
    "order_json" TEXT NOT NULL,
    "map_digest" TEXT NOT NULL,
    "ordered_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" INTEGER NOT NULL,
    "finished_at" INTEGER NULL,
    "undone_at" INTEGER NULL
);

CREATE TABLE "migration_lines" (
    "run_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "line_json" TEXT NOT NULL,
    CONSTRAINT "pk_migration_lines" PRIMARY KEY ("run_id", "case_id"),
    CONSTRAINT "fk_migration_lines_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_migration_lines_run_id" FOREIGN KEY ("run_id") REFERENCES "migration_runs" ("id") ON DELETE RESTRICT
);

CREATE INDEX "ix_migration_runs_started_at" ON "migration_runs" ("started_at");
CREATE INDEX "ix_migration_lines_case_id" ON "migration_lines" ("case_id");
