package extract_test

import (
	"archive/zip"
	"bytes"
	"testing"
	"time"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// told keeps the times of contents by their names.
type told struct {
	extracttest.Recorder
	modified, created map[string]time.Time
}

func (s *told) End(c *extract.Content) error {
	s.modified[c.Name], s.created[c.Name] = c.Modified, c.Facts.Created
	return s.Recorder.End(c)
}

// A time stamp that nobody wrote is none: archives begin to count in 1980, mails in 1970.
func TestEmptyMoments(t *testing.T) {
	day := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, h := range map[string]zip.FileHeader{
		"empty":  {ModifiedDate: 1<<5 | 1}, // 1980-01-01 00:00
		"nil":    {},
		"stamp":  {Modified: time.Unix(0, 0)}, // Info-ZIP's field of Unix time
		"dated":  {Modified: day},
		"m.eml":  {Modified: day},
		"m2.eml": {Modified: day},
	} {
		h.Name = name
		w, err := z.CreateHeader(&h)
		check(t, err)
		date := map[string]string{"m.eml": "Thu, 1 Jan 1970 00:00:00 +0000", "m2.eml": "Sat, 1 Jun 2024 14:00:00 +0200"}[name]
		_, err = w.Write([]byte("From: jane@contoso.example\nTo: john@contoso.example\nDate: " + date + "\nSubject: x\n\n" + name))
		check(t, err)
	}
	check(t, z.Close())
	x, err := extract.New(extract.Options{})
	check(t, err)
	defer x.Close()
	s := &told{modified: map[string]time.Time{}, created: map[string]time.Time{}}
	in := extract.Input{Name: "old.zip", Size: int64(b.Len()), Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), Body: &b}
	check(t, x.Walk(t.Context(), in, s))
	for _, name := range []string{"old.zip", "empty", "nil", "stamp"} {
		if at, met := s.modified[name]; !met || !at.IsZero() {
			t.Errorf("%s: met %t, modified %v", name, met, at)
		}
	}
	if !s.modified["dated"].Equal(day) || !s.created["m2.eml"].Equal(day) || !s.created["m.eml"].IsZero() {
		t.Errorf("modified %v, created %v and %v", s.modified["dated"], s.created["m2.eml"], s.created["m.eml"])
	}
}
