-- The full text, split and folded into words by the program (package library
-- says what a word is), so that the tokenizer has only to cut at the blanks. One
-- text holds all: the words that everyone who sees the item may search; with a
-- mark those for whom place and camera are told, and those that its owner alone
-- may; with another mark tags, which filter: owner, albums, kind, keywords, who
-- sees the item. The program fills the table where the setting asks for it.
DROP TABLE search;

CREATE VIRTUAL TABLE search USING fts5 (
	text,
	content = '', contentless_delete = 1, tokenize = 'ascii'
);

INSERT INTO setting (name, value) VALUES ('search.fill', '1');
