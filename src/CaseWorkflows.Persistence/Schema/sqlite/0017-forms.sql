-- What administrators did with forms: each save, proposal and decision with the form as it was. A row never changes.
CREATE TABLE "form_records" (
    "form_id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "packed" BLOB NOT NULL,
    "digest" TEXT NOT NULL,
    "done_by" TEXT NOT NULL,
    "done_by_name" TEXT NOT NULL,
    "done_at" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    CONSTRAINT "pk_form_records" PRIMARY KEY ("form_id", "revision")
);
