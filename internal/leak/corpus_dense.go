package leak

import (
	"bytes"
	"fmt"
	"strings"
)

const densePool = 256 // pieces of one sort

func pieces(n int, text func() string) []piece {
	list := make([]piece, n)
	for i := range list {
		list[i] = newPiece(text())
	}
	return list
}

func (g *gen) numberedEmail(p *human) string {
	return p.local + strings.Repeat(free, 5) + "@" + p.domain
}

const freeIP = "198.51.100.1" + free + free

func denseTable(g *gen) corpusSort {
	return corpusSort{ending: "csv", size: 256 << 10,
		head: newPiece("Customer No,Company,Contact Name,E-mail,Phone,Country,Website,Project ID,Modified\r\n"),
		pieces: pieces(densePool, func() string {
			var b bytes.Buffer
			o := g.customerAt()
			p := g.anyone(o)
			csvLine(&b, ',', "CUST-"+strings.Repeat(free, 7), g.company(o), g.person(p, true), g.numberedEmail(p), g.phone(p), g.nation(o), g.website(o),
				"PRJ-2020-"+strings.Repeat(free, 6), "2020-01-1"+free)
			return b.String()
		})}
}

func denseLines(g *gen) corpusSort {
	return corpusSort{ending: "ndjson", size: 512 << 10, pieces: pieces(densePool, func() string {
		p := g.anyone(g.customerAt())
		user := ""
		if g.r.one(4) {
			user = fmt.Sprintf(`,"user":"%s"`, g.numberedEmail(p))
		}
		return fmt.Sprintf(`{"time":"2020-03-04T1%s:1%s:1%s.%sZ","level":"info","client":"%s","method":"GET","path":"/api/v2/%s/%s","status":200,"bytes":1%s,"duration_ms":1%s%s}`+"\n",
			free, free, free, free+free+free, freeIP, pick(&g.r, []string{"customers", "invoices", "static", "session"}), strings.Repeat(free, 8), strings.Repeat(free, 4), free+free, user)
	})}
}

func denseDump(g *gen) corpusSort {
	return corpusSort{ending: "sql", size: 256 << 10,
		head: newPiece("CREATE TABLE users (id INT, login VARCHAR(64), full_name VARCHAR(120), email VARCHAR(200), company VARCHAR(160), last_ip VARCHAR(40), created DATE);\n"),
		pieces: pieces(densePool, func() string {
			o := g.customerAt()
			p := g.anyone(o)
			return fmt.Sprintf("INSERT INTO users VALUES (1%s,%s,%s,'%s',%s,'%s','2020-01-1%s');\n", strings.Repeat(free, 7), sqlString(g.login(p)+free+free),
				sqlString(g.person(p, true)), g.numberedEmail(p), sqlString(g.company(o)), freeIP, free)
		})}
}

func denseSource(g *gen) corpusSort {
	return corpusSort{ending: "go", size: 16 << 10,
		head: newPiece("// Copyright " + OwnerName + ", file " + strings.Repeat(free, 9) + "\npackage portal\n\nimport \"net/http\"\n\n"),
		pieces: pieces(densePool, func() string {
			verb := pick(&g.r, []string{"load", "store", "check", "render", "count"})
			text := fmt.Sprintf("// %s%s handles one request of the portal; see ticket %s.\nfunc %s%s(w http.ResponseWriter, r *http.Request) {\n\tif r.Method != http.MethodGet {\n\t\thttp.Error(w, \"not allowed\", http.StatusMethodNotAllowed)\n\t\treturn\n\t}\n\tconst limit = 1%s\n\tfor i := range limit {\n\t\tw.Write([]byte{byte(i)})\n\t}\n}\n\n",
				verb, free+free+free, free+free+free+free, verb, free+free+free, free+free)
			if g.r.one(40) {
				text += fmt.Sprintf("const token%s = %q // ask %s\n\n", free+free, g.secret(SecretGitHub, g.r.n(50)), g.numberedEmail(g.staff()))
			}
			return text
		})}
}

func denseMail(g *gen) corpusSort {
	return corpusSort{ending: "eml", size: 4 << 10,
		head: newPiece("Message-ID: <" + strings.Repeat(free, 16) + "@mail." + OwnerDomain + ">\r\nDate: Wed, 04 Mar 2020 1" + free + ":1" + free + ":00 +0000\r\nFrom: \"Jane Ashdown\" <jane.ashdown" +
			strings.Repeat(free, 3) + "@" + OwnerDomain + ">\r\nTo: <office" + strings.Repeat(free, 5) + "@" + stem(g.seed, 1) + ".de>\r\nSubject: Ticket " + strings.Repeat(free, 6) +
			"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"),
		pieces: pieces(densePool, func() string {
			o := g.customerAt()
			p := g.anyone(o)
			return fmt.Sprintf("%s\r\n%s\r\n\r\n-- \r\n%s\r\n%s\r\n%s\r\n%s\r\n\r\n", g.sentences(o.lang, 3), g.sentences(o.lang, 2), g.plainPerson(p, true), g.company(o), g.numberedEmail(p), g.phone(p))
		})}
}
