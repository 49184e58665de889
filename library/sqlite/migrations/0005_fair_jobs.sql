-- Jobs know whose they are, so that owners take turns.
ALTER TABLE job ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
UPDATE job SET owner = coalesce((SELECT owner FROM media WHERE id = job.media), 0);
DROP INDEX job_by_due;
CREATE INDEX job_by_owner ON job (kind, owner, due, id) WHERE failed = 0;
