-- What clocks stand on, what people rejected for them, whom alerts went to, and the calendars of files that clocks were counted by.

ALTER TABLE "clocks" ADD COLUMN "rule_digest" TEXT NULL;
ALTER TABLE "clocks" ADD COLUMN "is_in_custody" INTEGER NULL;
ALTER TABLE "clocks" ADD COLUMN "rejected_changes" TEXT NULL;

ALTER TABLE "alerts" ADD COLUMN "to_office" TEXT NULL;
ALTER TABLE "alerts" ADD COLUMN "to_name" TEXT NULL;

CREATE TABLE "calendar_files" (
    "year" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "kept_at" INTEGER NOT NULL,
    CONSTRAINT "pk_calendar_files" PRIMARY KEY ("year", "version")
);
