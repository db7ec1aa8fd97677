-- A row that was taken back: whoever made it made the row that it was taken back into, too.
ALTER TABLE "form_records" ADD COLUMN "restored_from" INTEGER NULL;
