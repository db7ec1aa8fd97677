-- What was handed in for publication, who approved it, and from when it is in force.

CREATE TABLE "definition_releases" (
    "id" TEXT NOT NULL CONSTRAINT "pk_definition_releases" PRIMARY KEY,
    "definition_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "revision" INTEGER NULL,
    "digest" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "authors" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_by_name" TEXT NOT NULL,
    "proposed_at" INTEGER NOT NULL,
    "base_definition" TEXT NULL,
    "base_version" INTEGER NULL,
    "effective_from" INTEGER NULL,
    "note" TEXT NOT NULL,
    "packed" BLOB NOT NULL,
    "packed_stories" BLOB NULL,
    "decided_by" TEXT NULL,
    "decided_by_name" TEXT NULL,
    "decided_at" INTEGER NULL,
    "reason" TEXT NULL,
    "published_at" INTEGER NULL
);

CREATE UNIQUE INDEX "ix_definition_releases_definition_id" ON "definition_releases" ("definition_id") WHERE state in ('Proposed', 'Approved') and kind <> 'Return';

CREATE INDEX "ix_definition_releases_definition_id_proposed_at" ON "definition_releases" ("definition_id", "proposed_at");

CREATE INDEX "ix_definition_releases_state_effective_from" ON "definition_releases" ("state", "effective_from");

-- The forms of a version as they were when it was published: a case goes on with the form it began with.
CREATE TABLE "definition_forms" (
    "definition_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "form" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    CONSTRAINT "pk_definition_forms" PRIMARY KEY ("definition_id", "version", "form")
);

-- Whoever made the save that was taken back made this one too.
ALTER TABLE "definition_saves" ADD COLUMN "restored_from" INTEGER NULL;
