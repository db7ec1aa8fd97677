-- Figures that people report because cases can't tell them. An entry never changes.
CREATE TABLE "reported_figures" (
    "id" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "first_day" TEXT NOT NULL,
    "last_day" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "entered_by" TEXT NOT NULL,
    "entered_by_name" TEXT NOT NULL,
    "entered_at" INTEGER NOT NULL,
    CONSTRAINT "pk_reported_figures" PRIMARY KEY ("id")
);

CREATE INDEX "ix_reported_figures_office_key_last_day" ON "reported_figures" ("office", "key", "last_day");
