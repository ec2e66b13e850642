package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// Apart is how far two rounds of denial lie apart at least.
const Apart = 3 * time.Minute

// Rounds is how many rounds of denial from one place closure needs.
const Rounds = 2

// A Denial is what one place was told, in a row, since the target was last open: as many
// rounds, as long, as the right that was refused the fewest times.
type Denial struct {
	Vantage string    `json:"vantage"`           // "" for the place of this register
	Network string    `json:"network,omitempty"` // where somebody's word alone says which it is
	By      string    `json:"by,omitempty"`      // whose word that is
	Rounds  int64     `json:"rounds"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	Rights  []Refused `json:"rights"` // each that was ever open

	network string // in which it stands; "" where nothing shows that it is a second one
}

// A Refused is one right that was open by one access, and is refused.
type Refused struct {
	Right    exposure.Right `json:"right"`
	Access   string         `json:"access"`
	Rounds   int64          `json:"rounds"`
	First    time.Time      `json:"first"`
	Last     time.Time      `json:"last"`
	Evidence []string       `json:"evidence"`       // of the first and of the last round
	Gone     bool           `json:"gone,omitempty"` // what was seen there is gone, see [exposure.Finding]
}

// sum makes the figures of a place from those of its rights.
func (d *Denial) sum() {
	for i, r := range d.Rights {
		if i == 0 || r.Rounds < d.Rounds {
			d.Rounds = r.Rounds
		}
		if r.First.After(d.First) {
			d.First = r.First
		}
		if i == 0 || r.Last.Before(d.Last) {
			d.Last = r.Last
		}
	}
	if d.Last.Before(d.First) { // one right was refused for the first time after another's last
		d.Last = d.First
	}
}

// Gone returns the rights of which it is known alone that what was seen there is gone.
func (d Denial) Gone() (rights []string) {
	for _, r := range d.Rights {
		if r.Gone {
			rights = append(rights, rightBy(string(r.Right), r.Access))
		}
	}
	return rights
}

// holds reports whether each right was denied in several rounds, some time apart.
func (d Denial) holds() bool {
	for _, r := range d.Rights {
		if r.Rounds < Rounds || r.Last.Sub(r.First) < Apart {
			return false
		}
	}
	return len(d.Rights) > 0
}

// Counts reports whether a place counts for closure: each right was denied there as often as it
// needs, and it is not the network of another place by all that is known.
func (d Denial) Counts() bool { return d.holds() && d.network != "" }

// Evidence returns that of all its rights.
func (d Denial) Evidence() (list []string) {
	for _, r := range d.Rights {
		list = append(list, r.Evidence...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// countDenials notes which of the rights that were ever open are refused in this round. One
// that is open again starts anew; one of which nothing was shown counts for neither. What is gone
// counts where the owner says that nothing else is there.
func countDenials(ctx context.Context, tx *sql.Tx, target int64, o Observation) error {
	for _, f := range o.Rights {
		var err error
		switch {
		case f.Verdict == exposure.Open:
			_, err = tx.ExecContext(ctx, "INSERT INTO ever VALUES (?, ?, ?) ON CONFLICT DO NOTHING", target, f.Right, f.Access)
			for _, table := range []string{"denials", "retired"} {
				if err == nil {
					_, err = tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE target = ? AND right = ? AND access = ?", target, f.Right, f.Access)
				}
			}
		case (f.Verdict == exposure.Closed || f.Gone) && o.answered(f):
			err = countDenial(ctx, tx, target, o, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// answered reports whether a verdict counts for closure from its place: somebody was asked
// there. A name that does not exist was asked of the resolver of this machine, wherever the
// rest would have gone.
func (o *Observation) answered(f exposure.Finding) bool {
	for _, e := range o.Evidence {
		if slices.Contains(f.Evidence, e.ID) && (e.Failed != probe.FailedUnknownHost || o.Vantage == "") {
			return true
		}
	}
	return false
}

func countDenial(ctx context.Context, tx *sql.Tx, target int64, o Observation, f exposure.Finding) error {
	var was int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM ever WHERE target = ? AND right = ? AND access = ?", target, f.Right, f.Access).Scan(&was)
	if err != nil || was == 0 {
		return err
	}
	at := stamp(o.At)
	var last int64
	var text string
	var gone bool
	evidence := f.Evidence
	err = tx.QueryRowContext(ctx, "SELECT last, evidence, gone FROM denials WHERE target = ? AND vantage = ? AND right = ? AND access = ?", target, o.Vantage, f.Right, f.Access).Scan(&last, &text, &gone)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return err
	case f.Gone && !gone: // it was refused before, which shows more
		return nil
	case gone && !f.Gone: // refused now, and from now on
		if _, err := tx.ExecContext(ctx, "DELETE FROM denials WHERE target = ? AND vantage = ? AND right = ? AND access = ?", target, o.Vantage, f.Right, f.Access); err != nil {
			return err
		}
	case at-last < int64(Apart): // the same round, asked again; or the clock went back
		return nil
	default:
		var first []string
		if err := json.Unmarshal([]byte(text), &first); err != nil {
			return err
		}
		evidence = append(first[:min(len(first), 1)], evidence...)
	}
	line, err := json.Marshal(evidence[:min(len(evidence), 4)])
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO denials VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET rounds = rounds + 1, last = excluded.last, evidence = excluded.evidence`, target, o.Vantage, f.Right, f.Access, at, at, string(line), f.Gone)
	return err
}
