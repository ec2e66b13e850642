package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/agent"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/sweep"
)

type agentFlags struct {
	scope   string
	listen  string
	address string
	name    string
	invite  string
}

func (a *app) agentCommand() *cobra.Command {
	var o agentFlags
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Ask for a hemostat in another network, under a scope of this machine's own",
		Long: `Agent waits for questions of a hemostat elsewhere and asks them from this machine: a second network, from
which a closure is denied too. It asks what its own --scope covers and nothing else, whatever the one who asks
may do; both scopes hold. It keeps nothing: the answers, with their evidence, go to whoever asked.

--invite writes the invitation, a file by which the two know each other: the address, the digest of this
agent's key, and a token. Whoever has it can ask. Hand it over as a secret and name it there with --via:

  hemostat verify TARGET --scope scope.toml --via agent:frankfurt.json

The key lies in --key-dir; without it a new agent is another one. --address is what the invitation names where
this machine is reached by another name or port than it listens on. Each question is told on standard output,
without contents.`,
		Example: `  hemostat agent --scope scope.toml --listen 0.0.0.0:7443 --address agent.cert.example:7443 --name "CERT, Frankfurt" --invite frankfurt.json`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.agent(cmd.Context(), &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with what this agent may ask")
	f.StringVar(&o.listen, "listen", "127.0.0.1:7443", "address and port to listen on; port 0 takes a free one")
	f.StringVar(&o.address, "address", "", "address and port by which it is reached (default: that of --listen)")
	f.StringVar(&o.name, "name", "", "what this place is called")
	f.StringVar(&o.invite, "invite", "", "file to write the invitation to")
	return cmd
}

func (a *app) agent(ctx context.Context, o *agentFlags) error {
	if o.scope == "" {
		return usageError{errors.New("--scope is missing: an agent asks what its own scope covers")}
	}
	s, err := scope.Load(o.scope)
	if err != nil {
		return usageError{err}
	}
	identity, err := agent.LoadIdentity(filepath.Join(a.keyDir, "agent"))
	if err != nil {
		return err
	}
	l, err := scope.Listen(ctx, o.listen)
	if err != nil {
		return usageError{fmt.Errorf("--listen %s: %w", o.listen, err)}
	}
	defer l.Close()
	if o.address == "" {
		o.address = l.Addr().String()
	}
	invitation, err := identity.Invite(o.address, o.name)
	if err != nil {
		return usageError{err}
	}
	if o.invite != "" {
		text, err := json.MarshalIndent(invitation, "", "  ")
		if err != nil {
			return err
		}
		err = writeFile(o.invite, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err }, nil)
		if err != nil {
			return err
		}
		a.note("the invitation %s lets its holder ask this agent: hand it over as a secret", o.invite)
	}
	a.note("agent with the key %s answers at %s", invitation.Key, l.Addr())
	server := agent.Server{Identity: identity, Scope: s, Version: version(), Now: a.now, Tell: a.agentTells()}
	return server.Serve(ctx, l)
}

// agentTells returns what prints questions, one at a time.
func (a *app) agentTells() func(asker, target, check, outcome string) {
	var mu sync.Mutex
	return func(asker, target, check, outcome string) {
		mu.Lock()
		defer mu.Unlock()
		at := a.now().UTC().Format(time.RFC3339)
		if a.json {
			writeLine(a.stdout, map[string]string{"at": at, "asker": asker, "target": target, "check": check, "outcome": outcome})
			return
		}
		fmt.Fprintf(a.stdout, "%s  %s  %s  %s  %s\n", at, asker, sweep.OneLine(target), sweep.OneLine(check), outcome)
	}
}
