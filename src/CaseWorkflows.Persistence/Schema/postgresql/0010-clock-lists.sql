-- Lists of clocks are read along the due instants; with the rule's key in the index a rare one is found without looking at each clock.
DROP INDEX ix_clocks_state_due_at;
CREATE INDEX ix_clocks_state_due_at_key ON clocks USING btree (state, due_at, key);

-- The clocks that have only a provisional due instant, in its order.
CREATE INDEX ix_clocks_provisional_due_at ON clocks USING btree (provisional_due_at) WHERE awaits_calendar_year IS NOT NULL;
