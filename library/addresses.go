package library

// Addresses say how the addresses in a feed are built.
type Addresses struct {
	Base  string // the site's, without a slash at its end; "" leaves them relative
	Files string // path before that of files and entries: "", "/feed"
	Query string // what those carry that a viewer must present: "key=…"; "" is nothing
	Pages string // what pages for people carry: "link=…"
}

func (a Addresses) file(kind string, id ID, more string) string {
	return a.Base + a.Files + "/" + kind + "/" + id.String() + query(more, a.Query)
}

func (a Addresses) page(path string) string { return a.Base + path + query(a.Pages) }

// query joins what is not empty.
func query(parts ...string) string {
	s := ""
	for _, p := range parts {
		if p != "" {
			s += map[bool]string{true: "?", false: "&"}[s == ""] + p
		}
	}
	return s
}
