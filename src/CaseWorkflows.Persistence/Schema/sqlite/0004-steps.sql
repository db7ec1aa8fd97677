-- What makes commands fast.

-- The workload of each lawyer is counted for every proposal: over the tasks that are live, not over all that ever were.
CREATE INDEX "ix_case_tasks_assignee" ON "case_tasks" ("assignee") WHERE "state" IN ('Open', 'Claimed') AND "assignee" IS NOT NULL;

-- A row's number is unique in its case: a second row in the place of another is refused without this, and a wrong predecessor shows in the chain.
DROP INDEX "ix_history_case_id_previous_hash";
