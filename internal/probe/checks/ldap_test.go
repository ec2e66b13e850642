package checks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// slapd serves one directory of invented people; rules end its configuration.
func slapd(t testing.TB, scheme, global, rules string) string {
	const people = `dn: dc=contoso,dc=example
objectClass: dcObject
objectClass: organization
o: Contoso
dc: contoso

dn: ou=people,dc=contoso,dc=example
objectClass: organizationalUnit
ou: people

dn: cn=Erika Example,ou=people,dc=contoso,dc=example
objectClass: person
cn: Erika Example
sn: Example
`
	return probetest.Start(t, probetest.Program{
		Name: "slapd", Package: "slapd",
		Prepare: func(t testing.TB, dir string) {
			cert, key := probetest.Certificate(t, "127.0.0.1")
			text := fmt.Sprintf("include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nTLSCertificateFile %[1]s/cert\nTLSCertificateKeyFile %[1]s/key\n%[2]s\ndatabase mdb\nsuffix dc=contoso,dc=example\nrootdn cn=admin,dc=contoso,dc=example\ndirectory %[1]s\nmaxsize 10485760\ndbnosync\n%[3]s\n", dir, global, rules)
			for name, text := range map[string]string{"conf": text, "people.ldif": people, "cert": cert, "key": key} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			add := exec.Command("/usr/sbin/slapadd", "-f", filepath.Join(dir, "conf"), "-l", filepath.Join(dir, "people.ldif"))
			if out, err := add.CombinedOutput(); err != nil {
				t.Fatalf("slapadd: %v %s", err, out)
			}
		},
		Args: func(port int, dir string) []string {
			return []string{"-d", "0", "-f", filepath.Join(dir, "conf"), "-h", fmt.Sprintf("%s://127.0.0.1:%d/", scheme, port)}
		},
	})
}

func TestLDAP(t *testing.T) {
	const everybody = "access to * by * read"
	unit := "ou=people,dc=contoso,dc=example"
	probetest.Run(t, probetest.Subject{
		Check:   ldap{},
		Hostile: func(address string) string { return "ldap://" + address },
		Places: map[string]probetest.Place{
			"open":                    {Target: "ldap://" + slapd(t, "ldap", "", everybody), Open: serverRights(), Holds: unit},
			"open, LDAPS":             {Target: "ldap://" + slapd(t, "ldaps", "", everybody), Open: serverRights(), Holds: unit},
			"open, StartTLS":          {Target: "ldap://" + slapd(t, "ldap", "security ssf=64", everybody), Open: serverRights(), Holds: unit},
			"nobody without a name":   {Target: "ldap://" + slapd(t, "ldap", "disallow bind_anon", everybody), Closed: serverRights()},
			"signed in alone":         {Target: "ldap://" + slapd(t, "ldap", "", "access to * by users read by * none"), Closed: serverRights()},
			"to be searched for only": {Target: "ldap://" + slapd(t, "ldap", "", "access to attrs=entry by * read\naccess to * by * search"), Open: []exposure.Right{exposure.RightList, exposure.RightMetadata}, Closed: []exposure.Right{exposure.RightRead}},
		},
	})
	r := probetest.Ask(t, ldap{}, probetest.Place{Target: "ldap://" + slapd(t, "ldap", "", everybody)})
	for _, p := range r.Holds {
		if strings.Contains(p.Name, "Erika") {
			t.Errorf("it tells %q, which is no part of the first level", p.Name)
		}
	}
}
