-- Quality samples: seed and population are kept before the draw; a drawn case is scored once and never replaced.
CREATE TABLE "quality_samples" (
    "id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "population" TEXT NOT NULL,
    "population_hash" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "percent" TEXT NOT NULL,
    "minimum" INTEGER NOT NULL,
    "pass_from" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "announced_at" INTEGER NOT NULL,
    "ordered_by" TEXT NOT NULL,
    "drawn_at" INTEGER NULL,
    CONSTRAINT "pk_quality_samples" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "ix_quality_samples_service_month_city" ON "quality_samples" ("service", "month", "city");

CREATE TABLE "sampled_cases" (
    "id" TEXT NOT NULL,
    "sample_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "done_at" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "members" INTEGER NOT NULL,
    "had_a_hand_in" TEXT NOT NULL,
    "reviewer" TEXT NULL,
    "reviewer_name" TEXT NULL,
    "scored_at" INTEGER NULL,
    "scores_json" TEXT NULL,
    "score" TEXT NULL,
    "passed" INTEGER NULL,
    CONSTRAINT "pk_sampled_cases" PRIMARY KEY ("id"),
    CONSTRAINT "fk_sampled_cases_sample_id" FOREIGN KEY ("sample_id") REFERENCES "quality_samples" ("id") ON DELETE RESTRICT,
    CONSTRAINT "fk_sampled_cases_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE UNIQUE INDEX "ix_sampled_cases_sample_id_case_id" ON "sampled_cases" ("sample_id", "case_id");
CREATE INDEX "ix_sampled_cases_case_id" ON "sampled_cases" ("case_id");
CREATE INDEX "ix_sampled_cases_author_scored_at" ON "sampled_cases" ("author", "scored_at");
CREATE INDEX "ix_sampled_cases_done_at" ON "sampled_cases" ("done_at");
