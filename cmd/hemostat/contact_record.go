package main

import (
	"context"
	"errors"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/respond/contact"
)

// recorded takes over what the register says was asked and read, so that the letter claims no
// less than was done.
func (a *app) recorded(ctx context.Context, arg string, t exposure.Target, l *contact.Letter) error {
	r, err := a.knownRegister(ctx)
	if errors.Is(err, errNoRegister) {
		return nil
	}
	if err != nil {
		return err
	}
	defer r.Close()
	leftovers := map[string]bool{}
	for _, name := range checks.Leftovers(t) {
		leftovers["GET "+t.Endpoint+"/"+name] = false
	}
	asked := &l.Asked
	err = r.Questions(ctx, t, func(e probe.Evidence) {
		if asked.Questions++; asked.Questions == 1 {
			asked.First = e.At
		}
		asked.Last = e.At
		request, _, _ := strings.Cut(e.Request, " (") // what follows is how much of it
		if _, ok := leftovers[request]; ok {
			leftovers[request] = true
		}
	})
	if err != nil {
		return err
	}
	for _, name := range checks.Leftovers(t) {
		if leftovers["GET "+t.Endpoint+"/"+name] {
			asked.Leftovers = append(asked.Leftovers, strings.TrimPrefix(name, t.Prefix))
		}
	}
	if asked.Scans, err = r.Scans(ctx, t); err != nil || l.Link == nil {
		return err
	}
	link, err := parseTarget(arg)
	if err != nil || link.Query == "" {
		asked.Link = true // it is the register's own, which keeps what was open
		return nil
	}
	asked.Link, err = r.LinkAsked(ctx, link.Query)
	return err
}
