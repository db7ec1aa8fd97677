-- When a message was delivered, and who had it tried again.
ALTER TABLE "outbox" ADD COLUMN "sent_at" INTEGER NULL;
ALTER TABLE "outbox" ADD COLUMN "retried_by" TEXT NULL;
ALTER TABLE "outbox" ADD COLUMN "retried_at" INTEGER NULL;

-- Channels that a person does not want, separated by commas; null: none.
ALTER TABLE "staff_users" ADD COLUMN "muted_channels" TEXT NULL;
