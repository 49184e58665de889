package campaign

import "fmt"

// A Fault is a promise that the service has not kept.
type Fault struct {
	Cycle   int
	Account string
	Item    string
	What    string
}

// Error implements error.
func (f *Fault) Error() string {
	return fmt.Sprintf("cycle %d, account %s, item %s: %s", f.Cycle, f.Account, f.Item, f.What)
}
