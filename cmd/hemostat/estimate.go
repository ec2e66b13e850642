package main

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scan"
	"github.com/hemostat/hemostat/source"
)

// suffixList is every ending that an estimate tells apart.
const suffixList = " .7z .accdb .avro .bak .bz2 .cer .cfg .conf .config .cpp .cs .csv .db .doc .docm .docx .dump .dwg .eml .env .gif .gz " +
	".htm .html .ini .java .jpeg .jpg .js .json .jsonl .key .kdbx .log .md .mbox .mdb .mdf .mp4 .msg .ndjson .odt .ods .one .ost .parquet .pdf " +
	".pem .pfx .php .png .pptx .ppt .ps1 .pst .py .rar .rdp .rtf .sh .sql .sqlite .tar .tfstate .tgz .tif .tiff .toml .ts .tsv .txt .vhd .vhdx .vsdx .wav " +
	".xls .xlsb .xlsm .xlsx .xml .xz .yaml .yml .zip .zst "

// estimateRate is what a scan is assumed to read, in bytes a second: what two
// processors do with text from loopback (docs/performance.md). More processors
// read more, a slow line less.
const estimateRate = 36_000_000

// An estimate is what a listing alone tells.
type estimate struct {
	Objects    int64      `json:"objects"`     // that were listed
	Read       int64      `json:"read"`        // of them that a scan would read, at the most
	Bytes      int64      `json:"bytes"`       // that it would read, at the most
	Untold     int64      `json:"sizeUnknown"` // of those to read, how many the listing gives no size of
	Unreadable int64      `json:"unreadable"`  // archived, special, older versions
	LeftOut    int64      `json:"leftOut"`     // by --include and --exclude, or by what the grant allows
	Promising  int64      `json:"promising"`   // names that promise credentials, customer lists or dumps
	Kinds      []nameKind `json:"kindsByName"`
	Seconds    float64    `json:"seconds"`
	Rate       int64      `json:"assumedBytesPerSecond"`
	Cost       float64    `json:"egressCost"`
	Price      float64    `json:"pricePerGB"`

	kinds map[string]*nameKind // shared by the targets
}

// A nameKind sums up the objects whose names end alike.
type nameKind struct {
	Suffix  string `json:"suffix"`
	Objects int64  `json:"objects"`
	Bytes   int64  `json:"bytes"`
}

// estimate lists the targets and says what a scan would read, take and cost.
// Nothing is stored and no object is opened.
func (a *app) estimate(ctx context.Context, p *plan, o *scanFlags) error {
	all := estimate{Rate: estimateRate, Price: o.egressPrice, kinds: map[string]*nameKind{}}
	for i := range p.targets {
		t := &p.targets[i]
		one := estimate{kinds: all.kinds}
		err := source.Walk(ctx, t.Source, "", func(page source.Page) error {
			for _, object := range page.Objects {
				one.add(object, t, o)
			}
			a.log.Debug("listed", "target", t.Target.String(), "objects", one.Objects)
			return nil
		})
		if err != nil {
			return err
		}
		one.bound(t)
		all.join(&one)
		if t.Target.Provider != exposure.Folder && !t.Target.Loopback() {
			all.Cost += float64(one.Bytes) / 1e9 * all.Price
		}
	}
	all.Seconds = float64(all.Bytes) / float64(all.Rate)
	for _, k := range all.kinds {
		all.Kinds = append(all.Kinds, *k)
	}
	slices.SortFunc(all.Kinds, func(x, y nameKind) int {
		return cmp.Or(cmp.Compare(y.Bytes, x.Bytes), strings.Compare(x.Suffix, y.Suffix))
	})
	if a.json {
		return writeJSON(a.stdout, all)
	}
	a.printEstimate(&all)
	return nil
}

// add takes in an object of t's listing.
func (e *estimate) add(o source.Object, t *scan.Target, flags *scanFlags) {
	e.Objects++
	switch {
	case o.Unreadable != "":
		e.Unreadable++
		return
	case !t.Reads() || scan.Excluded(flags.include, flags.exclude, o.Name):
		e.LeftOut++
		return
	}
	e.Read++
	size := max(o.Size, 0)
	if o.Size < 0 {
		e.Untold++
	}
	e.Bytes += size
	if detect.Promises(o.Name) == detect.MostPromising {
		e.Promising++
	}
	suffix := strings.ToLower(path.Ext(o.Name))
	if suffix == "" || !strings.Contains(suffixList, " "+suffix+" ") {
		suffix = "(other)" // it may be a part of somebody's name
	}
	k := e.kinds[suffix]
	if k == nil {
		k = &nameKind{Suffix: suffix}
		e.kinds[suffix] = k
	}
	k.Objects++
	k.Bytes += size
}

// bound applies the sample and the ceiling that the grant sets.
func (e *estimate) bound(t *scan.Target) {
	if t.SampleObjects > 0 && e.Read > t.SampleObjects {
		e.LeftOut += e.Read - t.SampleObjects
		e.Read = t.SampleObjects
	}
	for _, bytes := range []int64{t.SampleBytes, t.MaxBytes} {
		if bytes > 0 {
			e.Bytes = min(e.Bytes, bytes)
		}
	}
}

// join adds the sums of another target.
func (e *estimate) join(one *estimate) {
	e.Objects += one.Objects
	e.Read += one.Read
	e.Bytes += one.Bytes
	e.Untold += one.Untold
	e.Unreadable += one.Unreadable
	e.LeftOut += one.LeftOut
	e.Promising += one.Promising
}

// shownKinds is how many kinds of names are printed.
const shownKinds = 15

func (a *app) printEstimate(e *estimate) {
	fmt.Fprintf(a.stdout, "%s: %s to read, %s; %s left out by globs or the grant; %s cannot be read as they are\n",
		amount(e.Objects, "object", ""), countText(e.Read), bytesText(e.Bytes), countText(e.LeftOut), countText(e.Unreadable))
	if e.Untold > 0 {
		fmt.Fprintf(a.stdout, "%s of these have no size in the listing and are not in the bytes, the time or the cost\n", countText(e.Untold))
	}
	fmt.Fprintf(a.stdout, "%s have names that promise credentials, customer lists or dumps\n", countText(e.Promising))
	fmt.Fprintf(a.stdout, "about %s at %s/s; egress about %.2f at %.3f a GB (your provider's price list decides)\n",
		time.Duration(e.Seconds*float64(time.Second)).Round(time.Second), bytesText(e.Rate), e.Cost, e.Price)
	for i, k := range e.Kinds {
		if i == shownKinds {
			fmt.Fprintf(a.stdout, "  and %d more kinds of names\n", len(e.Kinds)-i)
			break
		}
		fmt.Fprintf(a.stdout, "  %-9s %20s  %10s\n", k.Suffix, amount(k.Objects, "object", ""), bytesText(k.Bytes))
	}
}
