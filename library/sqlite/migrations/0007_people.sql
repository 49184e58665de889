-- Whoever is told of people finds by them: the full text is made anew.
DROP TABLE search;

CREATE VIRTUAL TABLE search USING fts5 (
	text,
	content = '', contentless_delete = 1, tokenize = 'ascii'
);

INSERT OR REPLACE INTO setting (name, value) VALUES ('search.fill', '1');
