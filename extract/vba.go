package extract

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/cfb"
	"github.com/hemostat/hemostat/extract/internal/ovba"
)

// maxMacro is how much of the source of one module of macros is read, in bytes.
const maxMacro = 4 << 20

// macros reads the source of the macros of a project ([MS-OVBA]), a run each.
func (o *compound) macros(project *cfb.Entry) error {
	if !hasMacros(project.Find("VBA")) {
		return nil
	}
	packed, err := o.bytes(project.Find("VBA", "dir"), maxMacro)
	if err != nil {
		return err
	}
	dir, err := ovba.Unpack(packed, maxMacro)
	modules, page := ovba.Modules(dir)
	if err != nil && len(modules) == 0 {
		return o.c.notRead(o.c.Way+"#vba", exposure.NotReadBroken, -1, "the list of its macros does not follow its format")
	}
	for _, m := range modules {
		if err := o.c.step(1); err != nil {
			return err
		}
		name := string(decodePage(page, []byte(m.Stream)))
		e := project.Find("VBA", name)
		if e == nil || !e.IsStream() || o.done[e] {
			continue
		}
		o.done[e] = true
		p, err := o.bytes(e, m.Offset+maxMacro)
		if err != nil {
			return err
		}
		text, err := ovba.Unpack(p[min(m.Offset, int64(len(p))):], maxMacro)
		r := o.c.newRun("#vba-"+cleanName(name), "")
		if e := firstError(r.write(decodePage(page, text)), r.end()); e != nil {
			return e
		}
		if err != nil {
			if err := o.c.notRead(o.c.Way+"#vba-"+cleanName(name), exposure.NotReadBroken, -1, "the source of a macro breaks off"); err != nil {
				return err
			}
		}
	}
	return nil
}

// project reads a file of macros alone, as documents in XML hold it.
func (o *compound) project() error {
	o.done[o.root.Find("VBA")] = true
	if nested := o.root.Find("VBA", "VBAProject"); nested != nil { // that of Access, beside forms and reports
		return firstError(o.macros(nested), o.runs())
	}
	return o.macros(o.root)
}

// hasMacros reports whether a stream of a project has a byte: programs leave empty
// projects in documents that have no macros.
func hasMacros(vba *cfb.Entry) bool {
	return vba != nil && slices.ContainsFunc(vba.Children, func(e *cfb.Entry) bool { return e.IsStream() && e.Size() > 0 })
}
