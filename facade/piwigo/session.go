package piwigo

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// cookieName is the cookie of a session (P-5).
const cookieName = "pwg_id"

// A caller is who calls, and how that is known.
type caller struct {
	user *mediasock.User // nil: a guest
	sid  string          // the session's own token; "" if there is none
	key  bool            // by an API key, of which the token need not be told (P-6)
}

// scope returns what the caller may do.
func (c *caller) scope() mediasock.Scope {
	if c.user == nil {
		return mediasock.ScopeNone
	}
	return c.user.Scope
}

// identify finds out who calls by the request's headers: an API key, what every
// URL of the service takes, a session. The cookie of the service's own pages is
// not taken: browsers send it with what other sites make them ask.
func (c *call) identify() error {
	header := c.r.Header
	if key := header.Get("X-PIWIGO-API"); key != "" {
		secret, err := c.byKey(key)
		if err != nil {
			return err
		}
		c.user, c.key = secret.User, true
		return nil
	}
	if header.Get("Authorization") != "" || header.Get("X-WSSE") != "" {
		c.user = c.Door.User(c.r)
	}
	cookie, err := c.r.Cookie(cookieName)
	if err != nil || cookie.Value == "" {
		return nil
	}
	u, err := c.Door.Resume(c.r.Context(), cookie.Value)
	switch {
	case errors.Is(err, mediasock.ErrAuthRequired):
		return nil // the session has ended: a guest
	case err != nil:
		return err
	}
	c.user, c.sid = u, cookie.Value
	return nil
}

// keyName matches the public part of an API key.
var keyName = regexp.MustCompile(`^(?i:pkid-[0-9]{8}-[a-z0-9]{20})$`)

// byKey returns whose API key this is: NAME:SECRET, where the secret is an app
// password, and the name that of its user or of any key.
func (c *call) byKey(key string) (*auth.Secret, error) {
	name, secret, ok := strings.Cut(key, ":")
	if !ok {
		return nil, &fault{codeDenied, "Invalid api_key"}
	}
	s, err := c.password(name, secret)
	if errors.Is(err, mediasock.ErrCredentials) {
		return nil, &fault{codeDenied, "Invalid api_key"}
	}
	return s, err
}

func (c *call) password(name, password string) (*auth.Secret, error) {
	if keyName.MatchString(name) {
		return c.Door.Key(c.r, password)
	}
	return c.Door.Password(c.r, name, password)
}

// enter signs in by the parameters of uploadAsync, once they are there (P-13).
func (c *call) enter() error {
	if c.tries || c.method != "pwg.images.uploadAsync" || !c.args.said("username") || !c.args.said("password") {
		return nil
	}
	c.tries = true
	secret, err := c.password(c.args.get("username"), c.args.get("password"))
	if err != nil {
		return err
	}
	c.user, c.key = secret.User, true
	return nil
}

// token returns what pwg_token has to be: bound to the session, so that another
// site that makes a browser send the cookie cannot know it.
func (c *call) token() string {
	bound := c.sid
	if bound == "" && c.user != nil {
		bound = "user " + c.user.ID
	}
	sum := hmac.New(sha256.New, []byte(tokenKey(c.sid, c.secret)))
	sum.Write([]byte("pwg_token " + bound))
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// tokenKey keys the token of a session by the session, which is secret and
// outlives this process; others by a secret of the process.
func tokenKey(session, secret string) string {
	if session != "" {
		return session
	}
	return secret
}

// trusted checks pwg_token where a method asks for it, and where a caller sends
// it without being asked.
func (c *call) trusted(needed bool) error {
	if c.key || !needed && !c.args.has("pwg_token") {
		return nil
	}
	if !hmac.Equal([]byte(c.args.get("pwg_token")), []byte(c.token())) {
		return &fault{codeToken, "Invalid security token"}
	}
	return nil
}

// login opens a session.
func login(c *call) (any, error) {
	if c.key {
		return nil, &fault{codeDenied, "Cannot use this method with an api key"}
	}
	secret, err := c.password(c.args.get("username"), c.args.get("password"))
	if err != nil {
		return nil, err
	}
	token, err := c.Door.Begin(c.r.Context(), secret)
	if err != nil {
		return nil, err
	}
	c.cookie(token, 0)
	return true, nil
}

// cookie sets the session's cookie. It is never sent with what another site asks.
func (c *call) cookie(value string, age int) {
	http.SetCookie(c.w, &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(c.Base(c.r), "https://"), SameSite: http.SameSiteStrictMode,
	})
}

// logout ends the session.
func logout(c *call) (any, error) {
	if c.key {
		return nil, &fault{codeDenied, "Cannot use this method with an api key"}
	}
	if c.sid != "" {
		if err := c.Door.End(c.r.Context(), c.sid); err != nil {
			return nil, err
		}
		c.cookie("", -1)
	}
	return true, nil
}

// status tells who is signed in.
func status(c *call) (any, error) {
	name, rank := "guest", "guest"
	if c.user != nil {
		name, rank = c.user.Name, ranks[c.scope()]
	}
	s := object{
		{"username", name}, {"status", rank}, {"theme", "modus"}, {"language", "en_UK"},
		{"pwg_token", c.token()}, {"charset", "utf-8"},
		{"current_datetime", c.Time().UTC().Format(time.DateTime)}, {"version", version},
	}
	agent := c.r.UserAgent()
	if !strings.HasPrefix(agent, "Apache-HttpClient/") { // Piwigo Remote Sync cannot read a list here
		s = append(s, field{"available_sizes", sizeNames()})
	}
	if c.scope() >= mediasock.ScopeUpload {
		s = append(s, field{"upload_file_types", fileTypes}, field{"upload_form_chunk_size", chunkSize >> 10})
	}
	return s, nil
}

// ranks are what scopes are called.
var ranks = map[mediasock.Scope]string{
	mediasock.ScopeNone: "guest", mediasock.ScopeRead: "normal", mediasock.ScopeUpload: "admin", mediasock.ScopeManage: "webmaster",
}

// fileTypes are the endings that clients may offer; the service takes any file.
const fileTypes = "jpg,jpeg,png,gif,webp,heic,heif,avif,tif,tiff,dng,cr2,cr3,nef,arw,raf,rw2,orf,svg,pdf,mp4,mov,m4v,avi,mkv,webm,mpg,ogv,mp3,m4a,ogg,flac,wav"

// chunkSize is in what pieces clients are asked to send.
const chunkSize = 500 << 10
