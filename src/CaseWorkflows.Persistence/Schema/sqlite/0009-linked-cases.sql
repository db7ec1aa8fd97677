-- What came out of a case and what it came out of.
CREATE TABLE "case_links" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_links" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
    "relation" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "other_case" TEXT NOT NULL,
    "other_code" TEXT NULL,
    "is_new" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "intake_json" TEXT NULL,
    "ordered_by" TEXT NOT NULL,
    "ordered_by_name" TEXT NOT NULL,
    "occurred_at" INTEGER NOT NULL,
    "ordered_at" INTEGER NOT NULL,
    "cycle" INTEGER NOT NULL,
    "tries" INTEGER NOT NULL,
    "reason_zh" TEXT NULL,
    "reason_en" TEXT NULL,
    "result" TEXT NULL,
    "ended_at" INTEGER NULL,
    "ended_cycle" INTEGER NOT NULL,
    "is_heard" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "fk_case_links_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE INDEX "ix_case_links_case_id" ON "case_links" ("case_id");
CREATE INDEX "ix_case_links_other_case" ON "case_links" ("other_case");

ALTER TABLE "cases" ADD COLUMN "origin_id" TEXT NULL;
ALTER TABLE "cases" ADD COLUMN "origin_code" TEXT NULL;
ALTER TABLE "cases" ADD COLUMN "origin_relation" TEXT NULL;
ALTER TABLE "cases" ADD COLUMN "lineage_depth" INTEGER NULL;
ALTER TABLE "cases" ADD COLUMN "followed_since" INTEGER NULL;

-- The list of one service's cases, the youngest first.
CREATE INDEX "ix_cases_service_type_received_at" ON "cases" ("service_type", "received_at");
