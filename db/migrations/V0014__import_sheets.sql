-- The sheets of a workbook that were read, in their order.
ALTER TABLE imports.import ADD COLUMN sheets text[];
