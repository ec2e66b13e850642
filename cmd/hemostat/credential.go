package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/strict"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/gcs"
	"github.com/hemostat/hemostat/source/s3"
)

// credentials are the named sign-ins of a credentials file. Nothing signs in
// with what stands in the environment or in home folders.
type credentials struct {
	Credential []credential `toml:"credential"`

	name string // of the file, "" where there is none
}

// A credential is one entry of the file:
//
//	[[credential]]
//	target = "az://contosobackup/*"
//	kind = "shared-key"          # sas, shared-key, client-secret, access-key, token, service-account, anonymous
//	secret = "…"
type credential struct {
	Target  string `toml:"target"` // glob over targets as Hemostat prints them, and what is below
	Kind    string `toml:"kind"`
	Secret  string `toml:"secret"`  // signature, account key, client secret, secret access key, bearer token, or the text of a key file
	ID      string `toml:"id"`      // client ID or access key ID
	Tenant  string `toml:"tenant"`  // for client-secret
	Session string `toml:"session"` // for access-key, where it is temporary
	Region  string `toml:"region"`  // for access-key
}

// loadCredentials reads the file, which nobody but its owner may be able to read.
func loadCredentials(name string) (*credentials, error) {
	var c credentials
	if name == "" {
		return &c, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, usageError{fmt.Errorf("credentials: %w", err)}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, usageError{fmt.Errorf("credentials %s: others can read it: chmod 600 %s", name, name)}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usageError{fmt.Errorf("credentials: %w", err)}
	}
	defer clear(data)
	_, err = strict.Decode(data, name, &c)
	var wrong *strict.Error
	if errors.As(err, &wrong) && wrong.Quotes {
		return nil, usageError{fmt.Errorf("credentials %s: not as `hemostat help scan` describes it", wrong.Place())}
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("credentials %w", err)}
	}
	if err := c.check(); err != nil {
		return nil, usageError{fmt.Errorf("credentials %s: %w", name, err)}
	}
	c.name = name
	return &c, nil
}

// check refuses entries that could never serve.
func (c *credentials) check() error {
	if len(c.Credential) == 0 {
		return errors.New("it holds no [[credential]]: `hemostat help scan` shows one")
	}
	for i, e := range c.Credential {
		_, badGlob := path.Match(e.Target, "")
		switch {
		case e.Target == "":
			return fmt.Errorf("entry %d names no target", i+1)
		case badGlob != nil:
			return fmt.Errorf("entry %d: its target is no glob", i+1)
		case e.Kind == "anonymous":
		case e.Kind == "":
			return fmt.Errorf("entry %d, of %s, has no kind: sas, shared-key, client-secret, access-key, token, service-account or anonymous", i+1, e.Target)
		case e.Secret == "":
			return fmt.Errorf("entry %d, of %s, has no secret", i+1, e.Target)
		}
	}
	return nil
}

// of returns the first credential for a target, nil where no file was named. It is
// an error that a file was named and has none: the scan would be anonymous without a
// word.
func (c *credentials) of(t exposure.Target) (*credential, error) {
	if c.name == "" || t.Provider == exposure.Folder {
		return nil, nil
	}
	for i := range c.Credential {
		if covers(c.Credential[i].Target, t.String()) {
			return &c.Credential[i], nil
		}
	}
	return nil, usageError{fmt.Errorf("no entry of %s covers %s: add one, with kind = \"anonymous\" where no sign-in is meant", c.name, t)}
}

// covers reports whether a glob matches a target or what it lies below.
func covers(glob, target string) bool {
	for end := len(target); end > 0; end = strings.LastIndexByte(target[:end], '/') {
		if ok, err := path.Match(strings.TrimSuffix(glob, "/"), target[:end]); ok && err == nil {
			return true
		}
	}
	return false
}

func (c *credential) azure(_ context.Context, s *scope.Scope, o *azure.Options) error {
	if c == nil || c.Kind == "anonymous" {
		return nil
	}
	switch c.Kind {
	case "sas":
		o.Target.Query = c.Secret
	case "shared-key":
		o.SharedKey = c.Secret
	case "client-secret":
		transport := s.InfrastructureTransport(scope.SignIn)
		var err error
		o.Token, err = azidentity.NewClientSecretCredential(c.Tenant, c.ID, c.Secret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions:            azcore.ClientOptions{Transport: &http.Client{Transport: transport}},
			DisableInstanceDiscovery: true,
		})
		if err != nil {
			return usageError{fmt.Errorf("credential for %s: tenant, id or secret is not usable", o.Target)}
		}
	default:
		return usageError{fmt.Errorf("credential for %s: kind %q is none of sas, shared-key, client-secret, anonymous", o.Target, c.Kind)}
	}
	return nil
}

func (c *credential) gcs(s *scope.Scope, o *gcs.Options) error {
	if c == nil || c.Kind == "anonymous" {
		return nil
	}
	switch c.Kind {
	case "token":
		token := strings.TrimSpace(c.Secret)
		if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return usageError{fmt.Errorf("credential for %s: its secret is no bearer token", o.Target)}
		}
		o.Token = func(context.Context) (string, error) { return token, nil }
	case "service-account":
		var err error
		if o.Token, err = gcs.ServiceAccount([]byte(c.Secret), s.InfrastructureTransport(scope.SignIn)); err != nil {
			return usageError{fmt.Errorf("credential for %s: %w", o.Target, err)}
		}
	default:
		return usageError{fmt.Errorf("credential for %s: kind %q is none of token, service-account, anonymous", o.Target, c.Kind)}
	}
	return nil
}

// none refuses to sign in where nothing can.
func (c *credential) none(t exposure.Target) error {
	if c == nil || c.Kind == "anonymous" {
		return nil
	}
	return usageError{fmt.Errorf("credential for %s: a web server is read anonymously: kind = \"anonymous\"", t)}
}

func (c *credential) s3(o *s3.Options) error {
	if c == nil || c.Kind == "anonymous" {
		return nil
	}
	if c.Kind != "access-key" {
		return usageError{fmt.Errorf("credential for %s: kind %q is neither access-key nor anonymous", o.Target, c.Kind)}
	}
	o.AccessKey, o.SecretKey, o.SessionToken = c.ID, c.Secret, c.Session
	if c.Region != "" {
		o.Region = c.Region
	}
	return nil
}
