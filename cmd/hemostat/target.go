package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/folder"
	"github.com/hemostat/hemostat/source/gcs"
	"github.com/hemostat/hemostat/source/s3"
	"github.com/hemostat/hemostat/source/web"
)

// plan is what a scan may do: its targets with the grants that cover them.
type plan struct {
	scope   *scope.Scope
	grants  []*scope.Grant
	targets []scan.Target
	basis   exposure.Basis
	known   map[string][]string // files of web directories that are known to be there, by target
}

// planScan reads targets as the operator wrote them, finds the grant of each,
// and makes their sources. Nothing is sent.
func (a *app) planScan(ctx context.Context, args []string, o *scanFlags) (*plan, error) {
	p := &plan{scope: &scope.Scope{}, known: map[string][]string{}}
	if o.scope != "" {
		s, err := scope.Load(o.scope)
		if err != nil {
			return nil, usageError{err}
		}
		p.scope = s
	}
	credentials, err := loadCredentials(o.credentials)
	if err != nil {
		return nil, err
	}
	for _, arg := range args {
		t, err := parseTarget(arg)
		if err != nil {
			return nil, usageError{err}
		}
		if t.Provider == exposure.Web && t.Query != "" {
			return nil, usageError{fmt.Errorf("%s: of a web server directories and files are read, and what stands after the question mark is not asked for: leave it out", t)}
		}
		if t.Provider == exposure.Folder {
			if err := a.checkFolder(t); err != nil {
				return nil, err
			}
		}
		if p.known[t.String()], err = a.handedOut(ctx, t); err != nil {
			return nil, err
		}
		if err := p.add(ctx, t, o, credentials); err != nil {
			return nil, err
		}
	}
	if err := p.checkBasis(); err != nil {
		return nil, err
	}
	return p, p.checkOverlap()
}

// checkOverlap refuses targets that hold the same objects: they would count
// twice.
func (p *plan) checkOverlap() error {
	for i, t := range p.targets {
		for _, other := range p.targets[:i] {
			if other.Target.Contains(t.Target) || t.Target.Contains(other.Target) {
				return overlap(t.Target, other.Target)
			}
		}
	}
	return nil
}

func overlap(a, b exposure.Target) error {
	return usageError{fmt.Errorf("%s and %s hold the same objects, which would count twice: name one of them", a, b)}
}

// checkKnown holds the plan to the targets that a campaign has already. One
// that was found by its default name must have the same targets, since other
// targets can have the same name.
func (p *plan) checkKnown(known []string, named bool) error {
	for _, name := range known {
		other, err := parseTarget(name)
		if err != nil {
			return err
		}
		again := false
		for _, t := range p.targets {
			switch {
			case t.Target.String() == other.String():
				again = true
			case other.Contains(t.Target) || t.Target.Contains(other):
				return overlap(t.Target, other)
			}
		}
		if !again && !named {
			return usageError{fmt.Errorf("a campaign %s is there already, of %s: name this one with --campaign", p.label(), name)}
		}
	}
	return nil
}

func parseTarget(arg string) (exposure.Target, error) {
	t, err := exposure.ParseTarget(arg)
	if err == nil && t.Provider == exposure.Folder && looksLikeHost(arg) {
		return t, fmt.Errorf("target %s: there is no such folder; a server is named with what it speaks: redis://%s, https://%s/ or, where that is not known, tcp://HOST:PORT", arg, arg, arg)
	}
	if err == nil && t.Provider == exposure.Folder {
		t.Path, err = filepath.Abs(t.Path)
	}
	return t, err
}

// looksLikeHost reports whether what names no folder of this machine was meant as a host.
func looksLikeHost(arg string) bool {
	host, port, err := net.SplitHostPort(arg)
	if err != nil {
		host, port = arg, "1"
	}
	_, err = strconv.ParseUint(port, 10, 16)
	if _, ip := netip.ParseAddr(host); err != nil || ip != nil && (!strings.Contains(host, ".") || strings.ContainsAny(host, "/\\ ") || strings.HasPrefix(host, ".")) {
		return false
	}
	_, err = os.Lstat(arg)
	return errors.Is(err, fs.ErrNotExist)
}

func (p *plan) add(ctx context.Context, t exposure.Target, o *scanFlags, credentials *credentials) error {
	grant, err := p.grant(t, o)
	if err != nil {
		return err
	}
	src, access, err := p.open(ctx, t, grant, o, credentials)
	if err != nil {
		return err
	}
	p.grants = append(p.grants, grant)
	p.targets = append(p.targets, scan.Target{
		Target: t, Source: src, Vendor: grant.Vendor, Access: access, Depth: grant.Depth,
		SampleObjects: int64(grant.SampleObjects), SampleBytes: grant.SampleBytes, MaxBytes: grant.MaxBytes,
	})
	return nil
}

// grant finds what covers a target: the scope, else, for a folder or a loopback
// address, the operator's own word.
func (p *plan) grant(t exposure.Target, o *scanFlags) (*scope.Grant, error) {
	grant, err := p.scope.Grant(t, exposure.Read)
	if errors.Is(err, scope.ErrTooDeep) {
		grant, err = p.scope.Grant(t, exposure.List)
	}
	var refusal *scope.Refusal
	switch {
	case err == nil && o.basisGiven && grant.Basis != o.basis:
		return nil, usageError{fmt.Errorf("%s: the scope grants it on basis %s and --basis says %s: one of them is wrong", t, grant.Basis, o.basis)}
	case err == nil:
		return grant, nil
	case errors.As(err, &refusal) && refusal.Err != scope.ErrOutOfScope: // a grant covers it, and has ended or does not go that far
		return nil, err
	case t.Provider == exposure.Folder:
		return scope.Folder(t, o.basis)
	case t.Loopback() && o.scope == "":
		return scope.Loopback(t, o.basis)
	}
	return nil, err
}

// checkFolder says what a folder lacks to be read, in words that fit this machine.
func (a *app) checkFolder(t exposure.Target) error {
	info, err := os.Stat(t.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usageError{fmt.Errorf("there is no folder %s", t.Path)}
	case errors.Is(err, fs.ErrPermission):
		return usageError{fmt.Errorf("folder %s may not be read by this user", t.Path)}
	case err != nil:
		return err
	case !info.IsDir():
		return usageError{fmt.Errorf("%s is a file: name the folder that holds it, and the file with --include", t.Path)}
	}
	for _, own := range []string{a.dataDir, a.keyDir} {
		if own, err := filepath.Abs(own); err == nil && t.Contains(exposure.Target{Provider: exposure.Folder, Path: own}) {
			if _, err := os.Stat(own); err == nil {
				return usageError{fmt.Errorf("%s holds Hemostat's own folder %s, which is no evidence: name a folder without it", t.Path, own)}
			}
		}
	}
	return nil
}

// open makes the source of a target, with the transport that its grant gives.
func (p *plan) open(ctx context.Context, t exposure.Target, g *scope.Grant, o *scanFlags, credentials *credentials) (source.Source, source.Access, error) {
	signIn, err := credentials.of(t)
	if err != nil {
		return nil, "", err
	}
	switch t.Provider {
	case exposure.Folder:
		src, err := folder.New(folder.Options{Target: t})
		return src, source.AccessFolder, err
	case exposure.Azure:
		options := azure.Options{Target: t, Snapshots: o.versions, Versions: o.versions, PageSize: o.pageSize}
		if err := signIn.azure(ctx, p.scope, &options); err != nil {
			return nil, "", err
		}
		if options.Target.Query != t.Query {
			var err error // a signature that the operator configured, not one that was found
			if g, err = g.WithSignature(options.Target.Query); err != nil {
				return nil, "", err
			}
		}
		options.Transport = scope.Transport(g, version())
		src, err := azure.New(options)
		if err != nil {
			return nil, "", err
		}
		return src, src.Access(), nil
	case exposure.S3:
		options := s3.Options{Target: t, Transport: scope.Transport(g, version()), RequesterPays: g.RequesterPays, Versions: o.versions, PageSize: o.pageSize}
		if err := signIn.s3(&options); err != nil {
			return nil, "", err
		}
		src, err := s3.New(options)
		if err != nil {
			return nil, "", err
		}
		return src, src.Access(), nil
	case exposure.GCS:
		options := gcs.Options{Target: t, Transport: scope.Transport(g, version()), Versions: o.versions, PageSize: int(o.pageSize)}
		if err := signIn.gcs(p.scope, &options); err != nil {
			return nil, "", err
		}
		src, err := gcs.New(options)
		if err != nil {
			return nil, "", err
		}
		return src, src.Access(), nil
	case exposure.Web:
		if err := signIn.none(t); err != nil {
			return nil, "", err
		}
		src, err := web.New(web.Options{Target: t, Transport: scope.Transport(g, version()), PageSize: int(o.pageSize), Known: p.known[t.String()]})
		if err != nil {
			return nil, "", usageError{err}
		}
		return src, src.Access(), nil
	case exposure.Server:
		if err := signIn.none(t); err != nil {
			return nil, "", err
		}
		src, err := openServer(t, g, int(o.pageSize))
		if err != nil {
			return nil, "", err
		}
		return src, src.Access(), nil
	}
	return nil, "", fmt.Errorf("target %s: nothing reads a %s yet", t, t.Provider)
}

// checkBasis holds all targets of one campaign to one basis, since it decides
// what of the campaign may be kept.
func (p *plan) checkBasis() error {
	for i, g := range p.grants {
		if i == 0 {
			p.basis = g.Basis
		} else if g.Basis != p.basis {
			return usageError{fmt.Errorf("%s is examined on basis %q and %s on basis %q: put them in two campaigns", p.targets[0].Target, p.basis, p.targets[i].Target, g.Basis)}
		}
	}
	return nil
}

// label returns the campaign's name where the operator gives none: that of its
// targets, so that the same command finds it again.
func (p *plan) label() string {
	names := make([]string, 0, len(p.targets))
	for _, t := range p.targets {
		name := slug(t.Target)
		if !p.basis.KeepsValues() && len(seal.NameHints(name)) > 0 { // a campaign's name stands in the clear
			sum := sha256.Sum256([]byte(t.Target.String()))
			name = string(t.Target.Provider) + "-" + hex.EncodeToString(sum[:4])
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(names, "+")
}

func slug(t exposure.Target) string {
	name := t.Account + "-" + t.Container
	switch t.Provider {
	case exposure.Folder:
		name = filepath.Base(t.Path)
	case exposure.S3, exposure.GCS:
		name = t.Container
	case exposure.Web:
		_, name, _ = strings.Cut(t.Endpoint, "://")
	case exposure.Server:
		name = strings.TrimSuffix(strings.Replace(t.Endpoint, "://", "-", 1)+"-"+t.Container, "-")
	}
	if t.Prefix != "" {
		name += "-" + t.Prefix
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
			return r
		}
		return '-'
	}, name), "-.")
}
