package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// suffixList is every ending that an estimate tells apart.
const suffixList = " .7z .accdb .avro .bak .bz2 .cer .cfg .conf .config .cpp .cs .csv .db .doc .docm .docx .dump .dwg .eml .env .gif .gz " +
	".htm .html .ini .java .jpeg .jpg .js .json .jsonl .key .kdbx .log .md .mbox .mdb .mdf .mp4 .msg .ndjson .odt .ods .one .ost .parquet .pdf " +
	".pem .pfx .php .png .pptx .ppt .ps1 .pst .py .rar .rdp .rtf .sh .sql .sqlite .tar .tfstate .tgz .tif .tiff .toml .ts .tsv .txt .vhd .vhdx .vsdx .wav " +
	".xls .xlsb .xlsm .xlsx .xml .xz .yaml .yml .zip .zst "

// estimateRate is what a scan is assumed to read, in bytes a second, where
// nothing is known of the line: docs/performance.md has the measured figure on
// loopback; a line to a cloud is slower.
const estimateRate = 50 << 20

// An estimate is what a listing alone tells.
type estimate struct {
	Objects    int64      `json:"objects"`
	Bytes      int64      `json:"bytes"`
	Unreadable int64      `json:"unreadable"` // archived, special, older versions
	Promising  int64      `json:"promising"`  // names that promise credentials, customer lists or dumps
	Kinds      []nameKind `json:"kindsByName"`
	Seconds    float64    `json:"seconds"`
	Rate       int64      `json:"assumedBytesPerSecond"`
	Cost       float64    `json:"egressCost"`
	Price      float64    `json:"pricePerGB"`
	kinds      map[string]*nameKind
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
	e := estimate{Rate: estimateRate, Price: o.egressPrice, kinds: map[string]*nameKind{}}
	paid := int64(0)
	for _, t := range p.targets {
		before := e.Bytes
		err := source.Walk(ctx, t.Source, "", func(page source.Page) error {
			for _, object := range page.Objects {
				e.add(object)
			}
			a.log.Debug("listed", "objects", e.Objects)
			return nil
		})
		if err != nil {
			return err
		}
		if t.Target.Provider != exposure.Folder && !t.Target.Loopback() {
			paid += e.Bytes - before
		}
	}
	e.Seconds = float64(e.Bytes) / float64(e.Rate)
	e.Cost = float64(paid) / 1e9 * e.Price
	for _, k := range e.kinds {
		e.Kinds = append(e.Kinds, *k)
	}
	slices.SortFunc(e.Kinds, func(x, y nameKind) int {
		if x.Bytes != y.Bytes {
			return int(min(max(y.Bytes-x.Bytes, -1), 1))
		}
		return strings.Compare(x.Suffix, y.Suffix)
	})
	if a.json {
		return writeJSON(a.stdout, e)
	}
	a.printEstimate(&e)
	return nil
}

func (e *estimate) add(o source.Object) {
	e.Objects++
	if o.Unreadable != "" {
		e.Unreadable++
		return
	}
	size := max(o.Size, 0)
	e.Bytes += size
	if detect.Promises(o.Name) > 0 {
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

// shownKinds is how many kinds of names are printed.
const shownKinds = 15

func (a *app) printEstimate(e *estimate) {
	fmt.Fprintf(a.stdout, "%s objects, %s to read; %s cannot be read as they are; %s have names that promise credentials, customer lists or dumps\n",
		countText(e.Objects), bytesText(e.Bytes), countText(e.Unreadable), countText(e.Promising))
	fmt.Fprintf(a.stdout, "about %s at %s/s; egress about %.2f at %.3f a GB (your provider's price list decides)\n",
		time.Duration(e.Seconds*float64(time.Second)).Round(time.Second), bytesText(e.Rate), e.Cost, e.Price)
	for i, k := range e.Kinds {
		if i == shownKinds {
			fmt.Fprintf(a.stdout, "  and %d more kinds of names\n", len(e.Kinds)-i)
			break
		}
		fmt.Fprintf(a.stdout, "  %-9s %12s objects  %10s\n", k.Suffix, countText(k.Objects), bytesText(k.Bytes))
	}
}
