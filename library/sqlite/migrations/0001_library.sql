-- Items. sort is the rowid of the item's row in search: it grows with the date
-- taken, so that the newest first needs no sorting. access holds who sees the
-- item by its own visibility or by that of an album above it (1: members,
-- 2: everyone). Times are microseconds since 1970;
-- taken_offset is the zone of taken in seconds.
CREATE TABLE media (
	id          INTEGER PRIMARY KEY,
	sort        INTEGER NOT NULL UNIQUE,
	owner       INTEGER NOT NULL,
	sha256      BLOB    NOT NULL,
	size        INTEGER NOT NULL,
	sha1        BLOB,
	md5         BLOB,
	name        TEXT    NOT NULL,
	type        TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	title       TEXT    NOT NULL,
	caption     TEXT    NOT NULL,
	note        TEXT    NOT NULL,
	keywords    TEXT    NOT NULL, -- JSON
	attributes  TEXT    NOT NULL, -- JSON
	visibility  TEXT    NOT NULL,
	link        TEXT    NOT NULL,
	access      INTEGER NOT NULL,
	width       INTEGER NOT NULL,
	height      INTEGER NOT NULL,
	orientation INTEGER NOT NULL,
	duration    INTEGER NOT NULL,
	taken       INTEGER,
	taken_offset INTEGER NOT NULL,
	taken_zone  INTEGER NOT NULL,
	lat         REAL,
	long        REAL,
	place       TEXT    NOT NULL,
	facts       BLOB,
	added       INTEGER NOT NULL,
	updated     INTEGER NOT NULL,
	trashed     INTEGER,
	change      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX media_by_bytes ON media (owner, sha256);
CREATE INDEX media_by_digest ON media (sha256);
CREATE INDEX media_by_sha1 ON media (owner, sha1) WHERE sha1 IS NOT NULL;
CREATE INDEX media_by_md5 ON media (owner, md5) WHERE md5 IS NOT NULL;
CREATE INDEX media_by_added ON media (added, id);
CREATE INDEX media_by_owner ON media (owner, added, id);
CREATE INDEX media_by_trash ON media (trashed) WHERE trashed IS NOT NULL;
CREATE INDEX media_by_change ON media (change);

-- Bytes that an update replaced, kept until they are dropped or the item purged.
CREATE TABLE older (
	id       INTEGER PRIMARY KEY,
	media    INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
	owner    INTEGER NOT NULL,
	sha256   BLOB    NOT NULL,
	size     INTEGER NOT NULL,
	name     TEXT    NOT NULL,
	type     TEXT    NOT NULL,
	replaced INTEGER NOT NULL
) STRICT;

CREATE INDEX older_by_media ON older (media);
CREATE INDEX older_by_digest ON older (sha256);
CREATE INDEX older_by_time ON older (replaced, id);

-- The bytes that each owner's items take, kept by the triggers below.
CREATE TABLE usage (
	owner INTEGER PRIMARY KEY,
	bytes INTEGER NOT NULL
) STRICT;

CREATE TRIGGER media_insert AFTER INSERT ON media BEGIN
	INSERT INTO usage (owner, bytes) VALUES (NEW.owner, NEW.size)
		ON CONFLICT (owner) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER media_delete AFTER DELETE ON media BEGIN
	UPDATE usage SET bytes = bytes - OLD.size WHERE owner = OLD.owner;
END;

CREATE TRIGGER media_size AFTER UPDATE OF size ON media WHEN NEW.size <> OLD.size BEGIN
	UPDATE usage SET bytes = bytes - OLD.size WHERE owner = OLD.owner;
	INSERT INTO usage (owner, bytes) VALUES (NEW.owner, NEW.size)
		ON CONFLICT (owner) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER older_insert AFTER INSERT ON older BEGIN
	INSERT INTO usage (owner, bytes) VALUES (NEW.owner, NEW.size)
		ON CONFLICT (owner) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER older_delete AFTER DELETE ON older BEGIN
	UPDATE usage SET bytes = bytes - OLD.size WHERE owner = OLD.owner;
END;

-- How many items have sort keys in each span of 2^41, about 24 days: from this
-- the number of matches is estimated where it is too large to be counted.
CREATE TABLE span (
	span  INTEGER PRIMARY KEY,
	items INTEGER NOT NULL
) STRICT;

CREATE TRIGGER span_insert AFTER INSERT ON media BEGIN
	INSERT INTO span (span, items) VALUES (NEW.sort >> 41, 1) ON CONFLICT (span) DO UPDATE SET items = items + 1;
END;

CREATE TRIGGER span_delete AFTER DELETE ON media BEGIN
	UPDATE span SET items = items - 1 WHERE span = OLD.sort >> 41;
END;

CREATE TRIGGER span_update AFTER UPDATE OF sort ON media WHEN NEW.sort >> 41 <> OLD.sort >> 41 BEGIN
	UPDATE span SET items = items - 1 WHERE span = OLD.sort >> 41;
	INSERT INTO span (span, items) VALUES (NEW.sort >> 41, 1) ON CONFLICT (span) DO UPDATE SET items = items + 1;
END;

-- Albums. access as in media, from the album itself and those above it.
CREATE TABLE taxon (
	id         INTEGER PRIMARY KEY,
	owner      INTEGER NOT NULL,
	title      TEXT    NOT NULL,
	caption    TEXT    NOT NULL,
	note       TEXT    NOT NULL,
	icon       INTEGER NOT NULL,
	attributes TEXT    NOT NULL, -- JSON
	visibility TEXT    NOT NULL,
	link       TEXT    NOT NULL,
	access     INTEGER NOT NULL,
	added      INTEGER NOT NULL,
	updated    INTEGER NOT NULL,
	trashed    INTEGER,
	change     INTEGER NOT NULL
) STRICT;

CREATE INDEX taxon_by_owner ON taxon (owner, id);
CREATE INDEX taxon_by_link ON taxon (link) WHERE link <> '';

CREATE TABLE taxon_parent (
	taxon    INTEGER NOT NULL REFERENCES taxon ON DELETE CASCADE,
	position INTEGER NOT NULL,
	parent   INTEGER NOT NULL REFERENCES taxon ON DELETE CASCADE,
	PRIMARY KEY (taxon, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX taxon_parent_by_parent ON taxon_parent (parent, taxon);

CREATE TABLE media_taxon (
	media    INTEGER NOT NULL REFERENCES media ON DELETE CASCADE,
	position INTEGER NOT NULL,
	taxon    INTEGER NOT NULL REFERENCES taxon ON DELETE CASCADE,
	PRIMARY KEY (media, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX media_taxon_by_taxon ON media_taxon (taxon, media);

-- What was removed for ever: its id is not used again, and answers "gone" to
-- whoever could have seen it.
CREATE TABLE tombstone (
	kind       TEXT    NOT NULL, -- media, taxon, user
	id         INTEGER NOT NULL,
	owner      INTEGER NOT NULL,
	visibility TEXT    NOT NULL,
	link       TEXT    NOT NULL,
	change     INTEGER NOT NULL,
	PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- The full text, split and folded into words by the program (package library
-- says what a word is), so that the tokenizer has only to cut at the blanks.
-- Notes and the titles of albums that are not public lie in columns of their
-- own, which are matched for the owner alone. tags holds what filters: owner,
-- albums, kind, keywords, who sees the item.
CREATE VIRTUAL TABLE search USING fts5 (
	title, caption, keywords, place, name, albums, own_albums, note, tags,
	content = '', contentless_delete = 1, tokenize = 'ascii'
);

CREATE TABLE user (
	id       INTEGER PRIMARY KEY,
	name     TEXT    NOT NULL,
	folded   TEXT    NOT NULL UNIQUE,
	title    TEXT    NOT NULL,
	password TEXT    NOT NULL,
	admin    INTEGER NOT NULL,
	disabled INTEGER NOT NULL,
	quota    INTEGER NOT NULL,
	md5      BLOB,
	crypt    BLOB,
	added    INTEGER NOT NULL
) STRICT;

CREATE INDEX user_by_md5 ON user (md5) WHERE md5 IS NOT NULL;
CREATE INDEX user_by_crypt ON user (crypt) WHERE crypt IS NOT NULL;

CREATE TABLE credential (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	user      INTEGER NOT NULL,
	kind      TEXT    NOT NULL,
	label     TEXT    NOT NULL,
	scope     INTEGER NOT NULL,
	apikey    TEXT    NOT NULL,
	lookup    BLOB    NOT NULL UNIQUE,
	md5       BLOB,
	sealed    BLOB,
	added     INTEGER NOT NULL,
	last_used INTEGER,
	idle      INTEGER NOT NULL,
	expires   INTEGER
) STRICT;

CREATE INDEX credential_by_user ON credential (user, kind, added, id);
CREATE INDEX credential_by_apikey ON credential (apikey, kind, added, id);
CREATE INDEX credential_by_kind ON credential (kind, added, id);

CREATE TABLE nonce (
	name    TEXT    NOT NULL,
	nonce   TEXT    NOT NULL,
	expires INTEGER NOT NULL,
	PRIMARY KEY (name, nonce)
) STRICT, WITHOUT ROWID;

CREATE INDEX nonce_by_expiry ON nonce (expires);

-- One row: how many nonces there are, kept by the triggers below.
CREATE TABLE nonces (items INTEGER NOT NULL) STRICT;

INSERT INTO nonces (items) VALUES (0);

CREATE TRIGGER nonce_insert AFTER INSERT ON nonce BEGIN UPDATE nonces SET items = items + 1; END;

CREATE TRIGGER nonce_delete AFTER DELETE ON nonce BEGIN UPDATE nonces SET items = items - 1; END;

CREATE TABLE failure (
	key   TEXT    NOT NULL,
	at    INTEGER NOT NULL,
	count INTEGER NOT NULL
) STRICT;

CREATE INDEX failure_by_key ON failure (key, at);
CREATE INDEX failure_by_time ON failure (at);

-- Work to be done. until is the end of a lease; a job that was given up has
-- failed = 1 and keeps its reason. A number is not used twice, so that whoever
-- finishes a job that has been replaced does not finish the new one.
CREATE TABLE job (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	kind   TEXT    NOT NULL,
	media  INTEGER NOT NULL,
	due    INTEGER NOT NULL,
	until  INTEGER NOT NULL,
	tries  INTEGER NOT NULL,
	error  TEXT    NOT NULL,
	failed INTEGER NOT NULL,
	UNIQUE (kind, media)
) STRICT;

CREATE INDEX job_by_due ON job (kind, due, id) WHERE failed = 0;
CREATE INDEX job_by_media ON job (media);

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for each change; its number is the change sequence.
CREATE TABLE audit (
	change INTEGER PRIMARY KEY AUTOINCREMENT,
	at     INTEGER NOT NULL,
	action TEXT    NOT NULL,
	kind   TEXT    NOT NULL,
	id     INTEGER NOT NULL,
	owner  INTEGER NOT NULL
) STRICT;
