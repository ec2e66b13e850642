// Package contact says whom to tell of an open target, in order, and writes a letter that
// is ready to be sent: in the words of a message catalogue, marked by the Traffic Light
// Protocol, with what was seen and by which evidence, and without contents, values,
// signatures, names of objects or of anybody else.
//
// It sends nothing. What it reads of others, a security.txt and answers of registries, is
// held to its form.
package contact

import (
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/respond/vendor"
)

// A Contact is somebody to tell.
type Contact struct {
	Who    string   `json:"who"`
	How    []string `json:"how,omitempty"` // addresses: mailto:, https:, tel:
	From   string   `json:"from"`          // "scope", "security.txt", "rdap", "provider", "cert"
	Source string   `json:"source"`        // for people
	Notes  []string `json:"notes,omitempty"`
}

// Sources are where contacts come from, in the order in which they are told.
type Sources struct {
	Target   exposure.Target
	Basis    exposure.Basis // of the grant; "" where none covers the target
	Vendor   string         // who runs it for its owner, by the grant
	Scope    string         // name of the scope file
	Security []*SecurityTxt
	Abuse    []Abuse
}

// Contacts returns whom to tell, in order: who is nearest to the switch first.
func Contacts(s Sources) ([]Contact, error) {
	var list []Contact
	if s.Basis == exposure.Owner || s.Vendor != "" {
		c := Contact{Who: s.Vendor, From: "scope", Source: s.Scope}
		if s.Vendor == "" {
			c.Who = "your own organisation: the scope grants it as its owner's"
		} else {
			c.Notes = append(c.Notes, "runs it for its owner, by the scope: write to the contact that the contract names")
		}
		list = append(list, c)
	}
	for _, t := range s.Security {
		c := Contact{Who: "whoever runs " + hostOf(t.From), How: t.Contacts, From: "security.txt", Source: t.From, Notes: t.Problems}
		for _, p := range t.Policy {
			c.Notes = append(c.Notes, "its policy: "+p)
		}
		for _, e := range t.Encrypt {
			c.Notes = append(c.Notes, "key to encrypt to: "+e)
		}
		if t.Signed {
			c.Notes = append(c.Notes, "it bears an OpenPGP signature, which was not checked")
		}
		list = append(list, c)
	}
	for _, a := range s.Abuse {
		c := Contact{Who: a.Who, From: "rdap", Source: a.From, Notes: []string{"contact for abuse of the " + a.Of}}
		if c.Who == "" {
			c.Who = "the registrar or network"
		}
		c.How = addresses(a.Mail, "")
		if a.Phone != "" {
			c.How = append(c.How, "tel:"+a.Phone)
		}
		list = append(list, c)
	}
	host := hostOf(s.Target.Endpoint)
	if v, ok := vendor.Of(host); ok {
		c := Contact{Who: v.Name + ", abuse desk", How: addresses(v.Desk.Mail, v.Desk.Page), From: "provider", Source: v.Desk.Source.String()}
		if v.Desk.Says != "" {
			c.Notes = append(c.Notes, v.Desk.Says)
		}
		return append(list, c), nil // the top-level domain is the provider's
	}
	cert, ok, err := certOf(host)
	if err != nil {
		return nil, err
	}
	if ok {
		list = append(list, Contact{
			Who: cert.Name, How: addresses(cert.Mail, cert.Page), From: "cert", Source: cert.Source.String(),
			Notes: []string{"national team for ." + cert.TLD + ": when nobody else answers, or when there is no time"},
		})
	}
	return list, nil
}

func addresses(mail, page string) (list []string) {
	if mail != "" {
		list = append(list, "mailto:"+mail)
	}
	if page != "" {
		list = append(list, page)
	}
	return list
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// Place returns a target as it may stand in a letter: without the name of an object.
func Place(t exposure.Target) string {
	t.Query = ""
	switch t.Provider {
	case exposure.Web:
		t.Prefix = t.Prefix[:strings.LastIndexByte(t.Prefix, '/')+1]
	default:
		t.Prefix = ""
	}
	return t.String()
}
