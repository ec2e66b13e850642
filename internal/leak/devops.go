package leak

import (
	"bytes"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

func (l *Leak) writeCredentials(g *gen, k int) []byte {
	write := []func(*gen) string{(*gen).dotEnv, (*gen).appSettings, (*gen).publishProfile, (*gen).keyFile, (*gen).passwordNote}[k%5]
	return g.done(exposure.DocumentCredentialFile, []byte(write(g)))
}

// dotEnv has a URL whose password and host together look like an address and
// are none: the truth counts a database password there.
func (g *gen) dotEnv() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s production\nAPP_ENV=production\n", OwnerName)
	fmt.Fprintf(&b, "DATABASE_URL=postgres://portal:%s@%s:5432/portal\n", g.credential(SecretDatabase), g.host())
	fmt.Fprintf(&b, "AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n", g.credential(SecretAWSID), g.credential(SecretAWSKey))
	fmt.Fprintf(&b, "SMTP_USER=%s\nSMTP_PASSWORD=%s\n", g.login(g.staff()), g.credential(SecretPassword))
	fmt.Fprintf(&b, "GITHUB_TOKEN=%s\n", g.credential(SecretGitHub))
	if g.r.one(2) {
		fmt.Fprintf(&b, "SLACK_BOT_TOKEN=%s\n", g.credential(SecretSlack))
	}
	fmt.Fprintf(&b, "ALERTS_TO=%s\n", g.plainEmail(g.staff()))
	return b.String()
}

func (g *gen) appSettings() string {
	return fmt.Sprintf(`{
  "ConnectionStrings": {
    "Portal": "Server=tcp:%s,1433;Database=portal;User ID=%s;Password=%s;Encrypt=True",
    "Storage": "DefaultEndpointsProtocol=https;AccountName=%s;AccountKey=%s;EndpointSuffix=core.windows.net"
  },
  "Maps": { "ApiKey": "%s" },
  "Session": { "Token": "%s" }
}
`, g.host(), g.login(g.staff()), g.credential(SecretDatabase), "corvanta"+g.r.from(letters, 14),
		g.credential(SecretStorageKey), g.credential(SecretGoogle), g.credential(SecretJWT))
}

func (g *gen) publishProfile() string {
	site := "corvanta-" + g.r.from(letters, 12)
	g.mention(exposure.User, "$"+site, "$"+site, nameID(site))
	g.tenant(site + ".azurewebsites.net")
	return fmt.Sprintf(`<publishData><publishProfile profileName="%s - Web Deploy" publishMethod="MSDeploy" publishUrl="%s.scm.azurewebsites.net:443" msdeploySite="%s" userName="$%s" userPWD="%s" destinationAppUrl="https://%s.azurewebsites.net" /></publishData>
`, site, site, site, site, g.credential(SecretPublish), site)
}

// tenant notes the host of a URL at a cloud: a domain that no company has for
// its own.
func (g *gen) tenant(domain string) {
	g.mention(exposure.Domain, domain, domain, tenantID|nameID(domain))
}

// tenantID lies beyond every company's number.
const tenantID = 1 << 63

func (g *gen) keyFile() string { return g.credential(SecretPrivateKey) + "\n" }

func (g *gen) passwordNote() string {
	var b bytes.Buffer
	for range 2 + g.r.n(3) {
		fmt.Fprintf(&b, "host: %s\nlogin: %s\npassword: %s\n\n", g.host(), g.login(g.staff()), g.credential(SecretPassword))
	}
	fmt.Fprintf(&b, "Export link (read only): %s\n", g.credential(SecretSAS))
	return b.String()
}

func (l *Leak) writeNetwork(g *gen, k int) []byte {
	var b bytes.Buffer
	if k%2 == 1 {
		for range 8 + g.r.n(12) {
			fmt.Fprintf(&b, "%s\t%s\n", g.ip(), g.host())
		}
		return g.done(exposure.DocumentNetworkConfig, b.Bytes())
	}
	fmt.Fprintf(&b, "!\nversion 15.2\nservice timestamps log datetime msec\nhostname %s\n!\n", g.host())
	fmt.Fprintf(&b, "username %s privilege 15 password 0 %s\n!\n", g.login(g.staff()), g.credential(SecretPassword))
	for i := range 2 + g.r.n(5) {
		fmt.Fprintf(&b, "interface GigabitEthernet0/%d\n description link to %s\n ip address %s 255.255.255.0\n no shutdown\n!\n", i, g.company(g.customerAt()), g.ip())
	}
	fmt.Fprintf(&b, "ntp server %s\nlogging host %s\nsnmp-server contact %s\nend\n", g.ip(), g.ip(), g.plainEmail(g.staff()))
	return g.done(exposure.DocumentNetworkConfig, b.Bytes())
}

func (l *Leak) writeSource(g *gen, k int) []byte {
	var b bytes.Buffer
	author := g.staff()
	name, mail := g.latinPerson(author, false), g.plainEmail(author)
	switch k % 3 {
	case 0:
		fmt.Fprintf(&b, "# Author: %s <%s>\nimport requests\n\nBILLING_HOST = \"%s\"\nAPI_TOKEN = \"%s\"\n\n\ndef invoices(customer):\n    url = f\"https://{BILLING_HOST}/v2/customers/{customer}/invoices\"\n    return requests.get(url, headers={\"Authorization\": f\"token {API_TOKEN}\"}).json()\n",
			name, mail, g.host(), g.credential(SecretGitHub))
	case 1:
		fmt.Fprintf(&b, "// Maintained by %s <%s>\npackage client\n\nconst (\n\tstorageAccount = %q\n\tstorageKey     = %q\n)\n\nfunc container(name string) string {\n\treturn \"https://\" + storageAccount + \".blob.core.windows.net/\" + name\n}\n",
			name, mail, "corvanta"+g.r.from(letters, 14), g.credential(SecretStorageKey))
	default:
		fmt.Fprintf(&b, "/** @author %s (%s) */\npublic class Portal {\n    private static final String HOST = \"%s\";\n    private static final String password = \"%s\";\n\n    public Connection open() throws SQLException {\n        return DriverManager.getConnection(\"jdbc:mysql://\" + HOST + \"/portal\", \"portal\", password);\n    }\n}\n",
			name, mail, g.host(), g.credential(SecretPassword))
	}
	return g.done(exposure.DocumentSourceCode, b.Bytes())
}

// writeLog writes a web server's log: signed-in users are named by address in
// some lines.
func (l *Leak) writeLog(g *gen, _ int) []byte {
	var b bytes.Buffer
	paths := []string{"/", "/login", "/api/v2/customers", "/export.csv", "/static/app.js", "/invoices"}
	for i, n := 0, 40+g.r.n(80); i < n || b.Len() < l.extra; i++ {
		user := "-"
		if g.r.one(6) {
			user = g.plainEmail(g.anyone(g.customerAt()))
		}
		fmt.Fprintf(&b, "%s - %s [%s:%02d:%02d:%02d +0000] \"GET %s HTTP/1.1\" %d %d\n", g.ip(), user,
			g.at.Format("02/Jan/2006"), i/3600%24, i/60%60, i%60, pick(&g.r, paths), pick(&g.r, []int{200, 200, 200, 302, 404, 500}), g.r.n(90000))
	}
	return g.done(exposure.DocumentLog, b.Bytes())
}
