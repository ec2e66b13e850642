package extract

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/gitpack"
)

func sniffPack(h *head) int {
	if h.has("PACK\x00\x00\x00\x02") || h.has("PACK\x00\x00\x00\x03") {
		return 90
	}
	return 0
}

// readPack reads a packfile of git: who committed what and when, and each blob
// once, named by its path and the commit that has it first.
func readPack(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	return c.pack(at, size)
}

// packPasses is how many times over a pack is unpacked: to find its objects, to put
// their deltas together, and to hand them on.
const packPasses = 4

// pack reads the pack that at holds.
func (c *content) pack(at io.ReaderAt, size int64) error {
	p, err := gitpack.Open(at, size, packPasses*c.allowance())
	if err != nil {
		return c.runsOf(at, size, minRunPacked, c.stopPack(err))
	}
	g := &gitReader{c: c, p: p, r: c.newRun("#commits", "")}
	err = p.Each(func(t gitpack.Type) bool { return t != gitpack.Blob }, g.note)
	if err = firstError(err, g.r.end()); err != nil {
		return c.stopPack(err)
	}
	if g.places, err = p.History(g.commits); err != nil {
		return c.stopPack(err)
	}
	g.commits = nil
	if err := p.Each(func(t gitpack.Type) bool { return t == gitpack.Blob }, g.blob); err != nil {
		return c.stopPack(err)
	}
	switch {
	case g.sha256 > 0:
		return stopf(exposure.NotReadUnsupported, -1, "a repository in SHA-256: the paths of its files are not read yet; commits and files were")
	case p.More:
		return stopf(exposure.NotReadEntries, -1, "has more objects than are read; the objects before were read")
	case p.Cut:
		return broken("breaks off; the objects before were read")
	case p.Lost+p.Left() > 0:
		if err := g.deltas(); err != nil {
			return c.stopPack(err)
		}
		return broken(fmt.Sprintf("%d objects build upon others that are not in this pack, or cannot be put together", p.Lost+p.Left()))
	}
	return nil
}

// deltas gives the runs of text of deltas whose base is elsewhere: what they add.
func (g *gitReader) deltas() error {
	r := g.c.newRun("#deltas", exposure.PartHidden)
	narrow, wide := runFinder{min: minRun}, runFinder{min: minRun}
	err := g.p.Deltas(func(p []byte) error {
		return firstError(findRuns(p, &narrow, &wide, r), narrow.end(r), wide.end(r))
	})
	return firstError(err, r.end())
}

// stopPack says what an error of a pack means.
func (c *content) stopPack(err error) error {
	var s *stop
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.As(err, &s):
		return err
	case errors.Is(err, gitpack.ErrWork):
		return stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows; its further objects were left")
	}
	return broken("does not follow the format of a pack")
}

// A gitReader hands on the objects of a pack.
type gitReader struct {
	c       *content
	p       *gitpack.Pack
	r       *run
	commits []gitpack.CommitTime
	places  map[gitpack.Hash]gitpack.Place
	sha256  int // commits that name others by SHA-256
	blobs   int
}

// note takes a commit or a tag.
func (g *gitReader) note(o *gitpack.Object) error {
	if o.Type == gitpack.Tree {
		return g.c.w.alive()
	}
	n, ok := gitpack.ParseNote(o.Data)
	if !ok {
		return nil
	}
	if n.SHA256 { // its hash is none that git knows
		g.sha256++
		return g.r.gitNote(o.Type, "", &n)
	}
	if o.Type == gitpack.Commit {
		g.commits = append(g.commits, gitpack.CommitTime{Hash: o.Hash, Tree: n.Tree, Parents: n.Parents, When: n.Committer.When.Unix()})
	}
	return g.r.gitNote(o.Type, o.Hash.String(), &n)
}

// blob takes a blob.
func (g *gitReader) blob(o *gitpack.Object) error {
	c := g.c
	if err := c.room(); err != nil {
		return err
	}
	name := "blob/" + o.Hash.String()
	if g.blobs++; g.sha256 > 0 {
		name = "blob/" + strconv.Itoa(g.blobs)
	} else if place, ok := g.places[o.Hash]; ok {
		name = place.Path + "@" + hex.EncodeToString(place.Commit[:6])
	}
	body := o.Body
	if body == nil {
		body = bytes.NewReader(o.Data)
	}
	return c.child(member{name: cleanName(name), size: o.Size}, body)
}

// gitNote writes a commit or a tag: its people are a record each.
func (r *run) gitNote(t gitpack.Type, hash string, n *gitpack.Note) error {
	n.Decode(gitDecoder(n.Encoding))
	title := t.String() + " " + hash + "\n"
	if len(n.Tag) > 0 {
		title = "tag " + gitText(n.Tag) + "\n"
	}
	err := firstError(r.writeString(title), r.gitPerson("Author: ", &n.Author))
	if err == nil && t == gitpack.Commit && (!bytes.Equal(n.Committer.Mail, n.Author.Mail) || !bytes.Equal(n.Committer.Name, n.Author.Name)) {
		err = r.gitPerson("Committer: ", &n.Committer)
	}
	if err != nil {
		return err
	}
	if !n.Author.When.IsZero() {
		err = r.writeString("Date: " + n.Author.When.Format(time.RFC3339) + "\n")
	}
	err = firstError(err, r.writeString("\n"+strings.TrimRight(gitText(n.Message), "\n")+"\n\n"))
	r.recordEnd()
	return err
}

// gitPerson writes who did it.
func (r *run) gitPerson(label string, p *gitpack.Person) error {
	if len(p.Name)+len(p.Mail) == 0 {
		return nil
	}
	id := r.c.record()
	err := r.writeString(label)
	r.mark("name", id)
	err = firstError(err, r.writeString(gitText(p.Name)))
	r.mark("", id)
	err = firstError(err, r.writeString(" <"))
	r.mark("email", id)
	err = firstError(err, r.writeString(gitText(p.Mail)))
	r.mark("", 0)
	return firstError(err, r.writeString(">\n"))
}

// gitDecoder is what turns text of an encoding that a commit names into UTF-8, nil
// where it is that already, or not known.
func gitDecoder(name []byte) func([]byte) []byte {
	if len(name) == 0 || len(name) > 40 {
		return nil
	}
	enc, ok := charset(string(name))
	if !ok || enc == nil {
		return nil
	}
	return func(p []byte) []byte {
		s, err := enc.NewDecoder().Bytes(p)
		if err != nil {
			return p
		}
		return s
	}
}

// gitText is text of a commit, which is UTF-8 but for old ones.
func gitText(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(p)
	if err != nil {
		return strings.ToValidUTF8(string(p), "\uFFFD")
	}
	return string(s)
}

// gitTables are files of git that hold hashes and offsets alone.
var gitTables = [...]string{"\xfftOc\x00\x00\x00\x02", "RIDX\x00\x00\x00\x01", "MTME\x00\x00\x00\x01", "CGPH\x01", "MIDX\x01", "BITM\x00\x01"}

func sniffGitTable(h *head) int {
	for _, m := range gitTables {
		if h.has(m) {
			return 90
		}
	}
	return 0
}

// readGitTable hands on nothing: there is nothing in it to be read.
func readGitTable(c *content, h *head) error { return nil }
