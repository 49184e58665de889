package piwigo

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
)

// A call is a call of a method.
type call struct {
	*gallery
	w      http.ResponseWriter
	r      *http.Request
	caller // who calls
	method string
	post   bool // it came by POST as Piwigo sees it (P-1)
	args   *arguments
	file   *spool // the file that came with it, or nil
	tries  bool   // name and password of the body have been judged
}

// stall is how long a body may stand still.
const stall = time.Minute

// serve answers a call of a method.
func (g *gallery) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{gallery: g, w: w, r: server.Patient(w, r, stall)}
	result, err := c.answer()
	if c.file != nil {
		if abort := c.file.abort(); abort != nil {
			g.Logger().WarnContext(r.Context(), "a staged file is left", "error", abort)
		}
	}
	c.write(result, err)
}

// answer reads the call and does what it says.
func (c *call) answer() (any, error) {
	if site := c.r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return nil, &fault{codeToken, "this request comes from another site"}
	}
	if err := c.identify(); err != nil {
		return nil, err
	}
	if err := c.read(); err != nil {
		return nil, err
	}
	if c.method == "" {
		return nil, &fault{codeMethod, `Missing "method" name`}
	}
	m, ok := c.methods[c.method]
	if !ok {
		return nil, &fault{codeMethod, "Method name is not valid"}
	}
	if err := c.enter(); err != nil {
		return nil, err
	}
	switch {
	case m.post && !c.post:
		return nil, &fault{codePost, "This method requires HTTP POST"}
	case m.need > c.scope():
		return nil, &fault{codeDenied, "Access denied"}
	}
	if c.key {
		c.args.values["pwg_token"] = []string{c.token()} // P-6
	}
	if err := m.check(c.args); err != nil {
		return nil, err
	}
	return m.run(c)
}

// read reads parameters and file. Of a POST that has fields the query counts for
// nothing but the format and, without one of its own, the method (P-1).
func (c *call) read() error {
	query, err := parseForm(c.r.URL.RawQuery)
	if err != nil {
		return err
	}
	c.args = query
	if c.r.Method == http.MethodPost {
		posted, err := c.body()
		if err != nil {
			return err
		}
		if posted.count > 0 {
			c.args, c.post = posted, true
		}
	}
	if c.method = c.args.get("method"); c.method == "" {
		c.method = query.get("method")
	}
	return nil
}

// session returns the caller's session: a stranger's if nobody has signed in.
func (c *call) session() (mediasock.Session, error) {
	return c.Backend.Session(c.r.Context(), c.user)
}

// id returns a parameter that is an id, "" if it is absent.
func (c *call) id(name string) string {
	if v := c.args.get(name); v != "0" {
		return v
	}
	return ""
}

// truth returns a parameter that is a boolean.
func (c *call) truth(name string, usually bool) bool {
	if v, ok := parseBool(c.args.get(name)); ok && c.args.has(name) {
		return v
	}
	return usually
}

// number returns a parameter that is a number.
func (c *call) number(name string, usually int) int {
	n, err := strconv.Atoi(c.args.get(name))
	if err != nil {
		return usually
	}
	return n
}

// ids returns a list of ids, sent as an array or in one text (P-14).
func (c *call) ids(name string) []string {
	var all []string
	for _, v := range c.args.values[name] {
		for _, id := range words(v) {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil && n > 0 && !slices.Contains(all, id) && len(all) < maxIDs {
				all = append(all, id)
			}
		}
	}
	return all
}

// maxIDs bounds a list of ids.
const maxIDs = 1000

// words splits a list at what Piwigo splits it.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;|", r) })
}
