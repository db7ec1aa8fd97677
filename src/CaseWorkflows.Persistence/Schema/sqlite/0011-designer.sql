-- What administrators draw: the draft of each definition, and every save of it.

CREATE TABLE "definition_saves" (
    "definition_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "packed" BLOB NOT NULL,
    "digest" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_by_name" TEXT NOT NULL,
    "saved_at" INTEGER NOT NULL,
    "editor" TEXT NULL,
    CONSTRAINT "pk_definition_saves" PRIMARY KEY ("definition_id", "revision")
);

CREATE TABLE "definition_drafts" (
    "definition_id" TEXT NOT NULL CONSTRAINT "pk_definition_drafts" PRIMARY KEY,
    "version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "fk_definition_drafts_definition_id_revision" FOREIGN KEY ("definition_id", "revision") REFERENCES "definition_saves" ("definition_id", "revision") ON DELETE RESTRICT
);

CREATE INDEX "ix_definition_drafts_definition_id_revision" ON "definition_drafts" ("definition_id", "revision");
