package campaign

// A Disk is where the service keeps its data, and what happens to it when the
// plug is pulled.
type Disk interface {
	// Dir returns the directory. It stays the same.
	Dir() string
	// Cut takes the power away, while the service runs.
	Cut() error
	// Dark reports whether Cut is more than nothing. A machine without power
	// answers no call, but here the service goes on until it is killed: unless it
	// was made to stand still before, what it answers after Cut has begun counts
	// for nothing.
	Dark() bool
	// Mend makes what is left usable again, after the service has died.
	Mend() error
}

// A Folder is a directory that keeps its power: only the process dies.
type Folder string

var _ Disk = Folder("")

// Dir implements Disk.
func (f Folder) Dir() string { return string(f) }

// Cut implements Disk.
func (f Folder) Cut() error { return nil }

// Dark implements Disk: what is answered before the kill counts.
func (f Folder) Dark() bool { return false }

// Mend implements Disk.
func (f Folder) Mend() error { return nil }
