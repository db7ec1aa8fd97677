-- Messages without a case (digests, what concerns the system), alerts on their way to supervisors, and who has read what they were told.

ALTER TABLE outbox ALTER COLUMN case_id DROP NOT NULL;

CREATE INDEX ix_outbox_recipient_created_at ON outbox (recipient, created_at);

CREATE TABLE digest_items (
    recipient text NOT NULL,
    dedup_key text NOT NULL,
    case_id uuid,
    payload text NOT NULL,
    collected_at timestamp with time zone NOT NULL,
    deliver_at timestamp with time zone NOT NULL,
    is_single boolean NOT NULL,
    mail_id uuid,
    CONSTRAINT pk_digest_items PRIMARY KEY (recipient, dedup_key)
);

CREATE INDEX ix_digest_items_deliver_at ON digest_items (deliver_at) WHERE mail_id IS NULL;
CREATE INDEX ix_digest_items_recipient_collected_at ON digest_items (recipient, collected_at);

CREATE TABLE notice_readings (
    user_id text NOT NULL,
    message_id uuid NOT NULL,
    read_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_notice_readings PRIMARY KEY (user_id, message_id),
    CONSTRAINT fk_notice_readings_message_id FOREIGN KEY (message_id) REFERENCES outbox (id) ON DELETE CASCADE
);

CREATE INDEX ix_notice_readings_message_id ON notice_readings (message_id);
