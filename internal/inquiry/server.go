package inquiry

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hemostat/hemostat/internal/scope"
)

// A Server answers other processes of the same user.
type Server struct {
	http   *http.Server
	cancel context.CancelFunc // of all answers
	done   chan error

	mu      sync.Mutex
	closed  bool
	answers sync.WaitGroup
}

// How long answers that are under way may take when the server is closed: to
// come to their end by themselves, and to be heard out that they were cut short.
const (
	closeGrace = 2 * time.Second
	closeReply = time.Second
)

// Serve answers on the socket at path until the server is closed.
func (d *Desk) Serve(path string) (*Server, error) { return serve(path, d.handler()) }

func serve(path string, h http.Handler) (*Server, error) {
	listener, err := scope.ListenSocket(path)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{cancel: cancel, done: make(chan error, 1)}
	s.http = &http.Server{
		Handler: s.tracked(h), ReadHeaderTimeout: 5 * time.Second,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

// tracked keeps count of the answers that are under way, and begins none after
// Close.
func (s *Server) tracked(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		closed := s.closed
		if !closed {
			s.answers.Add(1)
		}
		s.mu.Unlock()
		if closed {
			http.Error(w, errCut.Error(), http.StatusServiceUnavailable)
			return
		}
		defer s.answers.Done()
		h.ServeHTTP(w, r)
	})
}

// Close ends the server. Answers that are under way have a moment to come to
// their end, then they are cut short. When it returns none is under way: what
// they read from may be closed.
func (s *Server) Close() error { return s.CloseAfter(context.Background(), closeGrace) }

// CloseAfter is Close that lets answers come to their end for so long, or until ctx ends.
func (s *Server) CloseAfter(ctx context.Context, grace time.Duration) error {
	defer s.cancel()
	err := s.shutdown(ctx, grace)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		s.cancel()
		if err = s.shutdown(context.Background(), closeReply); errors.Is(err, context.DeadlineExceeded) {
			err = s.http.Close() // ends writes to whoever does not read
		}
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.answers.Wait()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func (s *Server) shutdown(ctx context.Context, grace time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	return s.http.Shutdown(ctx)
}
