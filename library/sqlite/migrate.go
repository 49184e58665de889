package sqlite

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"zombiezen.com/go/sqlite"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// A migration is a step of the schema. Its version is its place in the list,
// from 1, and stands in the database as user_version.
type migration struct {
	name, sql string
}

// migrations returns the steps in order. A file's number is its version; a gap
// is a mistake in the program.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []migration
	for i, name := range names {
		base := strings.TrimSuffix(strings.TrimPrefix(name, "migrations/"), ".sql")
		if !strings.HasPrefix(base, fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("sqlite: migration %q is not number %04d", base, i+1)
		}
		sql, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, migration{base, string(sql)})
	}
	return steps, nil
}

// migrate brings the database to the last of steps, each in a transaction of
// its own, or returns ErrNewer.
func migrate(c *sqlite.Conn, steps []migration) error {
	version, _, err := number(c, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if version > int64(len(steps)) {
		return fmt.Errorf("%w: its schema has version %d, this program knows %d", ErrNewer, version, len(steps))
	}
	for i := int(version); i < len(steps); i++ {
		if err := migrateOnce(c, steps[i], i+1); err != nil {
			return fmt.Errorf("sqlite: migration %s: %w", steps[i].name, err)
		}
	}
	return nil
}

// migrateOnce writes the version as text of the statement, because a PRAGMA
// takes no parameters; it is a number of the program's own.
func migrateOnce(c *sqlite.Conn, step migration, version int) error {
	err := script(c, "BEGIN IMMEDIATE;"+step.sql+fmt.Sprintf("\n;PRAGMA user_version = %d; COMMIT", version))
	if err != nil && !c.AutocommitEnabled() {
		script(c, "ROLLBACK")
	}
	return err
}
