// Package ocr reads the text that is seen in pictures, by tesseract in a process of
// its own that has no network, may start nothing, write no file and take only so much
// memory and time. Pictures go to it through a pipe and are never on disk.
package ocr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// Version counts changes of this package that change what is read off a picture.
const Version = "1"

// Languages are those that are read where the operator names none, as far as they are
// on the machine.
var Languages = []string{"eng", "deu", "fra", "spa", "por", "ita", "nld", "tur", "jpn", "chi_sim"}

// Install is the line that installs tesseract.
const Install = "apt-get install --no-install-recommends tesseract-ocr tesseract-ocr-deu"

// What stands in the way of reading pictures.
var (
	ErrMissing = errors.New("tesseract is not on this machine; it is had by: " + Install)
	// ErrNetwork says that this kernel, or the container that the program runs in,
	// gives no namespace without a network.
	ErrNetwork = errors.New("tesseract cannot be kept off the network here: the system gives no network namespace")
)

// Options configure a [Reader].
type Options struct {
	Languages []string // as tesseract names them; none: [Languages], as far as they are there
	// Unconfined goes on where tesseract cannot be kept off the network; all other
	// limits hold.
	Unconfined bool
	Warn       func(text string) // is told, once, where it does so; may be nil
}

// A Reader reads pictures. It is safe for concurrent use: each call has a child of
// its own.
type Reader struct {
	child     child
	langs     []string
	version   []string // what tesseract says of itself, as far as results depend on it
	data      []string // "eng sha256"
	dir       *os.File // the children's working directory
	wallLimit time.Duration
}

var _ extract.PictureReader = (*Reader)(nil)

// New looks for tesseract and its languages. The error is [ErrMissing] or [ErrNetwork]
// where that is why it cannot be had, a [*LanguageError] where a language is not there.
// The caller closes the reader.
func New(ctx context.Context, o Options) (_ *Reader, err error) {
	path, err := exec.LookPath("tesseract")
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return nil, ErrMissing
	}
	r := &Reader{wallLimit: wallLimit}
	if r.dir, err = nowhere(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			r.Close()
		}
	}()
	r.child = child{path: path, dir: fmt.Sprintf("/proc/self/fd/%d", r.dir.Fd()), env: environment(), memory: memoryLimit}
	said, err := r.confine(ctx, o)
	if err != nil {
		return nil, err
	}
	r.version = decisive(said)
	if len(r.version) == 0 || !strings.HasPrefix(r.version[0], "tesseract ") {
		return nil, errors.New("what is called tesseract on this machine does not say its version")
	}
	list, err := r.ask(ctx, "--list-langs")
	if err != nil {
		return nil, fmt.Errorf("tesseract does not list its languages: %w", err)
	}
	dir, there := languages(list)
	if r.langs, err = choose(o.Languages, there); err != nil {
		return nil, err
	}
	r.data, err = dataHashes(dir, r.langs)
	return r, err
}

// nowhere is a folder that is removed already: there is nothing in it, nothing can be
// made in it, and nothing is left of it when the program is killed.
func nowhere() (*os.File, error) {
	path, err := os.MkdirTemp("", "hemostat-ocr-")
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	return f, errors.Join(err, os.Remove(path))
}

// environment is all that a child knows of this process's.
func environment() []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "OMP_THREAD_LIMIT=1"}
	if dir := os.Getenv("TESSDATA_PREFIX"); dir != "" {
		env = append(env, "TESSDATA_PREFIX="+dir)
	}
	return env
}

// confine finds out what keeps a child off the network here, and tesseract's version.
func (r *Reader) confine(ctx context.Context, o Options) (said string, err error) {
	for _, flags := range confinements() {
		r.child.flags = flags
		if said, err = r.ask(ctx, "--version"); err == nil {
			return said, nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
	if !o.Unconfined {
		r.child.flags = 0
		if _, other := r.ask(ctx, "--version"); other != nil {
			return "", fmt.Errorf("tesseract does not run: %w", other)
		}
		return "", ErrNetwork
	}
	r.child.flags = 0
	if said, err = r.ask(ctx, "--version"); err != nil {
		return "", fmt.Errorf("tesseract does not run: %w", err)
	}
	if o.Warn != nil {
		o.Warn("tesseract runs with the network in reach: the system gives no network namespace")
	}
	return said, nil
}

// ask runs tesseract without a picture.
func (r *Reader) ask(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := r.child.run(ctx, nil, args...)
	return string(out), err
}

// decisive are the lines of what tesseract says of its version on which results
// depend: its own, those of the libraries that unpack pictures, and which instructions
// of the processor it uses, as sums of fractions come out differently with others.
func decisive(said string) (lines []string) {
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		for _, begin := range []string{"tesseract ", "leptonica", "libgif", "libjpeg", "libpng", "Found AVX", "Found FMA", "Found SSE", "Found NEON"} {
			if strings.HasPrefix(line, begin) {
				lines = append(lines, line)
				break
			}
		}
	}
	return lines
}

// languages reads the answer to --list-langs: the folder of the data, "" where it does
// not say, and what is there.
func languages(said string) (dir string, there []string) {
	head, rest, _ := strings.Cut(said, "\n")
	if _, after, ok := strings.Cut(head, `"`); ok {
		dir, _, _ = strings.Cut(after, `"`)
	}
	return dir, strings.Fields(rest)
}

// A LanguageError says that a language is not on the machine.
type LanguageError struct {
	Language string
	There    []string
}

// Error implements error.
func (e *LanguageError) Error() string {
	what := fmt.Sprintf("tesseract has no language %q", e.Language)
	if e.Language == "" {
		what = "tesseract has none of the languages that are read by default"
	}
	return what + "; it has " + strings.Join(e.There, ", ") + "; others are had by: apt-get install tesseract-ocr-LANGUAGE"
}

// choose returns the languages to read.
func choose(want, there []string) (langs []string, err error) {
	there = slices.DeleteFunc(slices.Clone(there), func(l string) bool { return l == "osd" })
	if len(want) == 0 {
		for _, l := range Languages {
			if slices.Contains(there, l) {
				langs = append(langs, l)
			}
		}
		if len(langs) == 0 {
			return nil, &LanguageError{There: there}
		}
		return langs, nil
	}
	for _, l := range want {
		if !slices.Contains(there, l) {
			return nil, &LanguageError{l, there}
		}
		if !slices.Contains(langs, l) {
			langs = append(langs, l)
		}
	}
	return langs, nil
}

// dataHashes returns the hashes of the files that decide what is read, those of
// upright text that a language may lead to among them.
func dataHashes(dir string, langs []string) (hashes []string, err error) {
	if dir == "" {
		if dir = os.Getenv("TESSDATA_PREFIX"); dir == "" {
			return nil, errors.New("tesseract does not say where its languages are: set TESSDATA_PREFIX to that folder")
		}
	}
	for _, l := range langs {
		for _, name := range []string{l, l + "_vert"} {
			f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)+".traineddata"))
			if err != nil {
				if name != l && errors.Is(err, os.ErrNotExist) {
					continue
				}
				return nil, fmt.Errorf("data of the language %s: %w", name, err)
			}
			h := sha256.New()
			_, err = io.Copy(h, f)
			if err = errors.Join(err, f.Close()); err != nil {
				return nil, fmt.Errorf("data of the language %s: %w", name, err)
			}
			hashes = append(hashes, name+" "+hex.EncodeToString(h.Sum(nil)))
		}
	}
	return hashes, nil
}

// String says by what pictures are read: "tesseract 5.3.0 (eng+deu)".
func (r *Reader) String() string { return r.version[0] + " (" + strings.Join(r.langs, "+") + ")" }

// Digest names all that decides what is read off a picture: versions, languages and
// their data. It belongs to the digest of a campaign.
func (r *Reader) Digest() string {
	return strings.Join(slices.Concat([]string{"ocr " + Version}, r.version, []string{strings.Join(r.langs, "+")}, r.data), "\n")
}

// Close releases the reader. No call may be under way or follow.
func (r *Reader) Close() error { return r.dir.Close() }

// ReadPicture implements [extract.PictureReader].
func (r *Reader) ReadPicture(ctx context.Context, p extract.Picture) (extract.Seen, error) {
	args := []string{"stdin", "stdout", "-l", strings.Join(r.langs, "+"), "--psm", "3"}
	if p.DPI > 0 {
		args = append(args, "--dpi", fmt.Sprint(max(p.DPI, 70))) // less it does not believe
	}
	args = append(args, "-c", fmt.Sprintf("tessedit_page_number=%d", p.Page), "tsv")
	late, cancel := context.WithTimeout(ctx, r.wallLimit)
	defer cancel()
	out, err := r.child.run(late, p.Body, args...)
	if err == nil {
		seen, ok := parseTSV(out)
		if ok {
			return seen, nil
		}
		return extract.Seen{}, &extract.NotSeen{Reason: exposure.NotReadBroken, Detail: "the picture could not be opened"}
	}
	if ctx.Err() != nil {
		return extract.Seen{}, ctx.Err()
	}
	return extract.Seen{}, notSeen(err, late.Err() != nil)
}

// notSeen says what the end of a child means for its picture.
func notSeen(err error, late bool) error {
	var end *endError
	switch {
	case late:
		return &extract.NotSeen{Reason: exposure.NotReadTimeout, Detail: "reading the picture took too long"}
	case errors.Is(err, errTooMuch):
		return &extract.NotSeen{Reason: exposure.NotReadBytes, Detail: "more text was seen in the picture than is taken"}
	case errors.As(err, &end) && end.spent:
		return &extract.NotSeen{Reason: exposure.NotReadTimeout, Detail: "reading the picture took too long"}
	case errors.As(err, &end) && end.killed:
		return &extract.NotSeen{Reason: exposure.NotReadFailed, Detail: "somebody ended the program that read the picture"}
	case errors.As(err, &end) && end.crashed:
		return &extract.NotSeen{Reason: exposure.NotReadFault, Detail: "the program that read the picture gave up in disorder"}
	case errors.As(err, &end):
		return &extract.NotSeen{Reason: exposure.NotReadBroken, Detail: "the picture could not be opened"}
	}
	return &extract.NotSeen{Reason: exposure.NotReadFailed, Detail: "the program that reads pictures did not start"}
}
