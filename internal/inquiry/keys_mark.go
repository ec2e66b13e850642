package inquiry

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// MarkKey implements [Answerer].
func (d *Desk) MarkKey(ctx context.Context, print string, m catalog.Mark) (*rotate.State, error) {
	fp, err := d.secretPrint(ctx, print)
	if err != nil {
		return nil, err
	}
	marks, err := d.campaign.Catalog.Marks(ctx)
	if err != nil {
		return nil, err
	}
	m.Print, m.At = fp, time.Now()
	if err := rotate.CheckMark(&m, rotate.Standing(marks)); err != nil {
		return nil, err
	}
	if err := d.campaign.Catalog.MarkCredential(ctx, m); err != nil {
		return nil, err
	}
	state, ok := rotate.Standing(append(marks, m))[fp]
	if !ok {
		state.Word = rotate.Open
	}
	return &state, nil
}

// shortPrint is how many digits of a fingerprint are enough to name it, if no other
// begins so.
const shortPrint = 8

// secretPrint finds the credential that a fingerprint, or its beginning, names.
func (d *Desk) secretPrint(ctx context.Context, text string) (fp exposure.Fingerprint, err error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if len(text) < shortPrint || len(text) > 2*len(fp) || strings.Trim(text, "0123456789abcdef") != "" {
		return fp, fmt.Errorf("a credential is named by its fingerprint, of which %d digits are enough where no other begins so", shortPrint)
	}
	n := 0
	for id, err := range d.campaign.Ledger.Identities(exposure.Secret, ledger.Part{}) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return fp, err
		}
		if strings.HasPrefix(id.Fingerprint.String(), text) {
			fp = id.Fingerprint
			n++
		}
	}
	switch n {
	case 0:
		return fp, fmt.Errorf("%w: no credential has a fingerprint that begins so", attribute.ErrNotFound)
	case 1:
		return fp, nil
	}
	return fp, fmt.Errorf("%d credentials have fingerprints that begin so: write more of it", n)
}
