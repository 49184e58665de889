package mediasock

import "fmt"

// String returns the scope's name: "none", "read", "upload" or "manage".
func (s Scope) String() string {
	switch s {
	case ScopeRead:
		return "read"
	case ScopeUpload:
		return "upload"
	case ScopeManage:
		return "manage"
	}
	return "none"
}

// ParseScope returns the scope of that name.
func ParseScope(name string) (Scope, error) {
	for s := ScopeNone; s <= ScopeManage; s++ {
		if s.String() == name {
			return s, nil
		}
	}
	return ScopeNone, fmt.Errorf("mediasock: unknown scope %q", name)
}
