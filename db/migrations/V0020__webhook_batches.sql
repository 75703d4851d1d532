-- An attempt after a failed one delivers the same events under the same id: where the batch of the last failed attempt ends.
ALTER TABLE webhooks.subscription ADD COLUMN batch_end jsonb; -- in the feed, as position; null after a delivery
