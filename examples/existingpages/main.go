// Existingpages is an old web site: a login page, a page of albums and an upload
// page, in net/http and nothing else. It becomes a MediaSock service by what
// "mediasock snippet login" and "mediasock snippet upload" write into the heads
// of its pages, and by the names of its form fields; no code of MediaSock runs
// in it (MS-220 to MS-228).
//
//	go run ./examples/existingpages
//	mediasock login localhost:8080 --user ann     (her password is sesame)
//	mediasock upload pier.jpg --to localhost:8080 --album Holiday
package main

import (
	"crypto/rand"
	"embed"
	"html/template"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"sync"
	text "text/template"
)

//go:embed pages
var files embed.FS

// The blocks are what mediasock snippet wrote, with what changes in them. They
// are templates of their own, because html/template drops comments from pages.
var (
	pages  = template.Must(template.ParseFS(files, "pages/*.html"))
	blocks = text.Must(text.ParseFS(files, "pages/*.block"))
)

func main() {
	log.Fatal(http.ListenAndServe("127.0.0.1:8080", newSite().routes()))
}

const (
	maxUpload = 32 << 20 // bytes
	maxMemory = 1 << 20  // of them in memory
)

// A site keeps everything in memory.
type site struct {
	mu       sync.Mutex
	sessions map[string]bool
	albums   map[string]string // titles by id
	pictures []picture
}

// A picture is what was uploaded.
type picture struct {
	ID, Album, Title, Name string
	Keywords               []string
	Bytes                  []byte
}

func newSite() *site {
	return &site{sessions: map[string]bool{}, albums: map[string]string{"12": "Holiday", "13": "Cats & dogs"}}
}

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/mediasock/{$}", s.login) // the alias of the login page: all that the site adds to its routes
	mux.HandleFunc("/login", s.login)
	mux.HandleFunc("GET /albums", s.list)
	mux.HandleFunc("/upload", s.upload)
	return mux
}

// A view is what a page shows. The block takes State and Message from it.
type view struct {
	Base    string
	State   int
	Message string
	Albums  map[string]string
	Item    string
	Block   template.HTML
}

// login shows the login form, and signs in who filled it in.
func (s *site) login(w http.ResponseWriter, r *http.Request) {
	v := view{Base: base(r), State: 1}
	if s.signedIn(r) {
		v.State = 0
	}
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, maxMemory)
		_ = r.ParseMultipartForm(maxMemory) // other forms are parsed by it too
		if v.State = 2; r.PostFormValue("username") == "ann" && r.PostFormValue("password") == "sesame" {
			v.State = 0
			http.SetCookie(w, &http.Cookie{Name: "session", Value: s.begin(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
		} else if r.PostFormValue("username") == "" {
			v.State = 1
		} else {
			v.Message = "Who are you?"
		}
	}
	show(w, "login", v)
}

func (s *site) begin() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := rand.Text()
	s.sessions[id] = true
	return id
}

func (s *site) signedIn(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	cookie, err := r.Cookie("session")
	return err == nil && s.sessions[cookie.Value]
}

// list shows the albums.
func (s *site) list(w http.ResponseWriter, r *http.Request) {
	if !s.signedIn(r) {
		show(w, "login", view{Base: base(r), State: 1})
		return
	}
	show(w, "albums", view{Base: base(r), Albums: s.albums})
}

// upload shows the upload form, and keeps what was sent by it.
func (s *site) upload(w http.ResponseWriter, r *http.Request) {
	if !s.signedIn(r) {
		show(w, "login", view{Base: base(r), State: 1})
		return
	}
	v := view{Base: base(r), Albums: s.albums}
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		v.State, v.Message, v.Item = s.keep(r)
	}
	show(w, "upload", v)
}

// keep keeps a picture and returns the state, a message, and the picture's id.
func (s *site) keep(r *http.Request) (state int, message, id string) {
	file, header, err := r.FormFile("media.data")
	if err != nil {
		return 7, "Which picture?", ""
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return 5, "The picture broke off.", ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	album := r.PostFormValue("media.parents")
	if s.albums[album] == "" {
		return 7, "Which album?", ""
	}
	for _, p := range s.pictures {
		if string(p.Bytes) == string(content) {
			return 20, "It is here already.", p.ID
		}
	}
	p := picture{
		ID: strconv.Itoa(123 + len(s.pictures)), Album: album, Name: header.Filename, Bytes: content,
		Title: r.PostFormValue("media.title"), Keywords: strings.Split(r.PostFormValue("media.keywords"), ";"),
	}
	s.pictures = append(s.pictures, p)
	return 0, "", p.ID
}

func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func show(w http.ResponseWriter, page string, v view) {
	var block strings.Builder
	err := blocks.ExecuteTemplate(&block, page+".block", v)
	if err == nil {
		v.Block = template.HTML(block.String()) // every value in it is escaped
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		err = pages.ExecuteTemplate(w, page+".html", v)
	}
	if err != nil {
		log.Print(err)
	}
}
