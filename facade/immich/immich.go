// Package immich serves the part of Immich's HTTP API that uploads need, so that
// Immich's own command line, immich-go and programs like them can use any
// [mediasock.Session]: signing in, asking what is known, uploading, albums,
// tags, changing, finding, downloading.
//
// What is other than with Immich:
//
//   - An API key is an app password; a sign-in by e-mail takes the user's name,
//     with or without what the service tells as its e-mail address, and an app
//     password. The account's own password is taken nowhere here.
//   - Ids are UUIDs that are made of the service's own and lead back to them.
//   - Deleting moves to the trash, with "force" too: nothing is destroyed by a
//     call. Files that lie in the trash are told as wanted, and uploading one
//     takes it out again.
//   - A file's date is its own; fileCreatedAt counts where it has none. The words
//     of a sidecar are read.
//   - Tags are keywords, the description is the caption. Favourite, rating and
//     visibility are kept as attributes of the domain "immich" and told again;
//     they hide nothing.
//   - Found assets come in the order of their latest change.
//   - There are no stacks, faces, shared links or live photographs, no search by
//     meaning, and no queues: those are told as empty and idle.
package immich

import (
	"net/http"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// Kind returns the façade as a program serves it.
func Kind() facade.Kind {
	return facade.Kind{Name: "immich", Title: "Immich", New: func(h *facade.Host) facade.Facade { return newService(h) }}
}

// A service is the façade before a host.
type service struct {
	*facade.Host
	sums  *memory[[20]byte, [32]byte] // SHA-256 by SHA-1, of files whose SHA-1 is not kept yet
	tags  *memory[string, string]     // keywords by the id of their tag
	pages *memory[string, string]     // cursors by the page that they lead to

	words sync.Mutex // held while words are read, changed and written back
}

var (
	_ facade.Facade = (*service)(nil)
	_ facade.Judge  = (*service)(nil)
)

func newService(h *facade.Host) *service {
	return &service{
		Host: h,
		sums: newMemory[[20]byte, [32]byte](4096), tags: newMemory[string, string](16384), pages: newMemory[string, string](4096),
	}
}

// APIs implements facade.Facade.
func (s *service) APIs(base string) mediasock.APIs {
	return mediasock.APIs{{Name: "immich.*", URL: base + root}}
}

// Links implements facade.Facade: Immich's clients know where to look.
func (s *service) Links(string) []facade.Link { return nil }

// root is the path that all but the first of the routes are below.
const root = "/api"

// A route is something that is answered, and what scope it takes; ScopeNone is
// everybody.
type route struct {
	pattern string
	need    mediasock.Scope
	do      func(*exchange) (any, error)
}

// routes is the one list of them.
var routes = []route{
	{"GET /.well-known/immich", mediasock.ScopeNone, (*exchange).wellKnown},
	{"GET /api/server/ping", mediasock.ScopeNone, (*exchange).ping},
	{"GET /api/server/version", mediasock.ScopeNone, (*exchange).version},
	{"GET /api/server/features", mediasock.ScopeNone, (*exchange).features},
	{"GET /api/server/config", mediasock.ScopeNone, (*exchange).config},
	{"GET /api/server/media-types", mediasock.ScopeNone, (*exchange).mediaTypes},
	{"GET /api/server/about", mediasock.ScopeRead, (*exchange).about},

	{"POST /api/auth/login", mediasock.ScopeNone, (*exchange).login},
	{"POST /api/auth/logout", mediasock.ScopeRead, (*exchange).logout},
	{"POST /api/auth/validateToken", mediasock.ScopeRead, (*exchange).validate},
	{"GET /api/users/me", mediasock.ScopeRead, (*exchange).me},
	{"GET /api/api-keys/me", mediasock.ScopeRead, (*exchange).myKey},

	{"POST /api/assets/bulk-upload-check", mediasock.ScopeRead, (*exchange).check},
	{"POST /api/assets", mediasock.ScopeUpload, (*exchange).upload},
	{"GET /api/assets/statistics", mediasock.ScopeRead, (*exchange).statistics},
	{"GET /api/assets/{id}", mediasock.ScopeRead, (*exchange).asset},
	{"GET /api/assets/{id}/metadata", mediasock.ScopeRead, (*exchange).metadata},
	{"GET /api/assets/{id}/thumbnail", mediasock.ScopeRead, (*exchange).thumbnail},
	{"GET /api/assets/{id}/original", mediasock.ScopeRead, (*exchange).original},
	{"GET /api/assets/{id}/video/playback", mediasock.ScopeRead, (*exchange).original},
	{"PUT /api/assets/{id}", mediasock.ScopeManage, (*exchange).change},
	{"PUT /api/assets/{id}/metadata", mediasock.ScopeManage, (*exchange).setMetadata},
	{"PUT /api/assets/copy", mediasock.ScopeManage, (*exchange).copy},
	{"PUT /api/assets", mediasock.ScopeManage, (*exchange).changeAll},
	{"DELETE /api/assets", mediasock.ScopeManage, (*exchange).remove},

	{"POST /api/search/metadata", mediasock.ScopeRead, (*exchange).search},
	{"POST /api/search/smart", mediasock.ScopeRead, unsupported},

	{"GET /api/albums", mediasock.ScopeRead, (*exchange).albums},
	{"POST /api/albums", mediasock.ScopeUpload, (*exchange).addAlbum},
	{"PUT /api/albums/assets", mediasock.ScopeUpload, (*exchange).fileAll},
	{"GET /api/albums/{id}", mediasock.ScopeRead, (*exchange).album},
	{"PATCH /api/albums/{id}", mediasock.ScopeManage, (*exchange).changeAlbum},
	{"DELETE /api/albums/{id}", mediasock.ScopeManage, (*exchange).removeAlbum},
	{"PUT /api/albums/{id}/assets", mediasock.ScopeUpload, (*exchange).file},
	{"DELETE /api/albums/{id}/assets", mediasock.ScopeManage, (*exchange).unfile},

	{"GET /api/tags", mediasock.ScopeRead, (*exchange).listTags},
	{"PUT /api/tags", mediasock.ScopeUpload, (*exchange).upsertTags},
	{"PUT /api/tags/assets", mediasock.ScopeManage, (*exchange).tagAll},
	{"PUT /api/tags/{id}/assets", mediasock.ScopeManage, (*exchange).tag},
	{"DELETE /api/tags/{id}/assets", mediasock.ScopeManage, (*exchange).untag},

	{"GET /api/stacks", mediasock.ScopeRead, (*exchange).stacks},
	{"POST /api/stacks", mediasock.ScopeRead, unsupported},
	{"GET /api/jobs", mediasock.ScopeManage, (*exchange).queues},
	{"PUT /api/jobs/{name}", mediasock.ScopeManage, (*exchange).command},

	{"/api/", mediasock.ScopeNone, nowhere},
}

// Routes implements facade.Facade.
func (s *service) Routes(mux facade.Mux) {
	for _, r := range routes {
		mux.Handle(r.pattern, s.handle(r))
	}
}

// Judges implements facade.Judge: API keys and tokens are known here alone.
func (s *service) Judges(r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, root+"/") {
		return false
	}
	_, bears := bearer(r)
	return bears || r.Header.Get(keyHeader) != ""
}
