package checks

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// leftovers are names that are found beside a site and belong into none, the most frequent
// first. Which they are is nobody's statistics: it is what scanners of the field ask for.
var leftovers = [...]string{
	".git/HEAD", ".env", "backup.zip", "backup.tar.gz", "backup.sql", "dump.sql", "db.sql", "database.sql", "site.tar.gz", "www.zip",
	".svn/entries", ".htpasswd", "wp-config.php.bak", "config.php.bak", ".aws/credentials", ".ssh/id_rsa", "id_rsa", ".DS_Store", "docker-compose.yml",
}

// Leftovers returns the names at a directory that are asked for where names may be guessed, nil for
// any other target.
func Leftovers(t exposure.Target) (names []string) {
	if t.Provider != exposure.Web || t.Prefix != "" && !strings.HasSuffix(t.Prefix, "/") {
		return nil
	}
	for _, name := range leftovers {
		names = append(names, t.Prefix+name)
	}
	return names
}

// handsOut begins the note on a leftover that is there.
const handsOut = "it hands out "

// HandedOut returns the leftovers that the notes of a probe say are there.
func HandedOut(notes []string) (names []string) {
	for _, n := range notes {
		if name, ok := strings.CutPrefix(n, handsOut); ok && slices.Contains(leftovers[:], name) {
			names = append(names, name)
		}
	}
	return names
}

// leftovers asks for what does not belong to a site. A page is none of them.
func (w *site) leftovers(ctx context.Context) error {
	for _, name := range leftovers {
		a, err := w.s.Ask(ctx, probe.Question{URL: w.base + name, Header: http.Header{"Range": {"bytes=0-0"}}, Limit: 1})
		if err != nil {
			return err
		}
		kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
		if _, foreign := a.Foreign(); foreign || a.Status/100 != 2 || kind == "text/html" || w.likeNothing(a) || length(a) == 0 {
			continue
		}
		w.s.Note("%s%s", handsOut, name)
		w.s.SawObject(w.s.Target.Prefix + name)
		w.s.Told(exposure.RightRead, probe.Open("HTTP %d to one byte of %s", a.Status, name), a.Evidence)
	}
	return nil
}
