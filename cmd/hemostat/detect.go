package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/internal/sweep"
)

// detectOptions are the flags of detect.
type detectOptions struct {
	format   string
	kinds    []string
	minScore int
	rules    []string
	allow    string
	own      []string
	raw      bool
	workers  int
	spool    int64
	ocr      ocrFlags
}

func (a *app) detectCommand() *cobra.Command {
	var o detectOptions
	cmd := &cobra.Command{
		Use:   "detect PATH…|-",
		Short: "Look through files as grep does: what is found, where, and why",
		Long: `Detect looks through files and folders, or the standard input, for all that the rules know: addresses, people, telephone
numbers, companies, cards, accounts, credentials. It opens archives, mails, office documents and PDF on the way, and text in base64,
hexadecimal or escapes ("#base64@1042" in a place). Values are masked.
It makes no campaign and stores nothing.

Each finding has its place (line and byte offset in the text of its part; for plain UTF-8 text without a byte order mark, in the file), kind, score from 0 to 100 and the reasons for
the score. Files come out in the order of their names, whatever the number of workers. Links in folders are told and not followed.

--json is --format json: one object a line, with path, way, kind, rule, score, masked, offset, length, line, field, role (of a party to a document), why. What was not read is told on
standard error; among lines of JSON it is an object too, {"event":"not-read"} with path, way, reason, bytes, again (whether trying again, or
other rights, could read it) and why; in SARIF a notification of the invocation.

Kinds: ` + strings.Join(kindNames(), ", ") + `.

` + ocrHelp + `

` + detectCodes,
		Example: `  hemostat detect .
  hemostat detect --kinds secret,email --min-score 80 backup.zip
  pg_dump crm | hemostat detect --json -
  hemostat detect --format sarif src > findings.sarif`,
		Args:              takes(1, many, "files or folders, or - for the standard input"),
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.detect(cmd.Context(), args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "text", strings.Join(sweep.Formats, ", "))
	f.StringSliceVar(&o.kinds, "kinds", nil, "kinds to look for, such as email,card,secret (default: all that are listed above)")
	f.IntVar(&o.minScore, "min-score", 50, "leave out what scores less, 0 to 100")
	f.StringSliceVar(&o.rules, "rules", nil, "rule files of your own, or folders of them, beside the built-in ones")
	f.StringVar(&o.allow, "allow", "", "file with what is known and accepted, see hemostat help allow-lists")
	f.StringSliceVar(&o.own, "own", nil, "registrable domains that are yours: addresses there are classed as own")
	f.BoolVar(&o.raw, "raw", false, "take each file for one text and open nothing")
	f.IntVar(&o.workers, "workers", 0, "files read at a time (default: the processors)")
	f.Int64Var(&o.spool, "spool-limit", 16<<30, "bytes of temporary files, encrypted, for large members of archives")
	o.ocr.add(cmd)
	offer(cmd, "format", sweep.Formats...)
	offerList(cmd, "kinds", kindNames()...)
	return cmd
}

func (a *app) detect(ctx context.Context, args []string, o *detectOptions) (err error) {
	if err := present("detect", args); err != nil {
		return err
	}
	engine, err := a.engine(o)
	if err != nil {
		return err
	}
	if a.json {
		o.format = "json"
	}
	format, err := sweep.NewFormat(o.format, engine.Rules(), version())
	if err != nil {
		return usageError{err}
	}
	if err := checkWorkers(o.workers); err != nil {
		return err
	}
	if o.workers == 0 {
		o.workers = runtime.GOMAXPROCS(0)
	}
	defer boundMemory(fileMemory * int64(o.workers))()
	s := sweep.Options{Engine: engine, Workers: o.workers, Stdin: a.stdin, Format: format, Gap: a.gap}
	if s.Allow, err = readAllow(o.allow, engine.Rules()); err != nil {
		return usageError{err}
	}
	if !o.raw {
		x, done, err := a.extractor(ctx, o.spool, &o.ocr)
		if err != nil {
			return err
		}
		defer done()
		s.Extractor = x
	}
	out := bufio.NewWriterSize(a.stdout, 64<<10)
	if o.format != "text" {
		out.Reset(rawWriter(a.stdout)) // nothing in it acts on a terminal
	}
	s.Out = out
	sum, err := sweep.Run(ctx, s, files(args))
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	if !a.quiet {
		for _, n := range s.Allow.Unused() {
			fmt.Fprintf(a.stderr, "hemostat: entry %d of %s matched nothing\n", n, sweep.OneLine(o.allow))
		}
	}
	a.gapsLeftOut()
	a.note("%s, %s: %s%s", numberOf(sum.Files, "file"), bytesText(sum.Bytes), numberOf(sum.Findings, "finding"), gapsText(&sum))
	switch {
	case !sum.Complete():
		return status(exitIncomplete)
	case sum.Findings > 0:
		return status(exitFindings)
	}
	return nil
}

// present refuses what is named and is not there, or is nothing to look through.
func present(command string, paths []string) error {
	for _, path := range paths {
		if path == "-" {
			continue
		}
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			return usageError{fmt.Errorf("there is no file or folder %s", sweep.OneLine(path))}
		case err == nil && !info.IsDir() && !info.Mode().IsRegular():
			return usageError{fmt.Errorf("%s is neither a file nor a folder: what it gives can be looked through with `hemostat %s - <FILE`", sweep.OneLine(path), command)}
		}
	}
	return nil
}

func gapsText(sum *sweep.Summary) string {
	text := "; 1 part was not read"
	switch sum.Gaps {
	case 0:
		return ""
	case 1:
	default:
		text = fmt.Sprintf("; %s parts were not read", countText(sum.Gaps))
	}
	switch {
	case sum.Complete():
		return text
	case sum.Again == sum.Gaps:
		return text + ", and could be by trying again or with other rights"
	}
	return fmt.Sprintf("%s, of which %s could be by trying again or with other rights", text, countText(sum.Again))
}

// numberOf says how many there are of a thing.
func numberOf(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return countText(n) + " " + thing
}

// manyGaps is how many of what was not read for one reason are named one by one.
const manyGaps = 30

// gap names what was not read. One call is made at a time.
func (a *app) gap(g sweep.Gap) {
	if a.gaps == nil {
		a.gaps = make(map[exposure.Reason]int64)
	}
	if a.gaps[g.Reason]++; a.gaps[g.Reason] > manyGaps && !a.verbose {
		return
	}
	fmt.Fprintf(a.stderr, "hemostat: %s%s: not read: %s\n", sweep.OneLine(g.Path), sweep.OneLine(g.Way), sweep.OneLine(g.Text()))
}

// gapsLeftOut says how many were not named.
func (a *app) gapsLeftOut() {
	for _, r := range exposure.Reasons() {
		if n := a.gaps[r.Reason] - manyGaps; n > 0 && !a.verbose {
			fmt.Fprintf(a.stderr, "hemostat: and %s more not read: %s; --verbose names each\n", countText(n), r.Text)
		}
	}
}

// engine builds one with the operator's own rules.
func (a *app) engine(o *detectOptions) (*detect.Engine, error) {
	opts := detect.Options{MinScore: o.minScore, Own: o.own}
	if o.minScore < 0 || o.minScore > 100 {
		return nil, usageError{fmt.Errorf("--min-score %d: want 0 to 100", o.minScore)}
	}
	for _, name := range o.kinds {
		kind, err := exposure.ParseKind(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("--kinds: %w", err)}
		}
		opts.Kinds = append(opts.Kinds, kind)
	}
	for _, path := range o.rules {
		fsys, err := ruleFS(path)
		if err != nil {
			return nil, usageError{fmt.Errorf("--rules: %w", err)}
		}
		opts.Rules = append(opts.Rules, fsys)
	}
	e, err := detect.New(opts)
	if err != nil && len(o.rules) > 0 {
		return nil, usageError{err}
	}
	return e, err
}

// ruleFS holds one rule file or a folder of them.
func ruleFS(path string) (fs.FS, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return os.DirFS(path), nil
	}
	return fs.Sub(oneFile{os.DirFS(filepath.Dir(path)), filepath.Base(path)}, ".")
}

// oneFile is a folder in which one file alone is seen.
type oneFile struct {
	fs.FS
	name string
}

// ReadDir implements [fs.ReadDirFS].
func (o oneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != o.name }), err
}

func readAllow(path string, rules []detect.Rule) (*sweep.Allow, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--allow: %w", err)
	}
	return sweep.ParseAllow(path, data, rules)
}

// extractor makes one whose temporary files are encrypted and unlinked.
func (a *app) extractor(ctx context.Context, limit int64, o *ocrFlags) (x *extract.Extractor, done func(), err error) {
	pictures, err := a.pictures(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	dir, err := os.MkdirTemp("", "hemostat-")
	tidy := func() {
		os.RemoveAll(dir)
		if pictures != nil {
			pictures.Close()
		}
	}
	if err != nil {
		tidy()
		return nil, nil, err
	}
	spool := seal.NewSpool(dir, limit)
	x, err = extract.New(extract.Options{
		Spool:    extract.SpoolFunc(func() (extract.SpoolFile, error) { return spool.Create() }),
		Pictures: pictureReader(pictures),
	})
	if err != nil {
		tidy()
		return nil, nil, err
	}
	return x, func() { x.Close(); tidy() }, nil
}

// files yields the files that paths name, those of folders in the order of their names;
// links in them are not followed.
func files(paths []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, root := range paths {
			if root == "-" {
				if !yield(root, nil) {
					return
				}
				continue
			}
			if info, err := os.Stat(root); err == nil && info.IsDir() {
				root += string(filepath.Separator) // through a link that is named
			}
			stopped := errors.New("stopped")
			err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
				switch {
				case err != nil:
				case d.IsDir():
					return nil
				case path != root && d.Type()&fs.ModeSymlink != 0:
					err = sweep.ErrLink
				}
				if !yield(path, err) {
					return stopped
				}
				return nil
			})
			if err != nil {
				return
			}
		}
	}
}
