-- An import that never gets further, whatever stops it, must not be begun for ever.
ALTER TABLE exchange.import ADD attempts integer NOT NULL DEFAULT 0;
