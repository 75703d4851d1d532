-- The keys of rejected rows are kept as keyed hashes: a mistaken column may hold anything. Which records earlier ones name is not known any
-- more: an import of a complete list that is under way asks for confirmation before it closes records.
UPDATE imports.import_batch SET missed = '{""}' WHERE missed <> '{}';
