package metaweblog

import (
	"net/http"

	"github.com/mediasock/mediasock/internal/weblogwire"
)

// blogID is the id of the only weblog.
const blogID = "1"

// rsd tells the ways in, MediaSock's own among them.
func (w *weblog) rsd(out http.ResponseWriter, r *http.Request) {
	base := w.Base(r)
	d := weblogwire.RSD{Engine: "MediaSock", EngineLink: "https://github.com/mediasock/mediasock", Home: base + "/"}
	for _, name := range []string{"MetaWeblog", "Movable Type", "Blogger"} {
		d.APIs = append(d.APIs, weblogwire.API{Name: name, Link: base + endpoint, Blog: blogID, Preferred: name == "MetaWeblog"})
	}
	d.APIs = append(d.APIs, weblogwire.API{Name: "MediaSock", Link: base + "/mediasock/", Blog: blogID})
	out.Header().Set("Content-Type", "application/rsd+xml")
	_, _ = out.Write(d.Append(nil)) // the client may be gone
}
