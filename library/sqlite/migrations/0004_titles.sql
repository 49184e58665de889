-- Pages of albums are read in the order of their titles.
CREATE INDEX taxon_by_title ON taxon (title COLLATE NOCASE, id) WHERE trashed IS NULL;
