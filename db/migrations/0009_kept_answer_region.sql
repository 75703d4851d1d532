-- Whose record a kept answer tells of: a client that has lost the region is no longer told.
ALTER TABLE platform.kept_answer ADD region_code text;
