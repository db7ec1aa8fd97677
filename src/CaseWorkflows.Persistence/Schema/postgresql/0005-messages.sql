-- When a message was delivered, and who had it tried again.
ALTER TABLE outbox
    ADD COLUMN sent_at timestamp with time zone,
    ADD COLUMN retried_by text,
    ADD COLUMN retried_at timestamp with time zone;

-- Channels that a person does not want, separated by commas; null: none.
ALTER TABLE staff_users ADD COLUMN muted_channels text;
