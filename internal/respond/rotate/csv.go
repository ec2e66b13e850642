package rotate

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/cells"
)

var header = []string{
	"rank", "state", "owner", "by", "at", "reason", "life", "ends", "title", "form", "rule", "masked", "fingerprint", "names", "reach", "rights",
	"password", "users", "breached", "mentions", "contents", "places", "first_place", "exposed", "advice",
}

// WriteCSV writes the list as a table, a row a credential, as RFC 4180 says, in UTF-8
// with a byte order mark. No cell is a formula.
func (l *List) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range l.Keys {
		row := l.Keys[i].row()
		for j := range row {
			row[j] = cells.Guard(row[j])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (k *Key) row() []string {
	var names []string
	for _, n := range k.Names {
		names = append(names, n.Role+" "+n.Shown())
	}
	password, users, breached := "", "", ""
	if p := k.Password; p != nil {
		password = p.Words
		if p.Users > 0 {
			users = strconv.Itoa(p.Users)
		}
		if p.Breached != nil {
			breached = strconv.FormatInt(*p.Breached, 10)
		}
	}
	first := ""
	if len(k.Places) > 0 {
		first = k.Places[0]
	}
	return []string{
		strconv.FormatUint(k.Rank, 10), k.State.Word, k.State.Owner, k.State.By, stamp(k.State.At), k.State.Reason, string(k.Life), stamp(k.End), k.Title, k.Form, k.Rule,
		k.Masked, k.Fingerprint, strings.Join(names, "; "), k.Reach.Words, strings.Join(k.Rights, " "), password, users, breached,
		fmt.Sprint(k.Mentions), fmt.Sprint(k.Contents), fmt.Sprint(k.Ways), first, strings.Join(k.Exposed, "; "), k.Advice,
	}
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
