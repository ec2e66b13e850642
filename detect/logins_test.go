package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// foundIn returns what is found in a table of cells between "|", but for credentials.
func foundIn(t *testing.T, e *Engine, table string) string {
	t.Helper()
	var out []string
	eachIn(t, e, table, Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) {
		if m.Score >= 50 && m.Kind != exposure.Secret {
			out = append(out, fmt.Sprintf("%s %s", m.Kind, m.Value))
		}
	})
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// TestListsOfLogins reads what password managers and administrators write: an entry's name is
// nobody's, and a host is one under whatever the list calls it.
func TestListsOfLogins(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ table, want string }{
		{"name|url|username|password|note\nSalesforce|https://crm.vantresox.de/login|qbarrow|Blue-Kite-44|", "domain vantresox.de; user qbarrow"},
		{"url|username|password|totp|extra|name|grouping|fav\nhttps://crm.vantresox.de|qbarrow|Blue-Kite-44|||Firewall|Work|0", "domain vantresox.de; user qbarrow"},
		{"Title|URL|Username|Password|Notes\nGrafana|https://crm.vantresox.de|qbarrow|Blue-Kite-44|", "domain vantresox.de; user qbarrow"},
		{"name|url|username|password\nMichael Thompson|https://crm.vantresox.de|mthom|Blue-Kite-44", "domain vantresox.de; person Michael Thompson; user mthom"},
		{"service|username|password\ncrm.vantresox.de|qbarrow|Blue-Kite-44", "domain vantresox.de; user qbarrow"},
		{"Dienst|Benutzername|Kennwort\ncrm.vantresox.de|qbarrow|Blue-Kite-44", "domain vantresox.de; user qbarrow"},
		{"service|username|password\nNode cluster v1.2|qbarrow|Blue-Kite-44", "user qbarrow"},
		{"name|email|login|password|system\nQuentin Barrowclough|q@vantresox.de|qbarrow|Blue-Kite-44|SAP", "email q@vantresox.de; person Quentin Barrowclough; user qbarrow"},
		{"name|email|url|login|password\nQuentin Barrowclough|q@vantresox.de|https://crm.vantresox.de|qbarrow|Blue-Kite-44", "domain vantresox.de; email q@vantresox.de; person Quentin Barrowclough; user qbarrow"},
		{"service|department\ncrm.vantresox.de|Sales", ""},
	} {
		if got := foundIn(t, e, c.table); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.table, got, c.want)
		}
	}
}

// TestAddressOfAThing tells the address of what a login opens from that of whoever signed in.
func TestAddressOfAThing(t *testing.T) {
	e := newEngine(t)
	for table, want := range map[string]exposure.Field{
		"device|ip|username|password\ncore switch|203.0.113.9|netadm|Blue-Kite-44":      exposure.FieldHost,
		"username|password|client_ip\nnetadm|Blue-Kite-44|203.0.113.9":                  exposure.FieldIP,
		"device|ip address|login|password\ncore switch|203.0.113.9|netadm|Blue-Kite-44": exposure.FieldHost,
	} {
		got := exposure.Field("none")
		eachIn(t, e, table, Segment{Media: "text/csv", Part: exposure.PartTable}, func(m Mention) {
			if m.Kind == exposure.IP {
				got = m.Field
			}
		})
		if got != want {
			t.Errorf("%s\n the address stands in %q, want %q", table, got, want)
		}
	}
}
