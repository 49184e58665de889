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
	"time"

	"github.com/mediasock/mediasock/library"
)

// serveAdmin takes calls from the socket until ctx is done.
func serveAdmin(ctx context.Context, data string, lib *library.Library, accounts *library.Accounts, log *slog.Logger) (stop func(), err error) {
	name, err := newSocketName(data)
	if err != nil {
		return nil, err
	}
	listener, err := listenAdmin(name.path)
	if err != nil {
		name.close()
		return nil, err
	}
	server := &http.Server{Handler: adminHandler(lib, accounts, log), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("admin socket", "error", err)
		}
	}()
	return func() {
		server.Close()
		name.close()
	}, nil
}

// listenAdmin listens at a socket that is made anew: the lock of the data
// directory is held, so nobody else listens there.
func listenAdmin(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
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
			answer = &adminAnswer{Error: errorText(err)}
		}
		log.Info("admin", "verb", call.Verb, "user", call.Name, "ok", err == nil)
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(answer); err != nil {
			log.Error("admin", "error", err)
		}
	})
}

var errNotRunning = errors.New("the service does not run")

// sendAdmin sends a call through the socket.
func sendAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	body, err := json.Marshal(call)
	if err != nil {
		return nil, err
	}
	name, err := newSocketName(data)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNotRunning
	}
	if err != nil {
		return nil, err
	}
	defer name.close()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", name.path)
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
