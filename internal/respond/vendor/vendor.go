// Package vendor knows who runs the hosts on which data lies: under which names they
// stand, which calls of S3 they have, and where each takes word of a customer's
// exposure. What it knows is data (vendors.toml), each entry with the page that it is
// from and the day that the page was read, or marked as unsourced.
package vendor

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/hemostat/hemostat/internal/strict"
)

// A Vendor runs storage or machines for others.
type Vendor struct {
	ID    string
	Name  string
	Hosts []string // domains; every host under one is the vendor's
	// Lacks and Has are calls of S3, as in [Calls]. Of a call that is in neither it is
	// not known.
	Lacks, Has []string
	S3         Source // of Lacks and Has
	Desk       Desk
}

// A Desk is where a vendor takes word of what its customers left open.
type Desk struct {
	Mail   string // "" where none is known
	Page   string // a form
	Says   string // what it asks for
	Source Source
}

// A Source is whence something is known.
type Source struct {
	Page string    // "" where none is known
	Read time.Time // the day on which it was read; zero: unsourced
}

// String returns the source for people.
func (s Source) String() string {
	switch {
	case s.Page == "":
		return "unsourced"
	case s.Read.IsZero():
		return "unsourced; see " + s.Page
	}
	return s.Page + ", read " + s.Read.Format(time.DateOnly)
}

// Calls are the calls of S3 by which a bucket is closed or watched, and which not every
// compatible service has.
func Calls() []string {
	return []string{"BucketAcl", "BucketLogging", "BucketPolicy", "BucketVersioning", "PublicAccessBlock"}
}

//go:embed vendors.toml
var data []byte

type file struct {
	Vendors []table `toml:"vendor"`
}

type table struct {
	ID       string         `toml:"id"`
	Name     string         `toml:"name"`
	Hosts    []string       `toml:"hosts"`
	Lacks    []string       `toml:"lacks"`
	Has      []string       `toml:"has"`
	S3Page   string         `toml:"s3_page"`
	S3Read   toml.LocalDate `toml:"s3_read"`
	Mail     string         `toml:"mail"`
	Form     string         `toml:"form"`
	Says     string         `toml:"says"`
	DeskPage string         `toml:"desk_page"`
	DeskRead toml.LocalDate `toml:"desk_read"`
}

var all = sync.OnceValue(func() []Vendor {
	list, err := parse(data, "vendors.toml")
	if err != nil { // a test reads the file
		panic(err)
	}
	return list
})

func parse(data []byte, name string) ([]Vendor, error) {
	var f file
	lines, err := strict.Decode(data, name, &f)
	if err != nil {
		return nil, err
	}
	list := make([]Vendor, 0, len(f.Vendors))
	for i, t := range f.Vendors {
		if why := t.wrong(); why != "" {
			return nil, fmt.Errorf("%s:%d: vendor %q: %s", name, lines.Of("vendor", i, ""), t.ID, why)
		}
		list = append(list, Vendor{
			ID: t.ID, Name: t.Name, Hosts: t.Hosts, Lacks: t.Lacks, Has: t.Has, S3: Source{t.S3Page, Date(t.S3Read)},
			Desk: Desk{Mail: t.Mail, Page: t.Form, Says: t.Says, Source: Source{t.DeskPage, Date(t.DeskRead)}},
		})
	}
	return list, nil
}

// wrong says what is wrong with an entry, "" where nothing is.
func (t *table) wrong() string {
	switch {
	case t.ID == "" || t.Name == "" || len(t.Hosts) == 0:
		return "it needs id, name and hosts"
	case t.Mail != "" && strings.Count(t.Mail, "@") != 1:
		return "mail is no address"
	}
	for _, call := range slices.Concat(t.Lacks, t.Has) {
		if !slices.Contains(Calls(), call) {
			return "there is no call " + call
		}
	}
	for _, page := range []string{t.S3Page, t.DeskPage, t.Form} {
		if u, err := url.Parse(page); page != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
			return "a page is an https address"
		}
	}
	if t.S3Read.Year != 0 && t.S3Page == "" || t.DeskRead.Year != 0 && t.DeskPage == "" {
		return "a day on which no page was read"
	}
	return ""
}

// All returns every vendor, in the order of the file.
func All() []Vendor { return slices.Clone(all()) }

// Of returns the vendor under whose domains host stands.
func Of(host string) (Vendor, bool) {
	host = strings.ToLower(host)
	var best Vendor
	longest := 0
	for _, v := range all() {
		for _, domain := range v.Hosts {
			if (host == domain || strings.HasSuffix(host, "."+domain)) && len(domain) > longest {
				best, longest = v, len(domain)
			}
		}
	}
	return best, longest > 0
}

// ByID returns a vendor by its identifier.
func ByID(id string) (Vendor, bool) {
	for _, v := range all() {
		if v.ID == id {
			return v, true
		}
	}
	return Vendor{}, false
}

// Date reads the date that a TOML document holds.
func Date(d toml.LocalDate) time.Time {
	if d.Year == 0 {
		return time.Time{}
	}
	return d.AsTime(time.UTC)
}
