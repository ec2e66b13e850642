package scope

import (
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// InitOptions are what `hemostat scope init` is given.
type InitOptions struct {
	Targets     []exposure.Target
	Servers     []exposure.Servers // ranges of addresses and ports
	Basis       exposure.Basis     // empty: finder
	SignedOffBy string
	Until       time.Time // its date is what counts
	Depth       exposure.Depth
	Contact     string
	Own         []string
	Vendor      string
}

// Init returns a scope file with one grant and a comment for each entry, which
// [Parse] reads back. A signature in a target is left out, since it is a
// secret; the grant then allows signed links.
func Init(o InitOptions) ([]byte, error) {
	if o.Basis == "" {
		o.Basis = exposure.Finder
	}
	if o.Depth == 0 {
		o.Depth = exposure.Probe
	}
	var targets []string
	links := false
	for _, t := range o.Targets {
		targets = append(targets, t.String())
		links = links || t.Query != ""
	}
	for _, s := range o.Servers {
		targets = append(targets, s.String())
	}
	sample := "# sample_objects and sample_bytes bound what the basis finder reads; this basis reads all."
	if !o.Basis.MayRead() {
		sample = fmt.Sprintf("sample_objects = %d        # a finder reads at most so many objects\nsample_bytes = %d     # and so many bytes of them", defaultSampleObjects, defaultSampleBytes)
	}
	until := "# until = 2027-01-31 # last day, in UTC"
	if !o.Until.IsZero() {
		until = "until = " + o.Until.Format(time.DateOnly) + " # last day, in UTC"
	}
	text := fmt.Sprintf(template,
		quote(o.Contact), quoteAll(o.Own), quoteAll(targets), quote(string(o.Basis)), quote(o.SignedOffBy), until, quote(o.Depth.String()),
		links, quote(o.Vendor), defaultRequestsPerSecond, defaultProbesPerSecond, sample)
	if _, err := Parse([]byte(text), "scope"); err != nil {
		return nil, err
	}
	return []byte(text), nil
}

const template = `# What Hemostat may examine, on what ground, who answers for it, and until when.
# An entry that is not known is an error. Nothing that is not granted here is ever sent a packet.
version = 1

contact = %s # stands in User-Agent, so that the owner of an examined host can ask
own = %s # domains of your own: counted apart, as no affected entity
words = [] # company, brands, vendors, projects: where a grant says discover = true, names are guessed from these
requests_per_second = 0 # to all examined hosts together; 0: each grant's own ceiling alone

[[grant]]
# az://account/container, s3://bucket, gs://bucket, https://host/directory/, http://host:port/account/container,
# file:///folder; each with a prefix behind it. "*" and "?" stand for parts of container and prefix, "**" crosses "/";
# never in a host, but where names may be guessed in an account of Azure, and as https://*.contoso.example/ where that
# domain stands in own. Servers: redis://host:port,
# tcp://10.0.0.0/24:6379,9200-9300.
targets = %s
basis = %s # owner, contract, statute, or finder
signed_off_by = %s
%s
depth = %s # probe: is it open? list: names and sizes. read: contents
discover = false # names may be guessed
signed_links = %t # links with a signature may be requested
accounts = [] # account names that may be tried, always without a password
requester_pays = false # requests may be charged to you
vendor = %s # who runs it for its owner
private_addresses = false # private, unique-local and carrier addresses may be reached
# requests_per_second = 20 # to one host; without this line a scan keeps to %d and a probe to %d; of servers that speak no HTTP each connection counts
max_bytes = 0 # of all responses together; 0: no ceiling
%s

# Hosts that are used and not examined, each "host:port".
[infrastructure]
resolver = [] # DNS; none: the system's
sign_in = []
mail = []
queue = []
rdap = [] # registries that say whose a domain or an address is, for hemostat contact
proxy = [] # at most one, by CONNECT
`

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

func quoteAll(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
