// Package credential reads what a credential tells of itself and what stands beside it:
// whose it is, what it opens, how far it reaches and until when, how strong a password is.
// Nobody is asked: what was revoked long ago reads as if it were not.
//
// A credential is raw during one step of a scan alone, so it is read there. [Read] gives names as
// they stand, which exist in memory only; what is kept of a reading are [Facts], in which each
// name is a mask and a keyed fingerprint.
package credential

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// Version counts changes of what is read of a credential: it is part of a campaign's
// digest, so that one campaign holds facts of one sort.
const Version = "3"

// A Role says what a name is to a credential.
type Role string

// The roles.
const (
	User      Role = "user"      // who signs in with it
	KeyID     Role = "key id"    // the public half of a pair
	Client    Role = "client id" // an application
	Tenant    Role = "tenant"    // directory, organisation or issuer
	Account   Role = "account"   // storage account, cloud account or project
	Container Role = "container" // container, bucket, share
	Host      Role = "host"
	Database  Role = "database"
	Region    Role = "region"
	Audience  Role = "audience"        // for whom a token is meant
	Subject   Role = "subject"         // of a certificate
	Keeper    Role = "looked after by" // who looks after what it opens: it is not theirs
)

// Kind returns under which kind a name in this role is fingerprinted, so that the same
// user or identifier elsewhere in a campaign has the same fingerprint.
func (r Role) Kind(value string) exposure.Kind {
	switch r {
	case User, Keeper:
		for _, c := range value {
			if c == '@' {
				return exposure.Email
			}
		}
		return exposure.User
	case KeyID:
		return exposure.Secret
	case Host, Subject:
		return exposure.Host
	}
	return exposure.Resource
}

// A Name is a name as it stands, in memory alone.
type Name struct {
	Role  Role
	Value string
}

// A Reading is what was read of a credential.
type Reading struct {
	Names    []Name // by role, one of each
	Form     string // what sort of thing it is by its own form: "account SAS", "RSA key of 2048 bits"; "" where its rule says it all
	Reach    string // how much of its place it opens: "account", "container", "blob"; "" where it does not say
	Rights   []string
	Start    time.Time
	End      time.Time // zero where it states none
	Locked   bool      // it is encrypted under a passphrase
	Policy   bool      // a stored access policy holds its rights and end
	Admin    bool      // its user is one who may do everything
	Strength int       // of a password: its score of package strength and 1; 0 where it is none, or was not judged
}

// Facts are what a campaign keeps of a reading.
type Facts struct {
	Names    []Sealed `json:"names,omitempty"`
	Form     string   `json:"form,omitempty"`
	Reach    string   `json:"reach,omitempty"`
	Rights   []string `json:"rights,omitempty"`
	Start    int64    `json:"start,omitempty"` // Unix seconds, 0 where none is stated
	End      int64    `json:"end,omitempty"`
	Locked   bool     `json:"locked,omitempty"`
	Policy   bool     `json:"policy,omitempty"`
	Admin    bool     `json:"admin,omitempty"`
	Strength int      `json:"strength,omitempty"` // as in [Reading]
}

// A Sealed name may be kept: Mask is what may be shown of it, Print its fingerprint.
type Sealed struct {
	Role  Role   `json:"role"`
	Mask  string `json:"mask"`
	Print string `json:"print,omitempty"`
}

// Facts returns what may be kept of a reading; seal gives mask and fingerprint of each
// name.
func (r *Reading) Facts(seal func(Name) (Sealed, error)) (Facts, error) {
	f := Facts{Form: r.Form, Reach: r.Reach, Rights: r.Rights, Start: unix(r.Start), End: unix(r.End), Locked: r.Locked, Policy: r.Policy,
		Admin: r.Admin, Strength: r.Strength}
	for _, n := range r.Names {
		s, err := seal(n)
		if err != nil {
			return f, err
		}
		f.Names = append(f.Names, s)
	}
	return f, nil
}

// DatabaseLogin is the form of a password that signs in to a database, by its name or the URL in
// which it stands.
const DatabaseLogin = "password of a database"

// Text codes facts for the catalog, "" where there are none.
func (f *Facts) Text() string {
	b, err := json.Marshal(f)
	if err != nil || string(b) == "{}" { // of strings and numbers nothing fails
		return ""
	}
	return string(b)
}

// ParseFacts reads what [Facts.Text] wrote.
func ParseFacts(text string) (f Facts, err error) {
	if text == "" {
		return f, nil
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return f, fmt.Errorf("facts of a credential: %w", err)
	}
	return f, nil
}

// Named returns the name in a role, and false where there is none.
func (f *Facts) Named(r Role) (Sealed, bool) {
	for _, n := range f.Names {
		if n.Role == r {
			return n, true
		}
	}
	return Sealed{}, false
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// name adds a name in a role, unless the role is taken or the value is none.
func (r *Reading) name(role Role, value string) {
	if value == "" || len(value) > longestName {
		return
	}
	for _, n := range r.Names {
		if n.Role == role {
			return
		}
	}
	r.Names = append(r.Names, Name{role, value})
}

// longestName bounds a name in bytes.
const longestName = 253
