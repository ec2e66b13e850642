package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/strict"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/s3"
)

// credentials are the named sign-ins of a credentials file. Nothing signs in
// with what stands in the environment or in home folders.
type credentials struct {
	Credential []credential `toml:"credential"`
}

// A credential is one entry of the file:
//
//	[[credential]]
//	target = "az://contosobackup/*"
//	kind = "shared-key"          # sas, shared-key, client-secret, access-key
//	secret = "…"
type credential struct {
	Target  string `toml:"target"` // glob over targets as Hemostat prints them
	Kind    string `toml:"kind"`
	Secret  string `toml:"secret"`  // signature, account key, client secret or secret access key
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
	return &c, nil
}

// of returns the first credential for a target, nil where there is none.
func (c *credentials) of(t exposure.Target) *credential {
	for i := range c.Credential {
		if ok, err := path.Match(c.Credential[i].Target, t.String()); ok && err == nil {
			return &c.Credential[i]
		}
	}
	return nil
}

func (c *credential) azure(_ context.Context, s *scope.Scope, o *azure.Options) error {
	if c == nil {
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
		return usageError{fmt.Errorf("credential for %s: kind %q is none of sas, shared-key, client-secret", o.Target, c.Kind)}
	}
	return nil
}

func (c *credential) s3(o *s3.Options) error {
	if c == nil {
		return nil
	}
	if c.Kind != "access-key" {
		return usageError{fmt.Errorf("credential for %s: kind %q is not access-key", o.Target, c.Kind)}
	}
	o.AccessKey, o.SecretKey, o.SessionToken = c.ID, c.Secret, c.Session
	if c.Region != "" {
		o.Region = c.Region
	}
	return nil
}
