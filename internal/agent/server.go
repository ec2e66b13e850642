package agent

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/scope"
)

// A Server answers questions under its own scope.
type Server struct {
	Identity *Identity
	Scope    *scope.Scope
	Version  string           // of the program, for User-Agent
	Now      func() time.Time // nil: time.Now

	// Tell, where given, is told each question and what came of it. It is called from
	// several goroutines.
	Tell func(asker, target, check, outcome string)

	room chan struct{}
}

// maxAtOnce is how many questions are answered at a time; more wait.
const maxAtOnce = 64

// Handler returns what answers.
func (s *Server) Handler() http.Handler {
	s.room = make(chan struct{}, maxAtOnce)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+path, s.serve)
	return mux
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	given, want := sha256.Sum256([]byte(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))), sha256.Sum256([]byte(s.Identity.token))
	if subtle.ConstantTimeCompare(given[:], want[:]) == 0 {
		s.tell(r, question{}, "refused: it holds no invitation")
		http.Error(w, "no invitation", http.StatusUnauthorized)
		return
	}
	var q question
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestQuestion))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		http.Error(w, "no question that this version understands", http.StatusBadRequest)
		return
	}
	select {
	case s.room <- struct{}{}:
		defer func() { <-s.room }()
	case <-r.Context().Done():
		return
	}
	a := s.answer(r, q)
	if r.Context().Err() != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(a)
}

// answer asks the target as the agent's own scope allows.
func (s *Server) answer(r *http.Request, q question) (a answer) {
	said := "answered"
	defer func() { s.tell(r, q, said) }()
	fail := func(why string) answer {
		said = why
		return answer{Failed: why}
	}
	t, err := exposure.ParseTarget(q.Target)
	if err != nil || t.Provider == exposure.Folder {
		return fail("no target that this version understands")
	}
	depth, err := exposure.ParseDepth(q.Depth)
	if err != nil || depth > exposure.List {
		return fail("no depth of a probe")
	}
	for _, c := range checks.For(t) {
		if c.Info().Name != q.Check {
			continue
		}
		result, err := s.run(r, c, t, depth, q)
		var refusal *scope.Refusal
		switch {
		case errors.As(err, &refusal):
			said = "refused by its scope"
			return answer{Refused: &refused{refusal.What, refusal.Err.Error() + ": " + refusal.Why}}
		case err != nil:
			return fail("asking broke off")
		}
		return answer{Result: result, Object: result.Object}
	}
	return fail("no check of that name asks such a target in this version")
}

func (s *Server) run(r *http.Request, c probe.Check, t exposure.Target, depth exposure.Depth, q question) (*probe.Result, error) {
	grant, err := s.Scope.Grant(t, depth)
	for errors.Is(err, scope.ErrTooDeep) && depth > exposure.Probe {
		depth--
		grant, err = s.Scope.Grant(t, depth)
	}
	if err != nil {
		return nil, err
	}
	return probe.Run(r.Context(), c, probe.Options{
		Grant: grant, Version: s.Version, Depth: min(depth, grant.Depth), Now: s.Now, Objects: q.Objects, Seen: q.Seen, Brief: q.Brief,
	})
}

// tell names a target without its signature.
func (s *Server) tell(r *http.Request, q question, outcome string) {
	if s.Tell != nil {
		s.Tell(r.RemoteAddr, exposure.Redact(q.Target), q.Check, outcome)
	}
}

// Serve answers at l until ctx ends. Whoever holds no invitation holds no connection for long.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	config, err := s.Identity.TLS()
	if err != nil {
		return err
	}
	// Errors of handshakes are of whoever knocks, and say nothing to the operator.
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(io.Discard, "", 0), BaseContext: func(net.Listener) context.Context { return ctx },
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	if err := server.Serve(tls.NewListener(l, config)); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
