package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// An adminCall is an administrative wish. It travels as JSON over a socket in
// the data directory while the service runs.
type adminCall struct {
	Verb     string `json:"verb"` // add, list, remove, passwd, app-password
	Name     string `json:"name,omitempty"`
	Password string `json:"password,omitempty"`
	Label    string `json:"label,omitempty"`
	Scope    string `json:"scope,omitempty"`
}

// An adminAnswer is what came of it.
type adminAnswer struct {
	Users    []account `json:"users,omitempty"`
	Password string    `json:"password,omitempty"` // a new app password
	Error    string    `json:"error,omitempty"`
}

// account is a user as it is listed.
type account struct {
	Name  string    `json:"name"`
	Admin bool      `json:"admin"`
	Added time.Time `json:"added"`
	Bytes int64     `json:"bytes"`
}

// socketName is the socket's name in the data directory. Only the owner of the
// directory can reach it.
func socketName(data string) string { return filepath.Join(data, "admin.sock") }

// administer does a call on a library.
func administer(ctx context.Context, lib *library.Library, accounts *library.Accounts, call adminCall) (*adminAnswer, error) {
	switch call.Verb {
	case "add":
		_, err := accounts.AddUser(ctx, call.Name, call.Password)
		return &adminAnswer{}, err
	case "list":
		return listAccounts(ctx, lib, accounts)
	}
	user, err := accounts.Lookup(ctx, call.Name)
	if err != nil {
		return nil, err
	}
	switch call.Verb {
	case "remove":
		return &adminAnswer{}, accounts.RemoveUser(ctx, user.ID)
	case "passwd":
		return &adminAnswer{}, accounts.SetPassword(ctx, user.ID, call.Password)
	case "app-password":
		return newAppPassword(ctx, accounts, user.ID, call)
	}
	return nil, fmt.Errorf("unknown verb %q", call.Verb)
}

func newAppPassword(ctx context.Context, accounts *library.Accounts, user library.ID, call adminCall) (*adminAnswer, error) {
	scope, err := mediasock.ParseScope(call.Scope)
	if err != nil {
		return nil, err
	}
	password, err := accounts.NewAppPassword(ctx, user, call.Label, scope)
	return &adminAnswer{Password: password}, err
}

func listAccounts(ctx context.Context, lib *library.Library, accounts *library.Accounts) (*adminAnswer, error) {
	var answer adminAnswer
	users, err := accounts.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		bytes, err := lib.Index().Usage(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		answer.Users = append(answer.Users, account{u.Name, u.Admin, u.Added, bytes})
	}
	return &answer, nil
}

// serveAdmin takes calls from the socket until ctx is done.
func serveAdmin(ctx context.Context, data string, lib *library.Library, accounts *library.Accounts, log *slog.Logger) (stop func(), err error) {
	name := socketName(data)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err // the lock of the data directory is held: nobody else listens there
	}
	listener, err := net.Listen("unix", name)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(name, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: adminHandler(lib, accounts, log), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("admin socket", "error", err)
		}
	}()
	return func() { server.Close() }, nil
}

func adminHandler(lib *library.Library, accounts *library.Accounts, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call adminCall
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&call); err != nil {
			http.Error(w, "malformed call", http.StatusBadRequest)
			return
		}
		answer, err := administer(r.Context(), lib, accounts, call)
		if err != nil {
			answer = &adminAnswer{Error: trimPrefix(err)}
		}
		log.Info("admin", "verb", call.Verb, "user", call.Name, "ok", err == nil)
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			log.Error("admin", "error", err)
		}
	})
}

// callAdmin does a call on the service that runs on data, or if none runs, on
// the library itself.
func (p *program) callAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	answer, err := sendAdmin(ctx, data, call)
	if errors.Is(err, errNotRunning) {
		return p.localAdmin(ctx, data, call)
	}
	if err == nil && answer.Error != "" {
		return nil, errors.New(answer.Error)
	}
	return answer, err
}

var errNotRunning = errors.New("the service does not run")

// sendAdmin sends a call through the socket.
func sendAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	body, err := json.Marshal(call)
	if err != nil {
		return nil, err
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socketName(data))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://admin/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	response, err := (&http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}).Do(request)
	var dialError *net.OpError
	if errors.As(err, &dialError) && dialError.Op == "dial" && !errors.Is(err, os.ErrPermission) {
		return nil, errNotRunning
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer adminAnswer
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<24)).Decode(&answer); err != nil {
		return nil, fmt.Errorf("the service's answer: %w", err)
	}
	return &answer, nil
}

// localAdmin opens the library, under its lock, and does the call.
func (p *program) localAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	h, err := openHome(ctx, homeOptions{Data: data, Log: log})
	if err != nil {
		return nil, err
	}
	answer, err := administer(ctx, h.Library, h.Accounts, call)
	return answer, errors.Join(err, h.Close())
}
