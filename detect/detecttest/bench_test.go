package detecttest

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"github.com/hemostat/hemostat/detect"
)

func engine(t testing.TB) *detect.Engine {
	t.Helper()
	e, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// BenchmarkScan measures bytes a second of one core, all rules and kinds, in
// pieces of 1 MiB with their marks.
func BenchmarkScan(b *testing.B) {
	e := engine(b)
	corpora := append(Corpora(4<<20, 1), Clean(4<<20, 1), mixed(1<<20))
	for _, c := range corpora {
		b.Run(c.Name, func(b *testing.B) { benchStream(b, e, c) })
	}
}

func benchStream(b *testing.B, e *detect.Engine, c *Corpus) {
	n := 0
	st := e.Stream(c.Segment, func(detect.Mention) error { n++; return nil })
	b.SetBytes(int64(len(c.Text)))
	b.ReportAllocs()
	before := cpuSeconds()
	for b.Loop() {
		n = 0
		st.Reset(c.Segment, func(detect.Mention) error { n++; return nil })
		if err := write(st, c, 1<<20); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/float64(len(c.Text))*1e6, "mentions/MB")
	b.ReportMetric(float64(len(c.Text))*float64(b.N)/(cpuSeconds()-before)/1e6, "MB/cpu-s")
}

// cpuSeconds returns the processor time of this process: on a busy machine it
// says more than the clock.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// mixed is all corpora in a row, as peers are measured: a quarter mail, a fifth
// tables, a fifth logs, an eighth SQL, a quarter source.
func mixed(unit int) *Corpus {
	all := newCorpus("mixed", "", 1)
	for _, c := range []*Corpus{Mail(unit*2, 2), Table(unit*8/5, 2), Log(unit*8/5, 2), SQL(unit, 2), Source(unit*2, 2)} {
		for _, m := range c.Marks {
			m.Offset += int64(len(all.Text))
			all.Marks = append(all.Marks, m)
		}
		all.Text = append(all.Text, c.Text...)
		all.mark("")
	}
	return all
}

// BenchmarkHostile measures input that is made to be slow.
func BenchmarkHostile(b *testing.B) {
	e := engine(b)
	for name, unit := range map[string]string{
		"at": "@", "a@a": "a@a.", "digits": "4", "digit groups": "4111 1111 ", "eyJ": "eyJ", "eyJ.": " eyJ.", "password": "password=",
		"begin": "-----BEGIN RSA PRIVATE KEY-----", "plus": "+1", "colons": "a:", "dots": "1.", "url": "a://", "sig": "sig=", "line": "x",
		"GmbH": "A GmbH ", "user": "username:", "quote": "password=\"", "Dear": "\nDear ", "unc": "\\\\a", "tel": "tel 1 ", "token": "token=a1",
		"nul": "\x00", "utf8": "ü", "PuTTY": "PuTTY-User-Key-File-", "local": "a.local", "$6$": ":$6$a", "machine": "machine a ",
		"AKIA": "AKIA2345ABCDEFGHIJKL ", "GOOG": "GOOG1", "kind": "kind: secret\n", "data": "kind: secret\ndata:\n a: ", "curl": "curl -u ", "-u": "curl -u a -u a -u ", "mysql": "mysql -",
		"<Password>": "<Password><Value>", "ZXlK": "ZXlKZXlK", "Amz": "X-Amz-Signature=", "vault": "vault_vault", "vault=": "vault=\n\n\n", "password is": "password is ", "kty": "\"d\":\"kty",
		"token value": "token value value", "+ASt": "+ASt", ":AA": "1:AA", "login": "login: a / ", "named": "discord-discord.", "pass:": " pass: ", "-us": "a-us",
		"near": "mistral a b c d e", "cookie": "cookie:a=", "keyset": "dvb2dsZS5jcnlwdG8udGluay",
	} {
		c := &Corpus{Name: name, Text: []byte(strings.Repeat(unit, (4<<20)/len(unit)))}
		b.Run(name, func(b *testing.B) { benchStream(b, e, c) })
	}
	var words []byte
	for _, r := range e.Rules() {
		positive, negative := r.Examples()
		for _, x := range append(positive, negative...) {
			words = append(append(words, x.Text...), ' ')
		}
	}
	b.Run("every example", func(b *testing.B) {
		benchStream(b, e, &Corpus{Text: bytes.Repeat(words, 1+(4<<20)/len(words))})
	})
}

// BenchmarkNew measures how long it takes to build an engine.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		engine(b)
	}
}

// BenchmarkClassify measures the classifier over what it looks at.
func BenchmarkClassify(b *testing.B) {
	e := engine(b)
	c := Mail(64<<10, 1)
	b.SetBytes(int64(len(c.Text)))
	for b.Loop() {
		k := e.Classify()
		k.Add(c.Segment, c.Text)
		k.Kind()
	}
}
