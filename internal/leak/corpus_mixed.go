package leak

import (
	"bytes"
	"fmt"
	"strings"
)

// The pieces of the mixed corpus. People are whole in them, so that a name, its
// address and its number always go together.
const (
	mixedPeople  = 1 << 16 // rows of tables and dumps
	mixedThreads = 1 << 12 // turns of mail threads
	mixedLogs    = 1 << 12 // lines of logs
	mixedCode    = 1 << 10 // functions
)

// mixedTable is a CRM export: who, where to be reached, and what the seller noted.
func mixedTable(g *gen) corpusSort {
	stages := []string{"prospect", "qualified", "proposal", "won", "lost", "renewal"}
	notes := []string{"asked for the price list of next year", "wants a call after the holidays", "renewal is likely, see the file of last quarter",
		"waits for the approval of purchasing", "met at the fair, interested in the larger plan", ""}
	return corpusSort{ending: "csv", size: 256 << 10,
		head: newPiece("Ref,Company,Contact Name,E-mail,Phone,Street,City,Stage,Plan,Seats,Revenue,Currency,Owner Id,Created,Last Contact,Notes\r\n"),
		pieces: pieces(mixedPeople, func() string {
			var b bytes.Buffer
			o := g.customerAt()
			p := g.anyone(o)
			csvLine(&b, ',', "A"+g.r.from(digits, 7), g.company(o), g.plainPerson(p, true), g.plainEmail(p), g.phone(p),
				fmt.Sprintf("%d Mill Lane", 1+g.r.n(90)), "Lower "+strings.ToUpper(o.lang.code), pick(&g.r, stages), pick(&g.r, []string{"basic", "team", "enterprise"}),
				fmt.Sprint(1+g.r.n(400)), strings.Repeat(free, 5)+".00", "EUR", "00"+strings.Repeat(free, 4), "2019-0"+string(digits[1+g.r.n(9)])+"-1"+free, "2020-02-1"+free, pick(&g.r, notes))
			return b.String()
		})}
}

// mixedLines is what services log: most lines say what was done and how long it
// took, a third where a request came from, one in twelve for whom.
func mixedLines(g *gen) corpusSort {
	services := []string{"gateway", "billing", "search", "worker", "mailer", "storage"}
	levels := []string{"info", "info", "info", "info", "debug", "warn", "error"}
	messages := []string{"request served", "cache miss, value was loaded", "job finished", "connection was closed by the peer", "retry after a time-out of the upstream",
		"index was refreshed", "batch was written", "token was refreshed", "health check passed", "queue is drained"}
	paths := []string{"/api/v2/customers", "/api/v2/invoices", "/static/app.js", "/login", "/export", "/search", "/healthz", "/api/v2/projects"}
	return corpusSort{ending: "ndjson", size: 256 << 10, pieces: pieces(mixedLogs, func() string {
		extra := ""
		switch {
		case g.r.one(12):
			extra = fmt.Sprintf(`,"user":"%s"`, g.plainEmail(g.anyone(g.customerAt())))
		case g.r.one(3):
			extra = fmt.Sprintf(`,"client":"%s"`, g.ip())
		}
		return fmt.Sprintf(`{"time":"2020-03-04T1%s:1%s:1%s.%sZ","level":"%s","service":"%s","node":%d,"msg":"%s","path":"%s/%s","status":200,"bytes":1%s,"duration_ms":1%s,"trace":"%s%s"%s}`+"\n",
			free, free, free, free+free+free, pick(&g.r, levels), pick(&g.r, services), g.r.n(40), pick(&g.r, messages), pick(&g.r, paths), strings.Repeat(free, 4),
			strings.Repeat(free, 4), free+free, g.r.from("abcdef", 6), strings.Repeat(free, 6), extra)
	})}
}

// mixedDump is the dump of a table of subscriptions.
func mixedDump(g *gen) corpusSort {
	return corpusSort{ending: "sql", size: 160 << 10,
		head: newPiece("SET NAMES utf8mb4;\nCREATE TABLE subscriptions (ref INT, email VARCHAR(200), settings VARCHAR(200), full_name VARCHAR(120), locale CHAR(5), plan VARCHAR(20), visits INT, created DATETIME, seen DATETIME, active TINYINT);\n"),
		pieces: pieces(mixedPeople, func() string {
			p := g.anyone(g.customerAt())
			return fmt.Sprintf("INSERT INTO subscriptions VALUES (1%s,'%s','theme=%s;density=%s;columns=12;weekly=1;news=0;tour=done;beta=0',%s,'%s','%s',%s,'2019-0%d-1%s 1%s:1%s:1%s','2020-02-1%s 1%s:1%s:1%s',1);\n",
				strings.Repeat(free, 7), g.plainEmail(p), pick(&g.r, []string{"dark", "light"}), pick(&g.r, []string{"compact", "roomy"}), sqlString(g.plainPerson(p, true)), p.org.lang.code, pick(&g.r, []string{"basic", "team", "enterprise"}),
				strings.Repeat(free, 3), 1+g.r.n(9), free, free, free, free, free, free, free, free)
		})}
}

// mixedMail is a thread of mails: prose, who wrote it, and what was answered.
func mixedMail(g *gen) corpusSort {
	return corpusSort{ending: "eml", size: 32 << 10,
		head: newPiece("Message-ID: <" + strings.Repeat(free, 16) + "@mail." + OwnerDomain + ">\r\nDate: Wed, 04 Mar 2020 1" + free + ":1" + free + ":00 +0000\r\nFrom: \"Jane Ashdown\" <jane.ashdown@" +
			OwnerDomain + ">\r\nTo: <office@" + stem(g.seed, 1) + ".de>\r\nSubject: Ticket " + strings.Repeat(free, 6) +
			"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"),
		pieces: pieces(mixedThreads, func() string {
			o := g.customerAt()
			p := g.anyone(o)
			l := o.lang
			var b strings.Builder
			fmt.Fprintf(&b, l.greeting+"\r\n\r\n", g.plainPerson(g.staff(), false))
			for range 2 + g.r.n(3) {
				b.WriteString(g.sentences(l, 2) + "\r\n")
			}
			fmt.Fprintf(&b, "Ticket 2020-%s.\r\n\r\n%s\r\n\r\n-- \r\n%s\r\n%s\r\n%s\r\n%s: %s\r\n", strings.Repeat(free, 6), l.closing, g.plainPerson(p, true), p.title, g.company(o), l.email, g.plainEmail(p))
			if g.r.one(2) {
				b.WriteString(g.phone(p) + "\r\n")
			}
			b.WriteString("\r\n")
			for range 1 + g.r.n(4) {
				b.WriteString("> " + g.sentence(l) + "\r\n")
			}
			return b.String() + "\r\n"
		})}
}

// mixedSource is source code: one function in two dozen has an author, one in
// 300 a secret.
func mixedSource(g *gen) corpusSort {
	verbs := []string{"load", "store", "check", "render", "count", "merge", "parse", "flush", "route", "retry"}
	nouns := []string{"invoice", "session", "customer", "index", "queue", "report", "record", "token", "window", "archive"}
	return corpusSort{ending: "go", size: 40 << 10,
		head: newPiece("// Copyright " + OwnerName + ", file " + strings.Repeat(free, 9) + "\npackage portal\n\nimport (\n\t\"context\"\n\t\"errors\"\n\t\"fmt\"\n\t\"net/http\"\n\t\"sort\"\n\t\"time\"\n)\n\n"),
		pieces: pieces(mixedCode, func() string {
			noun, other := pick(&g.r, nouns), pick(&g.r, nouns)
			text := strings.NewReplacer(
				"VERB", pick(&g.r, verbs), "Noun", strings.ToUpper(noun[:1])+noun[1:], "noun", noun,
				"Other", strings.ToUpper(other[:1])+other[1:], "other", other, "0x", "0x", "0", free,
			).Replace(pick(&g.r, functions))
			switch {
			case g.r.one(300):
				text = fmt.Sprintf("const %sToken = %q\n\n", noun, g.secret(SecretGitHub, g.r.n(600))) + text
			case g.r.one(24):
				p := g.staff()
				text = fmt.Sprintf("// Author: %s <%s>\n", g.latinPerson(p, false), g.plainEmail(p)) + text
			}
			return text
		})}
}

// functions are what source code is made of; each 0 is a digit that differs.
var functions = []string{
	`// VERBNoun000 answers with the noun that the request names.
func (s *server) VERBNoun000(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		http.Error(w, "not allowed", http.StatusMethodNotAllowed)
		return
	}
	noun, err := s.store.noun(r.Context(), r.PathValue("noun"))
	switch {
	case errors.Is(err, errNotFound):
		http.NotFound(w, r)
		return
	case err != nil:
		s.log.Error("VERB noun", "error", err, "other", s.other)
		http.Error(w, "try again", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := s.encode(w, noun); err != nil {
		s.log.Warn("answer was cut short", "error", err)
	}
}

`, `type nounRow000 struct {
	ID      int64
	Other   string
	Total   float64
	Created time.Time
	next    *nounRow000
}

// VERBNoun000 keeps the rows of one other in order.
func VERBNoun000(ctx context.Context, rows []nounRow000, limit int) ([]nounRow000, error) {
	if limit <= 0 {
		return nil, fmt.Errorf("VERB noun: limit %d is out of range", limit)
	}
	sort.Slice(rows, func(i, j int) bool {
		if rows[i].Other != rows[j].Other {
			return rows[i].Other < rows[j].Other
		}
		return rows[i].Created.Before(rows[j].Created)
	})
	kept := rows[:0]
	for i := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rows[i].Total >= 1.0 && len(kept) < limit {
			kept = append(kept, rows[i])
		}
	}
	return kept, nil
}

`, `func TestVERBNoun000(t *testing.T) {
	for _, c := range []struct {
		name string
		in   []byte
		want int
	}{
		{"empty", nil, 0},
		{"one noun", []byte("noun=1;other=0"), 1},
		{"cut", []byte("noun=1;ot"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := VERBNoun(c.in)
			if err != nil || len(got) != c.want {
				t.Errorf("VERBNoun(%q) = %d, %v, want %d", c.in, len(got), err, c.want)
			}
		})
	}
}

`, `// nounCache000 remembers each noun for a minute. It is safe for concurrent use.
type nounCache000 struct {
	mu    sync.Mutex
	items map[string]*other
	limit int
}

func (c *nounCache000) VERB(key string, make func() (*other, error)) (*other, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if item, ok := c.items[key]; ok && time.Since(item.made) < time.Minute {
		return item, nil
	}
	item, err := make()
	if err != nil {
		return nil, fmt.Errorf("noun %q: %w", key, err)
	}
	for k := range c.items {
		if len(c.items) < c.limit {
			break
		}
		delete(c.items, k)
	}
	c.items[key] = item
	return item, nil
}

`, `	// The table of the noun: code, other, and how often it is VERBed.
	table000 := [...]uint32{
		0x00000000, 0x77073096, 0xee0e612c, 0x990951ba, 0x076dc419, 0x706af48f,
		0xe963a535, 0x9e6495a3, 0x0edb8832, 0x79dcb8a4, 0xe0d5e91e, 0x97d2d988,
	}
	for i, v := range table000 {
		noun.codes[i] = v>>8 ^ noun.other[byte(v)]
	}

`,
}
