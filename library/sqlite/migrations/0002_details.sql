-- Whether others are told of places and cameras: of an item 'shown', 'hidden', or
-- '' for what its owner's account says. What was there before tells nobody.
ALTER TABLE media ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE user ADD COLUMN details INTEGER NOT NULL DEFAULT 0;
