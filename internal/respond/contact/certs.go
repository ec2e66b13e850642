package contact

import (
	_ "embed"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/hemostat/hemostat/internal/respond/vendor"
	"github.com/hemostat/hemostat/internal/strict"
)

// A CERT is a country's team that takes word of incidents and passes it on.
type CERT struct {
	TLD    string
	Name   string
	Mail   string
	Page   string
	Source vendor.Source
}

//go:embed certs.toml
var certData []byte

type certFile struct {
	CERTs []certTable `toml:"cert"`
}

type certTable struct {
	TLD  string         `toml:"tld"`
	Name string         `toml:"name"`
	Mail string         `toml:"mail"`
	Page string         `toml:"page"`
	Read toml.LocalDate `toml:"read"`
}

var certs = sync.OnceValues(func() (map[string]CERT, error) { return parseCERTs(certData, "certs.toml") })

func parseCERTs(data []byte, name string) (map[string]CERT, error) {
	var f certFile
	lines, err := strict.Decode(data, name, &f)
	if err != nil {
		return nil, err
	}
	all := make(map[string]CERT, len(f.CERTs))
	for i, t := range f.CERTs {
		if _, again := all[t.TLD]; again || t.TLD == "" || t.Name == "" || !strings.HasPrefix(t.Page, "https://") || t.Mail != "" && !uri("mailto:"+t.Mail, "mailto") {
			return nil, fmt.Errorf("%s:%d: a CERT has a tld that is there once, a name and a page by https", name, lines.Of("cert", i, ""))
		}
		all[t.TLD] = CERT{t.TLD, t.Name, t.Mail, t.Page, vendor.Source{Page: t.Page, Read: vendor.Date(t.Read)}}
	}
	return all, nil
}

// certOf returns the team of the country whose top-level domain a host has.
func certOf(host string) (CERT, bool, error) {
	all, err := certs()
	if err != nil {
		return CERT{}, false, err
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return CERT{}, false, nil
	}
	c, ok := all[host[strings.LastIndexByte(host, '.')+1:]]
	return c, ok, nil
}
