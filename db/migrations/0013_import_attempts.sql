-- An import that never gets further, whatever stops it, must not be begun for ever.
ALTER TABLE exchange.import ADD attempts integer NOT NULL DEFAULT 0;

-- Of one region's resource one import is under way, whoever takes them up at the same moment.
UPDATE exchange.import SET state = 'queued' WHERE state = 'running';
CREATE UNIQUE INDEX import_running_key ON exchange.import (region_code, resource) WHERE state = 'running';
