-- An instrument is used while there are diagnostics by it, of any region. The former column was never reset; the former version of the
-- service still writes it.
CREATE FUNCTION trajectories.is_used(instrument uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM trajectories.diagnostic d WHERE d.instrument_id = instrument);
END
$$;
COMMENT ON COLUMN trajectories.instrument.is_used IS 'Not read any more: trajectories.is_used tells it';
