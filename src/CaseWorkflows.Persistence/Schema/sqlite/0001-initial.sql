-- Version 1. Once published this file never changes: what comes later is a script with the next number.
-- A test compares what the scripts make with the model in Model/; this is where names of keys come from that the code tells errors apart by.

CREATE TABLE "cases" (
    "id" TEXT NOT NULL CONSTRAINT "pk_cases" PRIMARY KEY,
    "code" TEXT NOT NULL,
    "service_type" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "definition_id" TEXT NOT NULL,
    "definition_version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "is_urgent" INTEGER NOT NULL,
    "received_at" INTEGER NOT NULL,
    "opened_at" INTEGER NOT NULL,
    "closed_at" INTEGER NULL,
    "result" TEXT NULL,
    "cycle" INTEGER NOT NULL,
    "flow_state" TEXT NULL,
    "waits_json" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "history_seq" INTEGER NOT NULL,
    "history_hash" BLOB NOT NULL
);

CREATE TABLE "definitions" (
    "definition_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "service_type" TEXT NOT NULL,
    "json" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "published_at" INTEGER NOT NULL,
    CONSTRAINT "pk_definitions" PRIMARY KEY ("definition_id", "version")
);

CREATE TABLE "receipts" (
    "command_id" TEXT NOT NULL CONSTRAINT "pk_receipts" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content_digest" TEXT NOT NULL,
    "recorded_at" INTEGER NOT NULL
);

CREATE TABLE "schema_versions" (
    "version" INTEGER NOT NULL CONSTRAINT "pk_schema_versions" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "applied_at" INTEGER NOT NULL
);

CREATE TABLE "access_log" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_access_log" PRIMARY KEY AUTOINCREMENT,
    "case_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    CONSTRAINT "fk_access_log_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "alerts" (
    "id" TEXT NOT NULL CONSTRAINT "pk_alerts" PRIMARY KEY,
    "clock_id" TEXT NOT NULL,
    "clock_key" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "to_role" TEXT NOT NULL,
    "to_user" TEXT NULL,
    "raised_at" INTEGER NOT NULL,
    "acknowledged_at" INTEGER NULL,
    "acknowledged_by" TEXT NULL,
    "case_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "fk_alerts_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "case_dossiers" (
    "case_id" TEXT NOT NULL CONSTRAINT "pk_case_dossiers" PRIMARY KEY,
    "application_json" TEXT NOT NULL,
    "facts_json" TEXT NOT NULL,
    "digest_key" BLOB NULL,
    "erased_at" INTEGER NULL,
    CONSTRAINT "fk_case_dossiers_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "case_tasks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_case_tasks" PRIMARY KEY,
    "wait_key" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "title_zh" TEXT NOT NULL,
    "title_en" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "office" TEXT NOT NULL,
    "form_key" TEXT NOT NULL,
    "outcomes" TEXT NOT NULL,
    "clock_key" TEXT NULL,
    "expire_outcome" TEXT NULL,
    "not_by_steps" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "assignee" TEXT NULL,
    "opened_at" INTEGER NOT NULL,
    "due_at" INTEGER NULL,
    "due_is_provisional" INTEGER NOT NULL,
    "ended_at" INTEGER NULL,
    "outcome" TEXT NULL,
    "completed_by" TEXT NULL,
    "cycle" INTEGER NOT NULL,
    "case_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "fk_case_tasks_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "clocks" (
    "id" TEXT NOT NULL CONSTRAINT "pk_clocks" PRIMARY KEY,
    "key" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "region" TEXT NOT NULL,
    "rule_version" TEXT NOT NULL,
    "calendar_version" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "legal_basis" TEXT NOT NULL,
    "force" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "length" INTEGER NOT NULL,
    "counting" TEXT NOT NULL,
    "paused_by" TEXT NOT NULL,
    "started_at" INTEGER NOT NULL,
    "due_on" TEXT NULL,
    "due_at" INTEGER NULL,
    "awaits_calendar_year" INTEGER NULL,
    "provisional_due_on" TEXT NULL,
    "provisional_due_at" INTEGER NULL,
    "state" TEXT NOT NULL,
    "breached_at" INTEGER NULL,
    "stopped_at" INTEGER NULL,
    "verdict" TEXT NOT NULL,
    "pauses" TEXT NOT NULL,
    "steps" TEXT NOT NULL,
    "next_fire_at" INTEGER NULL,
    "attempts" INTEGER NOT NULL,
    "case_id" TEXT NOT NULL,
    "claimed_by" TEXT NULL,
    "claimed_until" INTEGER NULL,
    "last_error" TEXT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "fk_clocks_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "file_items" (
    "id" TEXT NOT NULL CONSTRAINT "pk_file_items" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "number" TEXT NULL,
    "recipient" TEXT NULL,
    "text" TEXT NULL,
    "case_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "fk_file_items_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "history" (
    "case_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "previous_hash" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    CONSTRAINT "pk_history" PRIMARY KEY ("case_id", "seq"),
    CONSTRAINT "fk_history_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "incidents" (
    "key" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "message_zh" TEXT NOT NULL,
    "message_en" TEXT NOT NULL,
    "opened_at" INTEGER NOT NULL,
    "resolved_at" INTEGER NULL,
    "position" INTEGER NOT NULL,
    CONSTRAINT "pk_incidents" PRIMARY KEY ("case_id", "key"),
    CONSTRAINT "fk_incidents_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "outbox" (
    "id" TEXT NOT NULL CONSTRAINT "pk_outbox" PRIMARY KEY,
    "case_id" TEXT NOT NULL,
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
    CONSTRAINT "fk_outbox_case_id" FOREIGN KEY ("case_id") REFERENCES "cases" ("id") ON DELETE RESTRICT
);

CREATE TABLE "definitions_in_force" (
    "service_type" TEXT NOT NULL CONSTRAINT "pk_definitions_in_force" PRIMARY KEY,
    "definition_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "since" INTEGER NOT NULL,
    CONSTRAINT "fk_definitions_in_force_definition_id_version" FOREIGN KEY ("definition_id", "version") REFERENCES "definitions" ("definition_id", "version") ON DELETE RESTRICT
);

CREATE TABLE "case_parties" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_case_parties" PRIMARY KEY AUTOINCREMENT,
    "side" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "id_number" TEXT NULL,
    "case_id" TEXT NOT NULL,
    CONSTRAINT "fk_case_parties_case_id" FOREIGN KEY ("case_id") REFERENCES "case_dossiers" ("case_id") ON DELETE CASCADE
);

CREATE TABLE "history_payloads" (
    "case_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "json" TEXT NOT NULL,
    CONSTRAINT "pk_history_payloads" PRIMARY KEY ("case_id", "seq"),
    CONSTRAINT "fk_history_payloads_case_id_seq" FOREIGN KEY ("case_id", "seq") REFERENCES "history" ("case_id", "seq") ON DELETE RESTRICT
);

CREATE INDEX "ix_access_log_case_id_at" ON "access_log" ("case_id", "at");
CREATE INDEX "ix_alerts_case_id" ON "alerts" ("case_id");
CREATE UNIQUE INDEX "ix_alerts_clock_id_generation_step_round" ON "alerts" ("clock_id", "generation", "step", "round");
CREATE INDEX "ix_alerts_to_role_acknowledged_at" ON "alerts" ("to_role", "acknowledged_at");
CREATE INDEX "ix_alerts_to_user_acknowledged_at" ON "alerts" ("to_user", "acknowledged_at");
CREATE INDEX "ix_case_parties_case_id" ON "case_parties" ("case_id");
CREATE INDEX "ix_case_parties_id_number" ON "case_parties" ("id_number");
CREATE INDEX "ix_case_parties_name" ON "case_parties" ("name");
CREATE INDEX "ix_case_tasks_assignee_state" ON "case_tasks" ("assignee", "state");
CREATE INDEX "ix_case_tasks_case_id" ON "case_tasks" ("case_id");
CREATE INDEX "ix_case_tasks_state_role_office" ON "case_tasks" ("state", "role", "office");
CREATE UNIQUE INDEX "ix_cases_code" ON "cases" ("code");
CREATE INDEX "ix_cases_office" ON "cases" ("office");
CREATE INDEX "ix_cases_received_at" ON "cases" ("received_at");
CREATE INDEX "ix_clocks_case_id" ON "clocks" ("case_id");
CREATE INDEX "ix_clocks_next_fire_at" ON "clocks" ("next_fire_at");
CREATE INDEX "ix_clocks_state_due_at" ON "clocks" ("state", "due_at");
CREATE INDEX "ix_definitions_in_force_definition_id_version" ON "definitions_in_force" ("definition_id", "version");
CREATE INDEX "ix_file_items_case_id" ON "file_items" ("case_id");
CREATE UNIQUE INDEX "ix_history_case_id_previous_hash" ON "history" ("case_id", "previous_hash");
CREATE INDEX "ix_outbox_case_id" ON "outbox" ("case_id");
CREATE UNIQUE INDEX "ix_outbox_dedup_key" ON "outbox" ("dedup_key");
CREATE INDEX "ix_outbox_state_next_attempt_at" ON "outbox" ("state", "next_attempt_at");

CREATE TABLE "staff_roles" (
    "id" TEXT NOT NULL CONSTRAINT "pk_staff_roles" PRIMARY KEY,
    "name" TEXT NULL,
    "normalized_name" TEXT NULL,
    "concurrency_stamp" TEXT NULL
);

CREATE TABLE "staff_users" (
    "id" TEXT NOT NULL CONSTRAINT "pk_staff_users" PRIMARY KEY,
    "display_name" TEXT NOT NULL,
    "office_path" TEXT NOT NULL,
    "competence_json" TEXT NULL,
    "user_name" TEXT NULL,
    "normalized_user_name" TEXT NULL,
    "email" TEXT NULL,
    "normalized_email" TEXT NULL,
    "email_confirmed" INTEGER NOT NULL,
    "password_hash" TEXT NULL,
    "security_stamp" TEXT NULL,
    "concurrency_stamp" TEXT NULL,
    "phone_number" TEXT NULL,
    "phone_number_confirmed" INTEGER NOT NULL,
    "two_factor_enabled" INTEGER NOT NULL,
    "lockout_end" INTEGER NULL,
    "lockout_enabled" INTEGER NOT NULL,
    "access_failed_count" INTEGER NOT NULL
);

CREATE TABLE "staff_role_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_staff_role_claims" PRIMARY KEY AUTOINCREMENT,
    "role_id" TEXT NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "fk_staff_role_claims_role_id" FOREIGN KEY ("role_id") REFERENCES "staff_roles" ("id") ON DELETE CASCADE
);

CREATE TABLE "staff_user_claims" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_staff_user_claims" PRIMARY KEY AUTOINCREMENT,
    "user_id" TEXT NOT NULL,
    "claim_type" TEXT NULL,
    "claim_value" TEXT NULL,
    CONSTRAINT "fk_staff_user_claims_user_id" FOREIGN KEY ("user_id") REFERENCES "staff_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "staff_user_logins" (
    "login_provider" TEXT NOT NULL,
    "provider_key" TEXT NOT NULL,
    "provider_display_name" TEXT NULL,
    "user_id" TEXT NOT NULL,
    CONSTRAINT "pk_staff_user_logins" PRIMARY KEY ("login_provider", "provider_key"),
    CONSTRAINT "fk_staff_user_logins_user_id" FOREIGN KEY ("user_id") REFERENCES "staff_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "staff_user_roles" (
    "user_id" TEXT NOT NULL,
    "role_id" TEXT NOT NULL,
    CONSTRAINT "pk_staff_user_roles" PRIMARY KEY ("user_id", "role_id"),
    CONSTRAINT "fk_staff_user_roles_role_id" FOREIGN KEY ("role_id") REFERENCES "staff_roles" ("id") ON DELETE CASCADE,
    CONSTRAINT "fk_staff_user_roles_user_id" FOREIGN KEY ("user_id") REFERENCES "staff_users" ("id") ON DELETE CASCADE
);

CREATE TABLE "staff_user_tokens" (
    "user_id" TEXT NOT NULL,
    "login_provider" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NULL,
    CONSTRAINT "pk_staff_user_tokens" PRIMARY KEY ("user_id", "login_provider", "name"),
    CONSTRAINT "fk_staff_user_tokens_user_id" FOREIGN KEY ("user_id") REFERENCES "staff_users" ("id") ON DELETE CASCADE
);

CREATE INDEX "ix_staff_role_claims_role_id" ON "staff_role_claims" ("role_id");
CREATE UNIQUE INDEX "ix_staff_roles_normalized_name" ON "staff_roles" ("normalized_name");
CREATE INDEX "ix_staff_user_claims_user_id" ON "staff_user_claims" ("user_id");
CREATE INDEX "ix_staff_user_logins_user_id" ON "staff_user_logins" ("user_id");
CREATE INDEX "ix_staff_user_roles_role_id" ON "staff_user_roles" ("role_id");
CREATE INDEX "ix_staff_users_normalized_email" ON "staff_users" ("normalized_email");
CREATE UNIQUE INDEX "ix_staff_users_normalized_user_name" ON "staff_users" ("normalized_user_name");

-- History is only ever added to. Who has to erase people erases payloads, dossiers and keys; the chain stays.
CREATE TRIGGER "history_is_not_changed" BEFORE UPDATE ON "history"
BEGIN
    SELECT RAISE(ABORT, 'The history of a case is never changed or deleted (table history).');
END;

CREATE TRIGGER "history_is_not_deleted" BEFORE DELETE ON "history"
BEGIN
    SELECT RAISE(ABORT, 'The history of a case is never changed or deleted (table history).');
END;

CREATE TRIGGER "history_payloads_stay" BEFORE UPDATE ON "history_payloads"
BEGIN
    SELECT RAISE(ABORT, 'The history of a case is never changed or deleted (table history_payloads).');
END;
