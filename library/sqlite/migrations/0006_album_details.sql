-- Whether others are told of places and cameras, as an item says or else the albums
-- that hold it: 'shown', 'hidden', or '' for what its owner's account says.
ALTER TABLE media ADD COLUMN told TEXT NOT NULL DEFAULT '';
UPDATE media SET told = details;
