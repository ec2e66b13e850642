package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func items(from, to int) (list []Item) {
	for n := range to - from {
		list = append(list, Item{ID: fmt.Sprintf("org-%d.test", from+n), Ending: ".zip", Passphrase: fmt.Sprintf("secret %d", from+n), Write: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "pack %d", from+n)
			return err
		}})
	}
	return list
}

func series(t *testing.T, dir string, terms Terms) *Series {
	t.Helper()
	s, err := OpenSeries(filepath.Join(dir, "packs"), filepath.Join(dir, "passphrases.csv"), terms)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever a crash leaves, the series goes on: what is half made goes, a torn line too, and
// what is noted as made and is not there is made again.
func TestSeriesGoesOn(t *testing.T) {
	dir, terms := t.TempDir(), Terms{Campaign: "c", Approved: "a"}
	recorded := 0
	record := func(list []Made) error { recorded += len(list); return nil }
	s := series(t, dir, terms)
	if err := errors.Join(s.Make(t.Context(), items(0, 5), record), s.Close()); err != nil {
		t.Fatal(err)
	}
	packs := filepath.Join(dir, "packs")
	manifest := filepath.Join(packs, manifestName)
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(os.WriteFile(manifest, append(text, `{"id":"org-5.test","fi`...), 0o600),
		os.WriteFile(filepath.Join(packs, tempPrefix+"123"), []byte("half"), 0o600), os.Remove(filepath.Join(packs, FileName("org-3.test")+".zip")))
	if err != nil {
		t.Fatal(err)
	}
	s = series(t, dir, terms)
	var left []Item
	for _, x := range items(0, 7) {
		if !s.Has(x.ID) {
			left = append(left, x)
		}
	}
	if len(left) != 3 || left[0].ID != "org-3.test" {
		t.Errorf("%d are left", len(left))
	}
	if err := errors.Join(s.Make(t.Context(), left, record), s.Close()); err != nil {
		t.Fatal(err)
	}
	for n := range 7 {
		got, err := os.ReadFile(filepath.Join(packs, FileName(fmt.Sprintf("org-%d.test", n))+".zip"))
		if err != nil || string(got) != fmt.Sprintf("pack %d", n) {
			t.Errorf("pack %d is %q, %v", n, got, err)
		}
	}
	if list, _ := filepath.Glob(filepath.Join(packs, tempPrefix+"*")); len(list) > 0 || recorded != 8 {
		t.Errorf("left over: %v; %d recorded", list, recorded)
	}
	noted, err := os.ReadFile(filepath.Join(dir, "passphrases.csv"))
	if err != nil || bytes.Count(noted, []byte("\n")) != 8 || !strings.Contains(string(noted), FileName("org-6.test")+".zip,secret 6\n") {
		t.Errorf("passphrases:\n%s%v", noted, err)
	}
	if _, err := OpenSeries(packs, "", Terms{Campaign: "c", Approved: "later"}); !errors.Is(err, ErrOtherSeries) {
		t.Errorf("under another approval: %v", err)
	}
}

// Where what is made cannot be recorded, nothing of it is there.
func TestSeriesRecordsFirst(t *testing.T) {
	dir := t.TempDir()
	s := series(t, dir, Terms{})
	defer s.Close()
	wrong := errors.New("no room")
	if err := s.Make(t.Context(), items(0, 3), func([]Made) error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
	failing := append(items(0, 2), Item{ID: "x", Write: func(io.Writer) error { return wrong }})
	if err := s.Make(t.Context(), failing, func([]Made) error { t.Error("recorded"); return nil }); !errors.Is(err, wrong) {
		t.Errorf("%v", err)
	}
	if list, _ := os.ReadDir(filepath.Join(dir, "packs")); len(list) != 1 || s.Done() != 0 {
		t.Errorf("%d files, %d made", len(list), s.Done())
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte("{\"campaign\":\"\",\"approved\":\"\"}\n{\"id\":\"x\",\"file\":\"x.zip\",\"sha256\":\"\"}\n"))
	f.Add([]byte("{\"campaign\":\"\",\"approved\":\"\"}\n{\"id\":\"x\",\"file\":\"../x\"}\n{"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, manifestName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := OpenSeries(dir, "", Terms{})
		if err != nil {
			return
		}
		if err := errors.Join(s.Make(t.Context(), items(0, 1), func([]Made) error { return nil }), s.Close()); err != nil {
			t.Fatal(err)
		}
		if again, err := OpenSeries(dir, "", Terms{}); err != nil || !again.Has("org-0.test") {
			t.Errorf("what was made is not known: %v", err)
		}
	})
}

func TestFileNames(t *testing.T) {
	seen := map[string]bool{}
	for _, id := range []string{"contoso.test", "company:contoso gmbh", "company:contoso_gmbh", "company:日本", "../../etc/passwd", strings.Repeat("x", 500), "", "-rf"} {
		name := FileName(id)
		if seen[name] || name != filepath.Base(name) || len(name) > 100 || strings.HasPrefix(name, "-") || strings.HasPrefix(name, ".") {
			t.Errorf("%q is in %q", id, name)
		}
		seen[name] = true
	}
	if got := FileName("contoso.test"); !strings.HasPrefix(got, "contoso.test-") {
		t.Error(got)
	}
}
