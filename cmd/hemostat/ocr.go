package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/ocr"
)

// ocrFlags say whether what is seen in pictures is read.
type ocrFlags struct {
	languages  string // "" for off
	unconfined bool
}

// ocrDefault is what --ocr without languages means.
const ocrDefault = "default"

// ocrHelp is told by the commands that take --ocr.
const ocrHelp = `--ocr reads what is seen in pictures and on pages without text, by tesseract, which must be on the machine: "--ocr=deu,fra" in these
languages, else in those of ` + "eng, deu, fra, spa, por, ita, nld, tur, jpn, chi_sim" + ` that it has. It runs in a process of its own without a network,
with 2 GiB of memory at most, and gets each picture through a pipe. Read are 40 megapixels a picture and 2,000 pages a content.
Where the system gives no network namespace it is refused, unless --ocr-unconfined is content with the other limits.`

func (o *ocrFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.languages, "ocr", "", "read what is seen in pictures by tesseract, in these `languages`")
	f.Lookup("ocr").NoOptDefVal = ocrDefault
	f.BoolVar(&o.unconfined, "ocr-unconfined", false, "let tesseract run where it cannot be kept off the network")
}

// pictures makes the reader that the flags ask for, nil where they ask for none. The
// caller closes it.
func (a *app) pictures(ctx context.Context, o *ocrFlags) (*ocr.Reader, error) {
	if o.languages == "" {
		if o.unconfined {
			return nil, usageError{errors.New("--ocr-unconfined says how --ocr is done: add --ocr")}
		}
		return nil, nil
	}
	options := ocr.Options{Unconfined: o.unconfined, Warn: func(text string) { a.log.Warn(text) }}
	if o.languages != ocrDefault {
		options.Languages = strings.FieldsFunc(o.languages, func(r rune) bool { return r == ',' || r == '+' })
		if len(options.Languages) == 0 {
			return nil, usageError{fmt.Errorf("--ocr=%s names no language, as --ocr=eng,deu does", o.languages)}
		}
	}
	r, err := ocr.New(ctx, options)
	var language *ocr.LanguageError
	switch {
	case err == nil:
		return r, nil
	case errors.Is(err, ocr.ErrNetwork):
		return nil, usageError{fmt.Errorf("--ocr: %w; --ocr-unconfined is content without", err)}
	case errors.Is(err, ocr.ErrMissing), errors.As(err, &language):
		return nil, usageError{fmt.Errorf("--ocr: %w", err)}
	}
	return nil, fmt.Errorf("--ocr: %w", err)
}

// pictureReader is r for an extractor: no reader is nil there.
func pictureReader(r *ocr.Reader) extract.PictureReader {
	if r == nil {
		return nil
	}
	return r
}

// digestPart is what r adds to the digest of a campaign: nothing where nothing is read.
func digestPart(r *ocr.Reader) []string {
	if r == nil {
		return nil
	}
	return []string{r.Digest()}
}

// otherPictures says so where a campaign and this run read pictures by different means.
func otherPictures(err error, have string, r *ocr.Reader) error {
	var other *ledger.OtherDigestError
	want := ""
	if r != nil {
		want = r.String()
	}
	if !errors.As(err, &other) || have == "" && want == "" {
		return err
	}
	says := func(by string) string {
		if by == "" {
			return "without --ocr"
		}
		return "with --ocr by " + by
	}
	return usageError{fmt.Errorf("the campaign was begun %s and is now asked to go on %s; versions, languages and their data must be the same, "+
		"as must the program: or use another --campaign", says(have), says(want))}
}
