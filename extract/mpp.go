package extract

import (
	"bufio"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// planKind begins the names of the storages that hold a plan, behind which the version
// of Project stands: 9 for 2000 to 2003, 12 for 2007, 14 since 2010.
const planKind = "   1"

// plan gives the text of a plan of Microsoft Project: names of tasks, people and notes
// as runs of text, stream by stream. Who does what when is not read.
func (o *compound) plan() error {
	r := o.c.newRun("", "")
	if err := firstError(o.planRuns(o.root, r, 0), r.end()); err != nil {
		return err
	}
	return stopf(exposure.NotReadUnsupported, o.size, "a plan; only its properties and runs of plain text were read")
}

// planRuns gives the runs of text of the streams in a storage.
func (o *compound) planRuns(e *cfb.Entry, r *run, depth int) error {
	if depth > 20 {
		return nil
	}
	for _, child := range e.Children {
		if err := o.c.step(1); err != nil {
			return err
		}
		if !child.IsStream() {
			if err := o.planRuns(child, r, depth+1); err != nil {
				return err
			}
			continue
		}
		if strings.HasPrefix(child.Name, "\x05") || child.Name == "\x01CompObj" {
			continue // properties, which were read
		}
		if err := o.streamRuns(child, r); err != nil {
			return err
		}
	}
	return nil
}

// streamRuns gives the runs of text of a stream: Project writes UTF-16, so that runs of
// bytes are rare and chance ones are short.
func (o *compound) streamRuns(e *cfb.Entry, r *run) error {
	narrow, wide := runFinder{min: minRunPacked}, runFinder{min: minFixed}
	br := bufio.NewReaderSize(o.open(e), pageSize)
	for {
		p, err := br.Peek(br.Size())
		if len(p) == 0 {
			if err == io.EOF {
				err = nil
			}
			return firstError(o.c.w.err, err, narrow.end(r), wide.end(r))
		}
		if err := findRuns(p, &narrow, &wide, r); err != nil {
			return err
		}
		if _, err := br.Discard(len(p)); err != nil {
			return err
		}
	}
}

// planStorage finds the storage that holds a plan.
func planStorage(root *cfb.Entry) bool {
	for _, e := range root.Children {
		if !e.IsStream() && strings.HasPrefix(e.Name, planKind) {
			return true
		}
	}
	return false
}
