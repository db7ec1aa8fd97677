-- Calendars that were published over the files, what administrators are told, and a short way to the clocks that wait for a year.

CREATE TABLE "calendar_years" (
    "year" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "json" TEXT NOT NULL,
    "published_at" INTEGER NOT NULL,
    "published_by" TEXT NOT NULL,
    CONSTRAINT "pk_calendar_years" PRIMARY KEY ("year", "revision")
);

CREATE TABLE "system_notices" (
    "key" TEXT NOT NULL CONSTRAINT "pk_system_notices" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "text_zh" TEXT NOT NULL,
    "text_en" TEXT NOT NULL,
    "raised_at" INTEGER NOT NULL,
    "ended_at" INTEGER NULL,
    "acknowledged_at" INTEGER NULL,
    "acknowledged_by" TEXT NULL
);

CREATE INDEX "ix_clocks_awaits_calendar_year" ON "clocks" ("awaits_calendar_year") WHERE "awaits_calendar_year" IS NOT NULL;
