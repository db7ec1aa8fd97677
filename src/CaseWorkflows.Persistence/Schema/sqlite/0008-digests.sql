-- Messages without a case (digests, what concerns the system), alerts on their way to supervisors, and who has read what they were told.

-- SQLite can't take NOT NULL off a column: the table is written anew.
CREATE TABLE "outbox_next" (
    "id" TEXT NOT NULL CONSTRAINT "pk_outbox" PRIMARY KEY,
    "case_id" TEXT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "dedup_key" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_attempt_at" INTEGER NOT NULL,
    "last_error" TEXT NULL,
    "claimed_by" TEXT NULL,
    "claimed_until" INTEGER NULL,
    "sent_at" INTEGER NULL,
    "retried_by" TEXT NULL,
    "retried_at" INTEGER NULL,
    CONSTRAINT "fk_outbox_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

INSERT INTO "outbox_next"
SELECT "id", "case_id", "channel", "kind", "recipient", "payload", "dedup_key", "created_at", "state", "attempts", "next_attempt_at", "last_error", "claimed_by", "claimed_until",
    "sent_at", "retried_by", "retried_at"
FROM "outbox";

DROP TABLE "outbox";
ALTER TABLE "outbox_next" RENAME TO "outbox";

CREATE INDEX "ix_outbox_case_id" ON "outbox" ("case_id");
CREATE UNIQUE INDEX "ix_outbox_dedup_key" ON "outbox" ("dedup_key");
CREATE INDEX "ix_outbox_state_next_attempt_at" ON "outbox" ("state", "next_attempt_at");
CREATE INDEX "ix_outbox_recipient_created_at" ON "outbox" ("recipient", "created_at");

CREATE TABLE "digest_items" (
    "recipient" TEXT NOT NULL,
    "dedup_key" TEXT NOT NULL,
    "case_id" TEXT NULL,
    "payload" TEXT NOT NULL,
    "collected_at" INTEGER NOT NULL,
    "deliver_at" INTEGER NOT NULL,
    "is_single" INTEGER NOT NULL,
    "mail_id" TEXT NULL,
    CONSTRAINT "pk_digest_items" PRIMARY KEY ("recipient", "dedup_key")
);

CREATE INDEX "ix_digest_items_deliver_at" ON "digest_items" ("deliver_at") WHERE "mail_id" IS NULL;
CREATE INDEX "ix_digest_items_recipient_collected_at" ON "digest_items" ("recipient", "collected_at");

CREATE TABLE "notice_readings" (
    "user_id" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "read_at" INTEGER NOT NULL,
    CONSTRAINT "pk_notice_readings" PRIMARY KEY ("user_id", "message_id"),
    CONSTRAINT "fk_notice_readings_message_id" FOREIGN KEY ("message_id") REFERENCES "outbox" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_notice_readings_message_id" ON "notice_readings" ("message_id");
