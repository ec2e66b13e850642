// Package service knows domains under which somebody serves everybody: access providers
// that give their customers mailboxes, hosts of others' sites and machines, senders of mass
// mail, shorteners of links, trackers and networks that deliver contents, and registries. A
// mention of such a domain says nothing of whose data it is. What it knows is data, one file
// a sort, each with whence it is and when it was written.
package service

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/internal/strict"
)

// A Sort says what a service does. "" is none.
type Sort string

// The sorts.
const (
	ISP       Sort = "isp"       // an access provider's mailboxes
	Hosting   Sort = "hosting"   // sites, machines and files of others
	Mailing   Sort = "mailing"   // sends mail for others
	Shortener Sort = "shortener" // of links
	Tracker   Sort = "tracker"   // counts readers, shows advertisements, delivers contents
	Registry  Sort = "registry"  // of domains, addresses and certificates
)

// Sorts returns all sorts, one for each file.
func Sorts() []Sort { return []Sort{ISP, Hosting, Mailing, Shortener, Tracker, Registry} }

// A List is the domains of one sort.
type List struct {
	Sort    Sort
	Source  string    // whence it is
	Date    time.Time // of the day on which it was written
	Domains []string  // registrable ones, or below a private suffix
}

// Of returns the sort of a registrable domain. One that is itself a suffix under which
// others register, by the private section of the Public Suffix List, hosts them; what stands
// under it is theirs and of no sort.
func Of(domain string) Sort {
	if sort, ok := known()[domain]; ok {
		return sort
	}
	if suffix, icann := publicsuffix.PublicSuffix(domain); !icann && suffix == domain && strings.Contains(domain, ".") {
		return Hosting
	}
	return ""
}

// Hosted reports whether a domain stands under a private suffix: whoever registers it has
// a name there and no domain, and the name says nothing of a country or a brand.
func Hosted(domain string) bool {
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return !icann && suffix != domain && strings.Contains(suffix, ".")
}

//go:embed *.toml
var files embed.FS

var known = sync.OnceValue(func() map[string]Sort {
	lists, err := Lists()
	if err != nil { // a test reads the files
		panic(err)
	}
	all := map[string]Sort{}
	for _, l := range lists {
		for _, d := range l.Domains {
			all[d] = l.Sort
		}
	}
	return all
})

// Lists reads all lists.
func Lists() ([]List, error) {
	var all []List
	for _, sort := range Sorts() {
		name := string(sort) + ".toml"
		data, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		l, err := parse(data, name)
		if err != nil {
			return nil, err
		}
		l.Sort = sort
		all = append(all, l)
	}
	return all, nil
}

// A file is a list as it is written.
type file struct {
	Source  string         `toml:"source"`
	Date    toml.LocalDate `toml:"date"`
	Domains []string       `toml:"domains"`
}

func parse(data []byte, name string) (l List, err error) {
	var f file
	if _, err := strict.Decode(data, name, &f); err != nil {
		return l, err
	}
	if f.Source == "" || f.Date.Year == 0 || len(f.Domains) == 0 {
		return l, fmt.Errorf("%s: it needs source, date and domains", name)
	}
	return List{Source: f.Source, Date: f.Date.AsTime(time.UTC), Domains: f.Domains}, nil
}
