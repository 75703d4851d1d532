-- The facts that figures are counted from: views of other modules' tables, written by db/repeatable/analytics.
CREATE SCHEMA analytics;
GRANT USAGE ON SCHEMA analytics TO efs_service;
