package sqlite

import "github.com/mediasock/mediasock/library"

// The actions of the audit table.
const (
	actionAdd     = "add"
	actionChange  = "change"
	actionPurge   = "purge"
	actionRestore = "restore"
)

// audit writes down a change and returns its number in the change sequence.
// The number is allocated inside the transaction, and there is one writer, so
// whoever has seen a number has seen all before it.
func (t *tx) audit(action, kind string, id, owner library.ID) (int64, error) {
	if err := t.leap(); err != nil {
		return 0, err
	}
	err := exec(t.Conn, "INSERT INTO audit (at, action, kind, id, owner) VALUES (?, ?, ?, ?, ?)",
		t.now, action, kind, id, owner)
	if err == nil {
		t.change = t.LastInsertRowID()
	}
	return t.change, err
}

// bury leaves a tombstone.
func (t *tx) bury(kind string, id, owner library.ID, v library.Visibility, link string, change int64) error {
	return exec(t.Conn, "INSERT INTO tombstone (kind, id, owner, visibility, link, change) VALUES (?, ?, ?, ?, ?, ?)",
		kind, id, owner, v, link, change)
}
