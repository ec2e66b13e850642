package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// ourFinding is a line of `hemostat --json detect`. It tells no values: they are
// read at the offset again, in the text that extraction hands on.
type ourFinding struct {
	Path, Way, Part, Kind, Rule string
	Offset, Length, Line        int64
}

func countOurs(_, report string) (n int, err error) {
	err = eachLine(report, func(line []byte) error {
		var f ourFinding
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		if f.Kind == "email" {
			n++
		}
		return nil
	})
	return n, err
}

// readOurs reads the credentials among our findings.
func readOurs(dir, report string) (all []finding, err error) {
	t := &texts{}
	err = eachLine(report, func(line []byte) error {
		var f ourFinding
		if err := json.Unmarshal(line, &f); err != nil || f.Kind != "secret" {
			return err
		}
		values, err := t.values(&f)
		if err != nil {
			return err
		}
		all = append(all, finding{below(dir, f.Path), f.Rule, f.Line, values})
		return nil
	})
	return all, err
}

// texts are those of the file that was looked at last, by way and part. A part of
// a mail may have more than one run of text.
type texts struct {
	path string
	runs map[string][][]byte
}

// values are what stands at the place of a finding: in a text that was decoded for
// it, the offset is that of the coded text.
func (t *texts) values(f *ourFinding) (values []string, err error) {
	if t.path != f.Path {
		if err := t.open(f.Path); err != nil {
			return nil, err
		}
	}
	for _, run := range t.runs[outer(f.Way)+"#"+f.Part] {
		if f.Offset+f.Length <= int64(len(run)) {
			values = append(values, string(run[f.Offset:f.Offset+f.Length]))
		}
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("%s%s: no text at the offset %d of a finding", f.Path, f.Way, f.Offset)
	}
	return values, nil
}

// outer is a way without what was decoded: "#base64@1042" and the like.
func outer(way string) string {
	for {
		i := strings.LastIndexByte(way, '#')
		if i < 0 || !strings.Contains(way[i:], "@") {
			return way
		}
		way = way[:i]
	}
}

func (t *texts) open(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	x, err := extract.New(extract.Options{})
	if err != nil {
		return err
	}
	defer x.Close()
	*t = texts{path: path, runs: map[string][][]byte{}}
	return x.Walk(context.Background(), extract.Input{Name: filepath.Base(path), Size: info.Size(), Body: f, At: f}, t)
}

// Begin implements [extract.Sink].
func (t *texts) Begin(*extract.Content) (bool, error) { return true, nil }

// End implements [extract.Sink].
func (t *texts) End(*extract.Content) error { return nil }

// NotRead implements [extract.Sink].
func (t *texts) NotRead(string, exposure.Reason, int64, string) error { return nil }

// Segment implements [extract.Sink].
func (t *texts) Segment(s *exposure.Segment) error {
	key := strings.TrimPrefix(s.Way, filepath.Base(t.path)) + "#" + string(s.Part)
	runs := t.runs[key]
	if s.Offset == 0 || len(runs) == 0 {
		runs = append(runs, nil)
	}
	last := &runs[len(runs)-1]
	*last = append(*last, s.Text...)
	t.runs[key] = runs
	return nil
}
