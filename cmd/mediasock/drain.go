package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/mediasock/mediasock/internal/site"
)

// drainTime is how long requests that are under way may take after a signal.
const drainTime = 30 * time.Second

// runServer serves until ctx is done or the library can no longer be trusted,
// and works at the library's jobs meanwhile.
func (p *program) runServer(ctx context.Context, log *slog.Logger, listener net.Listener, s *site.Site, h *home) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 20 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	stopWork := startWork(ctx, log, h)
	defer stopWork()
	go rest(ctx)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	var failed error
	select {
	case failed = <-served:
	case err := <-h.Fatal():
		failed = fmt.Errorf("the index can no longer be trusted, stopping: %w", err)
	case <-ctx.Done():
		log.Info("stopping", "grace", drainTime)
	}
	s.Drain()
	return errors.Join(failed, drain(context.WithoutCancel(ctx), server))
}

// drain lets the requests that are under way end, and cuts those that take too
// long.
func drain(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests were cut: %w", err), server.Close())
	}
	return nil
}

// startWork begins to do the library's jobs; stop waits for the one under way.
func startWork(ctx context.Context, log *slog.Logger, h *home) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := h.Work(ctx); err != nil && ctx.Err() == nil {
			log.Error("the worker has stopped", "error", err)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}
