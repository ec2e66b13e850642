package detecttest

import (
	"encoding/base64"
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// Log makes NDJSON logs: time stamps, UUIDs, hashes, versions and addresses.
func Log(size int, seed uint64) *Corpus {
	c := newCorpus("log", "application/x-ndjson", seed)
	for len(c.Text) < size {
		c.add(`{"ts":"2022-08-13T%02d:%02d:%02d.%03dZ","level":"info","trace":"%s","build":"4.%d.%d-rc1+%x","bytes":%d,"ip":"`,
			c.rnd.IntN(24), c.rnd.IntN(60), c.rnd.IntN(60), c.rnd.IntN(1000), c.uuid(), c.rnd.IntN(20), c.rnd.IntN(99), c.rnd.Uint32(), c.rnd.IntN(1e7))
		c.put(exposure.IP, fmt.Sprintf("198.51.%d.%d", 100+c.rnd.IntN(100), 1+c.rnd.IntN(250)))
		c.add(`","msg":"GET /api/v2/items/%d took %d.%d ms","sha":"%016x%016x%08x"`, c.rnd.IntN(1e6), c.rnd.IntN(900), c.rnd.IntN(100), c.rnd.Uint64(), c.rnd.Uint64(), c.rnd.Uint32())
		if c.rnd.IntN(4) == 0 {
			first, last := c.person()
			c.add(`,"user":"`)
			c.put(exposure.Email, c.email(first, last))
			c.add(`"`)
		}
		c.add("}\n")
	}
	return c
}

func (c *Corpus) uuid() string {
	a, b := c.rnd.Uint64(), c.rnd.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", uint32(a), uint16(a>>32), a>>48&0xfff, b&0xfff, b>>16)
}

// SQL makes a dump: INSERT statements with people, numbers and hashes.
func SQL(size int, seed uint64) *Corpus {
	c := newCorpus("sql", "application/sql", seed)
	c.add("CREATE TABLE `contacts` (`id` int, `guid` char(36), `email` varchar(255), `phone` varchar(32), `card` varchar(19));\n")
	for len(c.Text) < size {
		first, last := c.person()
		c.add("INSERT INTO `contacts` VALUES (%d,'%s','", c.rnd.IntN(1e8), c.uuid())
		c.put(exposure.Email, c.email(first, last))
		c.add("','")
		c.put(exposure.Phone, c.phone())
		c.add("','%d',", 1660000000000+c.rnd.Int64N(1e10))
		if c.rnd.IntN(8) == 0 {
			c.add("'card ")
			c.put(exposure.Card, pick(c, []string{"4111111111111111", "5555 5555 5555 4444", "4242-4242-4242-4242", "378282246310005"}))
			c.add("'")
		} else {
			c.add("NULL")
		}
		c.add(",'%s');\n", c.sentence(6))
	}
	return c
}

// Source makes Go and JavaScript with now and then a credential.
func Source(size int, seed uint64) *Corpus {
	c := newCorpus("source", "text/x-go", seed)
	for n := 0; len(c.Text) < size; n++ {
		c.add("// %s\nfunc handle%d(ctx context.Context, req *Request) (*Response, error) {\n\tif req == nil || req.User.Name == \"\" {\n\t\treturn nil, fmt.Errorf(\"handle: %%w\", ErrEmpty)\n\t}\n", c.sentence(8), n)
		c.add("\tpassword := req.Form.Get(\"password\")\n\ttoken := makeToken(password, %d)\n\tconst etag = \"%016x%016x\"\n\tid := uuid.MustParse(\"%s\")\n", c.rnd.IntN(1e6), c.rnd.Uint64(), c.rnd.Uint64(), c.uuid())
		c.add("\tvar blob = \"%s\"\n", base64.StdEncoding.EncodeToString(c.bytes(48)))
		c.add("\tsrv.Listen(\"0.0.0.0:8080\") // v1.%d.%d, see @types/node@18.%d.1\n", c.rnd.IntN(30), c.rnd.IntN(30), c.rnd.IntN(20))
		if n%16 == 0 {
			c.secret(n / 16)
		}
		c.add("\treturn &Response{ID: id, Token: token}, nil\n}\n\n")
	}
	return c
}

func (c *Corpus) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.rnd.Uint32())
	}
	return b
}

func (c *Corpus) chars(n int, set string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = set[c.rnd.IntN(len(set))]
	}
	return string(b)
}

const alnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// secret writes one credential of some sort.
func (c *Corpus) secret(n int) {
	switch n % 8 {
	case 0:
		c.add("\tkey := \"DefaultEndpointsProtocol=https;AccountName=contosoq3;AccountKey=")
		c.put(exposure.Secret, base64.StdEncoding.EncodeToString(c.bytes(64)))
		c.add(";EndpointSuffix=core.windows.net\"\n")
	case 1:
		c.add("\tdsn := \"postgres://app:")
		c.put(exposure.Secret, c.chars(10, alnum)+"7x")
		c.add("@db1.contoso.example:5432/crm?sslmode=disable\"\n")
	case 2:
		c.add("\turl := \"")
		c.put(exposure.Secret, "https://contosoq3.blob.core.windows.net/q3?sv=2021-06-08&ss=b&srt=sco&sp=rl&se=2030-01-01T00:00:00Z&sig="+c.chars(43, alnum)+"%3D")
		c.add("\"\n")
	case 3:
		c.add("\tstripe.Key = \"")
		c.put(exposure.Secret, "sk_live_"+c.chars(24, alnum))
		c.add("\"\n")
	case 4:
		c.add("\tconn := \"Server=tcp:db.contoso.example,1433;User ID=")
		c.put(exposure.User, "app")
		c.add(";Password=")
		c.put(exposure.Secret, c.chars(12, alnum)+"!9")
		c.add(";Encrypt=True\"\n")
	case 5:
		c.add("\tslack := \"")
		c.put(exposure.Secret, fmt.Sprintf("xoxb-%012d-%012d-%s", c.rnd.Int64N(1e12), c.rnd.Int64N(1e12), c.chars(24, alnum)))
		c.add("\"\n")
	case 6:
		c.add("\tmaps := \"https://maps.test/js?key=")
		c.put(exposure.Secret, "AIza"+c.chars(35, alnum))
		c.add("&v=3\"\n")
	case 7:
		c.add("\tpem := `")
		body := base64.StdEncoding.EncodeToString(c.bytes(300))
		c.put(exposure.Secret, "-----BEGIN RSA PRIVATE KEY-----\n"+body[:200]+"\n"+body[200:]+"\n-----END RSA PRIVATE KEY-----")
		c.add("`\n")
	}
}

// Clean makes text with nothing to be found and much that looks like it: lock
// files, minified JavaScript, hexadecimal and base64, versions, prose.
func Clean(size int, seed uint64) *Corpus {
	c := newCorpus("clean", "text/plain", seed)
	for len(c.Text) < size {
		c.add("    \"node_modules/@types/pkg%d\": {\"version\": \"%d.%d.%d\", \"integrity\": \"sha512-%s\"},\n", c.rnd.IntN(999), c.rnd.IntN(30), c.rnd.IntN(30), c.rnd.IntN(30), base64.StdEncoding.EncodeToString(c.bytes(64)))
		c.add("!function(e,t){var n=%d.%d,r=t.a@n;function o(e){return e.b||e.c?%d:e.password===t.pwd}o.x=[%d,%d,%d]}(this,%x);\n", c.rnd.IntN(99), c.rnd.IntN(99), c.rnd.IntN(9999), c.rnd.IntN(1e6), c.rnd.IntN(1e6), c.rnd.IntN(1e6), c.rnd.Uint64())
		c.add("github.com/x/y v%d.%d.%d h1:%s= // indirect\n", c.rnd.IntN(3), c.rnd.IntN(30), c.rnd.IntN(30), base64.RawStdEncoding.EncodeToString(c.bytes(32)))
		c.add("%s %s The parties may change the password. A user name is required.\n", c.sentence(20), c.sentence(14))
		c.add("srcset=\"logo@2x.png 2x, logo@3x.png 3x\" rgba(0,0,0,.%d) #%06x %s SKU %012d 12:%02d:%02d aa:bb:cc:%02x:ee:ff\n", c.rnd.IntN(99), c.rnd.IntN(1<<24), c.uuid(), c.rnd.Int64N(1e12), c.rnd.IntN(60), c.rnd.IntN(60), c.rnd.IntN(256))
		c.add("@Override public String toString() { return super.toString() + \"x+1\" + a[%d+1]; } // ISBN 978-3-16-%06d-0\n", c.rnd.IntN(99), c.rnd.IntN(1e6))
	}
	return c
}
