-- Version 2: what makes commands fast.

-- A commit is one trip to the server and can't look at a count in between: what must be one row is made sure of here, and an error undoes all of it.
CREATE FUNCTION must_be_one(rows bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF rows <> 1 THEN
        RAISE EXCEPTION 'Somebody else has changed the row; the command is tried again or refused.' USING ERRCODE = 'serialization_failure';
    END IF;
END
$$;
