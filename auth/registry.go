package auth

import (
	"fmt"
	"slices"
)

// All returns every mechanism, with default options: what a client knows.
func All() []Mechanism { return every(Options{}) }

// Default returns the mechanisms that a service accepts unless its operator says
// otherwise, in the order in which they are announced. auth.pub and auth.exa
// have to be asked for, and ciphers through o.
func Default(o Options) []Mechanism {
	return slices.DeleteFunc(every(o), func(m Mechanism) bool {
		return m.Sock == "auth.pub" || m.Sock == "auth.exa"
	})
}

// every returns the mechanisms in the order in which they are announced. Of those
// that can fetch a key the first that is listed does: hpo stands before
// the header mechanisms because it alone takes the account's own password.
func every(o Options) []Mechanism {
	return []Mechanism{HSC(o), HST(o), HSK(o), HPO(o), HDI(o), HBA(o), HWS(o), PUB(o), EXA(o)}
}

// Parse reads a list of mechanisms as an operator writes it, with or without
// "auth.", such as "hsc,hst,hdi". An empty list or "default" is [Default], "all"
// is every one.
func Parse(list string, o Options) ([]Mechanism, error) {
	var chosen []Mechanism
	for _, token := range split(list, "auth.") {
		found := named(token, o)
		if found == nil {
			return nil, fmt.Errorf("auth: unknown mechanism %q", token)
		}
		for _, m := range found {
			if !slices.ContainsFunc(chosen, func(c Mechanism) bool { return c.Sock == m.Sock }) {
				chosen = append(chosen, m)
			}
		}
	}
	if len(chosen) == 0 {
		return Default(o), nil
	}
	return chosen, nil
}

// named returns the mechanisms that a token of a list stands for.
func named(token string, o Options) []Mechanism {
	switch token {
	case "auth.all":
		return every(o)
	case "auth.default":
		return Default(o)
	}
	for _, m := range every(o) {
		if m.Sock == token {
			return []Mechanism{m}
		}
	}
	return nil
}
