package signedlink

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// maker makes links of all forms, with values that are hard to carry.
type maker struct{ *rand.Rand }

func (m maker) of(list ...string) string { return list[m.IntN(len(list))] }

// text returns any bytes that a name may have.
func (m maker) text() string {
	alphabet := []string{"a", "Z", "0", "-", ".", "_", "~", "%", "%41", "+", " ", "&", "=", "?", "#", "/", "ä", "\u200b", ";", ",", ":", "'", "\"", "<", ">", "\xff", "\n", "amp;", "\\", "(", ")", "|"}
	var b strings.Builder
	for range m.IntN(12) {
		b.WriteString(m.of(alphabet...))
	}
	return b.String()
}

func (m maker) moment() string {
	t := time.Date(2020+m.IntN(20), 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(m.IntN(365*24*3600)) * time.Second)
	return t.Format(m.of("2006-01-02", "2006-01-02T15:04Z", "2006-01-02T15:04:05Z", "2006-01-02T15:04:05.0000000Z", "2006-01-02T15:04:05-07:00"))
}

func (m maker) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(m.Uint32())
	}
	return b
}

func (m maker) some(letters string) string {
	var b strings.Builder
	for _, c := range letters {
		if m.IntN(2) == 0 {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// link returns the parts of a link that are right in form.
func (m maker) link() (address string, list params) {
	base := func(n int) string { return base64.StdEncoding.EncodeToString(m.bytes(n)) }
	add := func(name, value string) { list = append(list, param{name, value}) }
	path := "/" + m.of("c", "$root", "backups") + "/" + m.text()
	switch m.IntN(4) {
	case 0:
		address = m.of("https://", "http://", "") + m.of("contoso.blob.core.windows.net", "contoso.queue.core.windows.net", "contoso.dfs.core.usgovcloudapi.net", "127.0.0.1:10000", "[2001:db8::1]:10000", "files.contoso.example") + path
		add("sv", "2022-11-02")
		if m.IntN(2) == 0 {
			add("ss", m.of("b", "bfqt", "qt"))
			add("srt", m.of("s", "sco", "o"))
		} else if add("sr", m.of("b", "c", "d", "s", "f", "bs")); list[1].value == "d" {
			add("sdd", m.of("0", "1", "3"))
		}
		if m.IntN(4) > 0 {
			add("sp", "r"+m.some("acwdxyltfmeopiu"))
		}
		if add("se", m.moment()); m.IntN(2) == 0 {
			add("st", m.moment())
			add("skoid", "0aa1e2f3-0000-4000-8000-0123456789ab")
			add("ske", m.moment())
		} else {
			add("si", m.text())
			add("rscd", m.text())
			add("sip", m.of("203.0.113.7", "203.0.113.7-203.0.113.9", "office"))
		}
		add("sig", base(32))
	case 1:
		address = "https://" + m.of("contoso.s3.amazonaws.com", "storage.googleapis.com", "minio.contoso.example:9000") + path
		vendor := m.of("X-Amz-", "X-Goog-")
		add(vendor+"Algorithm", "AWS4-HMAC-SHA256")
		add(vendor+"Credential", "AKIAQ4TESTONLY7QAB2C/20261122/eu/s3/aws4_request")
		add(vendor+"Date", "20261122T000000Z")
		add(vendor+"Expires", fmt.Sprint(m.IntN(1000000)))
		add(vendor+"SignedHeaders", "content-type;host")
		add("response-content-type", m.text())
		add(vendor+"Signature", fmt.Sprintf("%x", m.bytes(32)))
	case 2:
		address = "https://" + m.of("contoso.s3.amazonaws.com", "storage.googleapis.com") + path
		add(m.of("AWSAccessKeyId", "GoogleAccessId", "OSSAccessKeyId", "AccessKeyId"), "AKIAQ4TESTONLY7QAB2C")
		add("Expires", fmt.Sprint(m.IntN(1<<32)))
		add("Signature", base(20))
	default:
		address = "https://d1.cloudfront.net" + path
		policy := fmt.Sprintf(`{"Statement":[{"Resource":"https://d1.cloudfront.net/%s","Condition":{"DateLessThan":{"AWS:EpochTime":%d}}}]}`, m.of("*", "c/*", "c/a"), m.IntN(1<<32))
		add("Policy", strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base64.StdEncoding.EncodeToString([]byte(policy))))
		add("Key-Pair-Id", "K2TESTONLY0000")
		add("Signature", strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base(256)))
	}
	m.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return address, list
}

// write writes a link as programs do.
func write(address string, list params) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "", address
	} else {
		scheme += "://"
	}
	host, path, _ := strings.Cut(rest, "/")
	fields := make([]string, len(list))
	for i, p := range list {
		fields[i] = escape(p.name, "") + "=" + escape(p.value, "")
	}
	return scheme + host + "/" + escape(path, "/") + "?" + strings.Join(fields, "&")
}

// TestWriteAndRead: what is written is read, and written again is the same.
func TestWriteAndRead(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	for range 5000 {
		address, list := m.link()
		in := write(address, list)
		if in[len(in)-1] == '.' {
			continue // the end of a sentence
		}
		l, err := Parse(in)
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if !slices.Equal(l.params, list) {
			t.Fatalf("%q: read %q, written %q", in, l.params, list)
		}
		if _, path, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"), "/"); l.path != "/"+path {
			t.Fatalf("%q: path %q, written %q", in, l.path, path)
		}
		checkSame(t, l)
		checkQuiet(t, l)
	}
}

// checkSame holds a link to what is read of what it writes.
func checkSame(t *testing.T, l *Link) {
	t.Helper()
	again, err := Parse(l.URL())
	if err != nil {
		t.Fatalf("%q: not read again: %v", l.URL(), err)
	}
	if again.Key() != l.Key() || again.Grant() != l.Grant() {
		t.Fatalf("%q: another key", l.URL())
	}
	third, err := Parse(again.URL())
	if err != nil || !reflect.DeepEqual(third, again) {
		t.Fatalf("%q: %#v, then %#v: %v", again.URL(), again, third, err)
	}
	a, b := l.Judge(now), again.Judge(now)
	if a.Sentences != b.Sentences || !slices.Equal(a.Reasons, b.Reasons) {
		t.Fatalf("%q: judged %q, then %q", l.URL(), a.Sentences, b.Sentences)
	}
}

// checkQuiet holds all that is shown of a link to be without its secrets, and
// its judgement to its bounds.
func checkQuiet(t *testing.T, l *Link) {
	t.Helper()
	j := l.Judge(now)
	out, err := json.Marshal(struct {
		L *Link
		J Judgement
	}{l, j})
	if err != nil {
		t.Fatal(err)
	}
	shown := strings.ToLower(l.Redacted() + l.Masked() + string(out) + fmt.Sprintf("%v %+v %#v", l, *l, l))
	for _, name := range []string{"sig", "Signature", "X-Amz-Signature", "X-Goog-Signature", "x-oss-signature", "X-Amz-Security-Token"} {
		for _, v := range l.params.all(name) {
			if v = strings.ToLower(v); len(v) >= 20 && (strings.Contains(shown, v) || strings.Contains(shown, strings.ToLower(escape(v, "")))) {
				t.Fatalf("%s is shown: %s", name, shown)
			}
		}
	}
	sum := 0
	for _, r := range j.Reasons {
		sum += r.Points
	}
	if j.Score < 0 || j.Score > 100 || sum != j.Score || j.Severity == "" || j.Words() == "" || j.Left < 0 || j.Since < 0 {
		t.Fatalf("%s: %+v", l, j)
	}
	for _, c := range []byte(l.Redacted()) {
		if c < ' ' || c == 0x7f {
			t.Fatalf("a control character is shown: %q", l.Redacted())
		}
	}
}

// FuzzParse reads anything: no panic, no secret in an error, and what is read
// reads the same again.
func FuzzParse(f *testing.F) {
	m := maker{rand.New(rand.NewPCG(3, 4))}
	for range 40 {
		f.Add(write(m.link()))
	}
	for _, s := range []string{
		"", "?", "sig=", "?sig=a&sr=b", "=&=&sig", "%", "%3D%3d%253D", "https://", "https://[::1]:1/?sig=a&sv=1&se=1", "a?b?c?sig=1&sr=c",
		plainSAS + sig, strings.ReplaceAll(plainSAS+sig, "%", "%25"), "BlobEndpoint=https://a.blob.core.windows.net/x;SharedAccessSignature=?sv=1&sr=c" + sig,
		"https://x.example/?url=" + escape(plainSAS+sig, ""), "\ufeff\u200b<\"" + plainSAS + "\n>" + sig + "\">.",
		"https://d1.cloudfront.net/?Policy=" + base64.RawStdEncoding.EncodeToString([]byte(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":"1"}}}]}`)) + "&Signature=a&Key-Pair-Id=b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Parse(s)
		if err != nil {
			if text := err.Error(); len(text) > 300 || strings.Contains(text, "\n") || !errors.Is(err, ErrNone) && !strings.HasPrefix(text, "signed link: ") {
				t.Fatalf("%q", text)
			}
			return
		}
		checkSame(t, l)
		checkQuiet(t, l)
	})
}
