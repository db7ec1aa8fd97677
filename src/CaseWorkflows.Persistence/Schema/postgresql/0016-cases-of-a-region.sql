-- Lists of clocks of one city, or of one service in it: a city with few cases is found without going along all due instants.
CREATE INDEX ix_cases_region_service_type ON cases USING btree (region, service_type);
