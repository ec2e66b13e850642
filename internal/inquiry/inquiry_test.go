package inquiry

import (
	"encoding/binary"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/seal"
)

var noon = time.Date(2022, 9, 24, 12, 0, 0, 0, time.UTC)

// secrets of the campaign: all stand in one list, the last also in a note.
const secrets = 20_000

func secret(n int) *exposure.Identity {
	id := exposure.Identity{Kind: exposure.Secret, Mask: fmt.Sprintf("•••%d", n), Class: exposure.ClassLive}
	binary.BigEndian.PutUint64(id.Fingerprint[:], uint64(n))
	return &id
}

// empty is a campaign in which nothing stands yet.
func empty(t *testing.T) *campaign.Campaign {
	t.Helper()
	c, err := campaign.Create(t.Context(), t.TempDir(), "case", seal.NewKey(),
		campaign.Properties{Label: "case", Basis: exposure.Contract, Depth: exposure.Read, Digest: "d1", Created: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// desk answers about a campaign with one list of many passwords, and one note
// that quotes the last of them.
func desk(t *testing.T) *Desk {
	t.Helper()
	c := empty(t)
	list, note := exposure.Unit{1}, exposure.Unit{2}
	b := c.Ledger.NewBatch()
	b.Begin(list)
	for n := range secrets {
		b.Add(secret(n), exposure.Mention{Offset: uint64(100 * n), Length: 8, Rule: "password-in-table", Score: 60})
	}
	b.Finish()
	b.Begin(note)
	b.Add(secret(secrets-1), exposure.Mention{Length: 8, Rule: "password", Score: 95})
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, list, note)
	return New(c, map[string]Title{"password-in-table": {Title: "A password in a table", Advice: "Change it."}})
}

// publish makes each unit the content of one object.
func publish(t *testing.T, c *campaign.Campaign, units ...exposure.Unit) {
	t.Helper()
	names := make([]string, len(units))
	for i, u := range units {
		names[i] = fmt.Sprintf("%d.csv", u[0])
	}
	publishAs(t, c, units, names)
}

// publishCopies makes a unit the content of so many objects.
func publishCopies(t *testing.T, c *campaign.Campaign, u exposure.Unit, n int) {
	t.Helper()
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%03d.env", i)
	}
	publishAs(t, c, slices.Repeat([]exposure.Unit{u}, n), names)
}

func publishAs(t *testing.T, c *campaign.Campaign, units []exposure.Unit, names []string) {
	t.Helper()
	ctx := t.Context()
	target, err := c.Catalog.AddTarget(ctx, "az://contoso/q3", "", "anonymous", noon)
	if err != nil {
		t.Fatal(err)
	}
	page := catalog.Page{Target: target.ID, Last: true, At: noon}
	for i, name := range names {
		key := units[i]
		binary.BigEndian.PutUint32(key[12:], uint32(i))
		page.Objects = append(page.Objects, catalog.Object{Key: key, Name: []byte(name), Mask: name, Size: 10, ETag: "1", Modified: noon})
	}
	if err := c.Catalog.SavePage(ctx, page); err != nil {
		t.Fatal(err)
	}
	shards, err := c.Catalog.PendingShards(ctx, nil, map[int64]bool{target.ID: true}, 100)
	if err != nil || len(shards) == 0 {
		t.Fatal(shards, err)
	}
	p := &catalog.Publication{Shards: shards}
	for _, s := range shards {
		objects, err := c.Catalog.ShardObjects(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range objects {
			u := units[slices.Index(names, o.Mask)]
			p.Contents = append(p.Contents, catalog.Content{Unit: u, Hash: [32]byte{u[0]}, Size: 10, Media: "text/csv", Leaf: true})
			p.Readings = append(p.Readings, catalog.Reading{Object: o.ID, ETag: "1", Size: 10, Content: u, At: noon})
		}
	}
	if _, err := c.Catalog.Publish(ctx, p); err != nil {
		t.Fatal(err)
	}
}

// socket returns a path that is short enough for a socket.
func socket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "inquiry")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "socket")
}

// TestReport asks for a report over the socket of a running scan and directly.
// The time limit holds it to one reading of the list: a reading for each
// password took a minute and a half.
func TestReport(t *testing.T) {
	d := desk(t)
	d.Running(func() Live { return Live{} }, 2)
	path := socket(t)
	s, err := d.Serve(path)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	direct, err := d.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("a report over %d passwords took %s", secrets, took)
	}
	asked, err := Dial(path).Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(direct, asked, cmpopts.IgnoreFields(report.Run{}, "Made"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("over the socket it is another: %s", diff)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if direct.RotateTotal != secrets || len(direct.Rotate) != min(secrets, listedSecrets) {
		t.Fatalf("%d listed of %d", len(direct.Rotate), direct.RotateTotal)
	}
	// Surest first; the rule is that of the surest mention in the first place.
	first, second := direct.Rotate[0], direct.Rotate[1]
	if first.Masked != secret(secrets-1).Mask || first.Mentions != 2 || len(first.Places) != 2 || first.Title != "A password in a table" {
		t.Errorf("first %+v", first)
	}
	if second.Masked != secret(0).Mask || second.Rule != "password-in-table" || second.Advice != "Change it." {
		t.Errorf("second %+v", second)
	}
}

// TestCloseLetsAnswersEnd closes a server that has a question to answer.
func TestCloseLetsAnswersEnd(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	path := socket(t)
	s, err := serve(path, answer(func(r *http.Request) (any, error) {
		close(begun)
		select {
		case <-goOn:
		case <-r.Context().Done():
		}
		return &Status{PerCent: 42}, r.Context().Err()
	}))
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan error, 1)
	go func() {
		status, err := Dial(path).Status(t.Context())
		if err == nil && status.PerCent != 42 {
			err = fmt.Errorf("answered %d", status.PerCent)
		}
		said <- err
	}()
	<-begun
	time.AfterFunc(100*time.Millisecond, func() { close(goOn) })
	if err := s.CloseAfter(t.Context(), time.Minute); err != nil {
		t.Error(err)
	}
	if err := <-said; err != nil {
		t.Errorf("who asked is told %v", err)
	}
}

// TestClose closes a server while it answers: the answer is cut short, and the
// store is free when Close returns.
func TestClose(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan struct{})
	path := socket(t)
	s, err := serve(path, answer(func(r *http.Request) (any, error) {
		close(begun)
		<-r.Context().Done() // as a long query does
		time.Sleep(50 * time.Millisecond)
		close(ended)
		return nil, r.Context().Err()
	}))
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan error, 1)
	go func() {
		_, err := Dial(path).Status(t.Context())
		said <- err
	}()
	<-begun
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-ended:
	default:
		t.Error("Close came back while an answer was under way")
	}
	if err := <-said; err == nil || !strings.Contains(err.Error(), errCut.Error()) {
		t.Errorf("who asked is told %v", err)
	}
	if _, err := Dial(path).Status(t.Context()); err == nil {
		t.Error("a closed server answers")
	}
}
