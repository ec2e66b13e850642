package inquiry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// listedKeys bounds the list of keys to rotate, at some kilobytes each.
const listedKeys = 50_000

// A KeysQuestion says how the keys to rotate are to be listed.
type KeysQuestion struct {
	Names    bool   // open the names that stand with them from the vault
	Breached string // path of a list of breached passwords to look in; "" for none
	By       string // who asks, for the chain of custody
}

// Keys implements [Answerer].
func (d *Desk) Keys(ctx context.Context, q KeysQuestion) (list *rotate.List, err error) {
	if (q.Names || q.Breached != "") && d.campaign.Vault == nil {
		return nil, fmt.Errorf("%s keeps no values, by its basis %s: names stay masks, and passwords cannot be looked up", d.campaign.Properties.Label, d.campaign.Properties.Basis)
	}
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if s.ways, err = d.secretUnits(ctx); err != nil {
		return nil, err
	}
	for _, err := range s.contents(ctx)() { // fills the ways in
		if err != nil {
			return nil, err
		}
	}
	if list, _, err = s.keys(ctx); err != nil {
		return nil, err
	}
	return list, d.openKeys(ctx, list, q)
}

// keys lists the credentials to rotate, the two halves of a pair as one: whoever counts them does
// so here. found are those of which it is made, the surest first. The ways must be filled in.
func (s *sight) keys(ctx context.Context) (list *rotate.List, found []rotate.Found, err error) {
	list = &rotate.List{At: time.Now().UTC().Truncate(time.Second), LeftOut: map[string]uint64{}}
	if found, err = s.foundKeys(ctx, list); err != nil {
		return nil, nil, err
	}
	marks, err := s.campaign.Catalog.Marks(ctx)
	if err != nil {
		return nil, nil, err
	}
	list.Keys = rotate.Make(found, rotate.Standing(marks), list.At)
	list.Count()
	return list, found, nil
}

// foundKeys gathers what ledger and catalog know of the credentials.
func (s *sight) foundKeys(ctx context.Context, list *rotate.List) ([]rotate.Found, error) {
	all, total, err := s.urgentOf(ctx, s.ways, listedKeys, func(id *exposure.Identity) bool {
		if id.Class.Usable() || id.Class == exposure.ClassExpired {
			return true
		}
		list.LeftOut[string(id.Class)]++
		return false
	})
	if err != nil {
		return nil, err
	}
	if list.Cut = total - uint64(len(all)); list.Cut > 0 {
		list.Note = append(list.Note, fmt.Sprintf("%d credentials beyond the %d most urgent are not listed: those of which least is certain and that stand in fewest places.", list.Cut, len(all)))
	}
	for _, step := range []func() error{
		func() error { return s.listUnits(ctx, s.ways, all) },
		func() error { return s.listPlaces(ctx, all) },
		func() error { return s.describe(ctx, all) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, urgent) // rules are known now
	open, err := s.openTargets(ctx)
	if err != nil {
		return nil, err
	}
	found := make([]rotate.Found, len(all))
	at := make(map[exposure.Fingerprint]int, len(all))
	for i := range all {
		found[i] = s.foundKey(&all[i], open)
		at[found[i].Print] = i
	}
	told, err := s.facts(ctx, found, at)
	if err != nil {
		return nil, err
	}
	return found, s.beside(ctx, all, found, records{at: at, told: told})
}

func (s *sight) foundKey(u *secretUse, open []string) rotate.Found {
	c := s.credential(*u)
	k := rotate.Key{Rule: c.Rule, Title: c.Title, Class: c.Class, Masked: c.Masked, Mentions: c.Mentions, Contents: u.contents, Ways: u.ways, Places: c.Places, Advice: c.Advice}
	if c.First != nil {
		p := rotate.Position(*c.First)
		k.First = &p
	}
	for _, target := range open {
		if slices.ContainsFunc(c.Places, func(place string) bool { return strings.HasPrefix(place, strings.TrimSuffix(target, "/")+"/") }) {
			k.Exposed = append(k.Exposed, target)
		}
	}
	return rotate.Found{Print: u.identity.Fingerprint, Key: k, Password: credential.Password(c.Rule)}
}

// openTargets returns the targets of which the newest verdict on reading or listing by
// anybody is that it is open.
func (s *sight) openTargets(ctx context.Context) (open []string, err error) {
	all, err := s.campaign.Catalog.Exposures(ctx)
	for _, e := range all {
		newest := map[exposure.Right]exposure.Finding{}
		for _, f := range e.Rights {
			if last, ok := newest[f.Right]; f.Access == "anonymous" && (!ok || !f.At.Before(last.At)) {
				newest[f.Right] = f
			}
		}
		if newest[exposure.RightRead].Verdict == exposure.Open || newest[exposure.RightList].Verdict == exposure.Open {
			open = append(open, e.Target)
		}
	}
	return open, err
}

// A toldIn is a credential, by its place in the list, and a content.
type toldIn struct {
	key  int
	unit exposure.Unit
}

// facts adds what published contents tell of the credentials, and returns which of them
// name what stands beside one.
func (s *sight) facts(ctx context.Context, found []rotate.Found, at map[exposure.Fingerprint]int) (told map[toldIn]bool, err error) {
	told = map[toldIn]bool{}
	for c, err := range s.campaign.Catalog.Credentials(ctx) {
		if err != nil {
			return nil, err
		}
		i, listed := at[c.Print]
		if !listed || s.ways[c.Unit] == 0 {
			continue
		}
		f, err := credential.ParseFacts(c.Facts)
		if err != nil {
			return nil, err
		}
		if n := len(found[i].Facts); n < mostFacts {
			found[i].Facts = append(found[i].Facts, f)
		}
		if len(f.Names) > 0 {
			told[toldIn{i, c.Unit}] = true
		}
	}
	return told, nil
}

// mostFacts bounds the contents that are heard about one credential.
const mostFacts = 1000
