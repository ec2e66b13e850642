package detect

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/roles"
	"github.com/hemostat/hemostat/internal/town"
)

// version counts changes of the engine's code that change findings. It is part
// of the digest.
const version = 15

//go:embed rules/*.toml
var ruleFS embed.FS

//go:embed data/*
var dataFS embed.FS

//go:embed documents/*.toml
var documentFS embed.FS

// foursText decides about speed alone, and is no part of the digest.
//
//go:embed search/fours.txt
var foursText []byte

// Options say what an engine looks for. The zero value looks for everything.
type Options struct {
	Rules    []fs.FS         // more rule files: every *.toml in them
	Kinds    []exposure.Kind // nil: all
	MinScore int             // mentions below it are left out; 0 to 100
	Own      []string        // registrable domains of the owner of the data: their addresses get ClassOwn
}

// An Engine finds mentions. It never changes after New and is safe for
// concurrent use.
type Engine struct {
	rules     []*Rule
	builtin   builtinRules
	table     *anchorTable
	fields    *fieldTable
	parties   *partyTable
	totals    *totalTable
	lists     *lists
	hosts     *hostMemo
	documents *documentRules
	columns   []*named    // of numbers, by fieldID less fieldRules
	cells     []bool      // by fieldID: whether what stands under it is looked at
	named     [][]*wordOf // what numbers are called in text, by the anchor's place
	alone     aloneNumbers
	labels    labelTable
	digest    string
	minScore  int
	kinds     [256]bool
	groups    [groups]bool // that have one of the kinds
	besides   bool         // other kinds than credentials are asked for
	streams   sync.Pool
}

// New builds an engine; it takes some milliseconds. An error names the rule
// file and the line.
func New(opts Options) (*Engine, error) {
	e := &Engine{minScore: opts.MinScore, hosts: newHostMemo()}
	digest := sha256.New()
	fmt.Fprintf(digest, "hemostat detect %d\nkinds %v\nscore %d\nown %q\n", version, opts.Kinds, opts.MinScore, opts.Own)
	if err := e.loadRules(append([]fs.FS{ruleFS}, opts.Rules...), digest); err != nil {
		return nil, err
	}
	files, err := e.loadData(digest, opts.Own)
	if err != nil {
		return nil, err
	}
	often, err := parseFours("search/fours.txt", foursText)
	if err != nil {
		return nil, err
	}
	var documents sync.WaitGroup // takes half as long as all that follows
	documents.Go(func() { e.documents, err = newDocumentRules(files) })
	for _, k := range opts.Kinds {
		e.kinds[k] = true
	}
	for _, k := range exposure.Kinds() {
		e.kinds[k] = e.kinds[k] || opts.Kinds == nil
		e.groups[groupOf(k)] = e.groups[groupOf(k)] || e.kinds[k]
		e.besides = e.besides || e.kinds[k] && k != exposure.Secret
	}
	e.compile(often)
	if documents.Wait(); err != nil {
		return nil, err
	}
	e.digest = hex.EncodeToString(digest.Sum(nil))
	e.streams.New = func() any { return &Stream{e: e, window: windowSize} }
	return e, nil
}

// A parsedFile is a rule file and what is in it.
type parsedFile struct {
	name  string
	data  []byte
	rules []*Rule
	err   error
}

// loadRules parses the rule files, each by itself, and takes them in their order.
func (e *Engine) loadRules(from []fs.FS, digest io.Writer) error {
	var files []*parsedFile
	var parsing sync.WaitGroup
	defer parsing.Wait()
	for i, fsys := range from {
		err := ruleFiles(fsys, func(name string, data []byte) error {
			if i > 0 && strings.HasPrefix(name, BuiltinRules) {
				name = "./" + name // a folder of the operator's own
			}
			f := &parsedFile{name: name, data: data}
			files = append(files, f)
			parsing.Go(func() { f.rules, f.err = parseRules(f.name, f.data) })
			return nil
		})
		if err != nil {
			return err
		}
	}
	parsing.Wait()
	seen := map[string]string{}
	for _, f := range files {
		fmt.Fprintf(digest, "%s %d\n%s", f.name, len(f.data), f.data)
		for _, r := range f.rules {
			if first, ok := seen[r.ID]; ok {
				return fmt.Errorf("%s: rule %s stands in %s too", f.name, r.ID, first)
			}
			seen[r.ID] = f.name
		}
		if f.err != nil {
			return f.err
		}
		e.rules = append(e.rules, f.rules...)
	}
	for i, r := range e.rules {
		r.ordinal = i
	}
	return e.builtin.bind(e.rules)
}

// loadData reads the engine's own data, and returns its files.
func (e *Engine) loadData(digest io.Writer, own []string) (files map[string][]byte, err error) {
	files = map[string][]byte{}
	for _, fsys := range []fs.FS{dataFS, documentFS, town.Files, roles.Files} {
		err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(fsys, name)
			fmt.Fprintf(digest, "%s %d\n%s", name, len(data), data)
			files[name] = data
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read the engine's own data: %w", err)
		}
	}
	if e.totals, err = newTotalTable("data/totals.toml", files["data/totals.toml"]); err != nil {
		return nil, err
	}
	if e.parties, err = newPartyTable("data/parties.toml", files["data/parties.toml"]); err != nil {
		return nil, err
	}
	if e.fields, err = newFieldTable("data/fields.toml", files["data/fields.toml"]); err != nil {
		return nil, err
	}
	e.lists, err = newLists(files, own)
	return files, err
}

// compile makes the anchor table.
func (e *Engine) compile(often fours) {
	b := &tableBuilder{often: often}
	b.specials(e)
	id := 0
	for _, r := range e.rules {
		if r.hit == nil || !e.groups[r.group] && !e.wants(alsoGroups[r.src.Verifier]...) {
			continue // what it finds contends with nothing that is wanted
		}
		for i, lit := range r.src.Anchors {
			id++
			a := anchor{id: id, lit: asciiLower(lit), rule: r, which: i, hit: r.hit, beside: r.beside()}
			if (r.token != nil || r.src.Verifier == "amount") && !r.src.Fold {
				a.exact = []byte(lit)
			}
			b.literal(a)
		}
	}
	words := e.compileColumns()
	e.compileCells()
	if e.groups[groupAddress] {
		id = e.compileNames(b, words, id)
	}
	for i := range e.lists.forms {
		if e.groups[groupPerson] {
			id++
			b.literal(e.lists.forms[i].anchor(id, i, e.builtin.companyForm))
		}
	}
	if e.groups[groupAddress] {
		b.countries(slices.Concat(e.lists.ibanCountries, e.alone.countries()))
	}
	e.table = b.build()
}

// wants reports whether something that contends in one of the groups is wanted.
func (e *Engine) wants(list ...int) bool {
	return slices.ContainsFunc(list, func(g int) bool { return e.groups[g] })
}

// Digest identifies what the engine would find: its version, its rules and
// data, and its options, as a SHA-256 in hexadecimal. Stores keep it: findings
// under different digests are not to be mixed.
func (e *Engine) Digest() string { return e.digest }

// Rules returns the rules in the order of their files.
func (e *Engine) Rules() []Rule {
	rules := make([]Rule, 0, len(e.rules))
	for _, r := range e.rules {
		rules = append(rules, *r)
	}
	return slices.Clip(rules)
}

// Scan reads r to its end and calls fn with each mention. It stops with the
// context's error within one read and 64 KiB of scanning after the context is
// done, and with the error of fn or r.
func (e *Engine) Scan(ctx context.Context, r io.Reader, seg Segment, fn func(Mention) error) error {
	st := e.streams.Get().(*Stream)
	defer e.release(st)
	st.Reset(seg, fn)
	if st.read == nil {
		st.read = make([]byte, 32<<10)
	}
	buf := st.read
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if werr := st.Write(buf[:n], nil); werr != nil {
			return werr
		}
		switch {
		case err == io.EOF:
			return st.Close()
		case err != nil:
			return fmt.Errorf("read the text to be searched: %w", err)
		}
	}
}

// Name calls fn with each mention in the name of an object or member; their
// field is exposure.FieldFileName.
func (e *Engine) Name(name string, fn func(Mention) error) error {
	st := e.streams.Get().(*Stream)
	defer e.release(st)
	st.Reset(Segment{}, func(m Mention) error {
		m.Field, m.Record = exposure.FieldFileName, 0
		return fn(m)
	})
	if err := st.Write([]byte(name), []exposure.Mark{{Field: "attachment"}}); err != nil {
		return err
	}
	return st.Close()
}

// release gives a stream back with nothing of its text reachable.
func (e *Engine) release(st *Stream) {
	st.wipe()
	e.streams.Put(st)
}
