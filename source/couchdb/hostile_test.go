package couchdb_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/couchdb"
)

// played is a server of which the paths answer as it is written.
func played(t testing.TB, paths map[string]http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answer := paths[r.URL.Path]; answer != nil {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// What servers answer is told by its kind, and nothing of it is quoted but the word for it.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		status     int
		list, open error
	}{
		{401, source.ErrDenied, source.ErrDenied}, {403, source.ErrDenied, source.ErrDenied}, {404, source.ErrNotFound, source.ErrGone},
		{429, source.ErrThrottled, source.ErrThrottled}, {503, source.ErrThrottled, source.ErrThrottled}, {500, source.ErrServer, source.ErrServer},
		{302, source.ErrElsewhere, source.ErrElsewhere}, {204, source.ErrGarbled, source.ErrGarbled}, {400, source.ErrRequest, source.ErrRequest},
	} {
		answer := says(c.status, `{"error":"so_it_is","reason":"jane.doe@contoso.example"}`)
		address := played(t, map[string]http.HandlerFunc{"/_all_dbs": answer, "/shop": answer, "/shop/_all_docs": answer})
		src := at(t, address, couchdb.Options{}, transport(t))
		_, err := src.List(t.Context(), "")
		if !errors.Is(err, c.list) || strings.Contains(err.Error(), "jane") || c.status != 204 && !strings.Contains(err.Error(), "so_it_is") {
			t.Errorf("list, %d: %v", c.status, err)
		}
		if _, err := at(t, address+"/shop", couchdb.Options{}, transport(t)).List(t.Context(), ""); !errors.Is(err, c.list) {
			t.Errorf("list of one, %d: %v", c.status, err)
		}
		if _, err := src.List(t.Context(), "shop.tar"); errors.Is(c.list, source.ErrDenied) && !errors.Is(err, source.ErrClosedMidway) {
			t.Errorf("list midway, %d: %v", c.status, err)
		}
		if _, err := src.Open(t.Context(), source.Object{Name: "shop.tar"}, 0); !errors.Is(err, c.open) {
			t.Errorf("open, %d: %v", c.status, err)
		}
	}
}

// What does not come whole is never taken for whole.
func TestEndsMidway(t *testing.T) {
	const row = `{"id":"a","key":"a","value":{"rev":"1-a"},"doc":{"_id":"a","_rev":"1-a","x":"jane"}}`
	file := strings.Replace(row, `"x":"jane"`, `"_attachments":{"f":{"length":5,"stub":true}}`, 1)
	for what, c := range map[string]struct {
		answer string
		file   http.HandlerFunc
		want   error
	}{
		"whole":                      {`{"total_rows":1,"offset":0,"rows":[` + row + `]}`, nil, nil},
		"members behind the rows":    {`{"rows":[` + row + `],"total_rows":1,"x":{"y":[]}}` + "\n", nil, nil},
		"a document that is deleted": {`{"rows":[{"id":"a","doc":null}]}`, nil, nil},
		"no documents":               {`{"rows":[{"id":"a","value":{"rev":"1-a"}}]}`, nil, source.ErrGarbled},
		"no row":                     {`{"total_rows":0,"rows":[]}`, nil, nil},
		"no end of the rows":         {`{"rows":[` + row, nil, source.ErrNetwork},
		"no end of the answer":       {`{"rows":[` + row + `]`, nil, source.ErrNetwork},
		"no end of a document":       {`{"rows":[` + row[:40], nil, source.ErrNetwork},
		"an error behind":            {`{"rows":[` + row + `],"error":"timeout","reason":"jane"}`, nil, source.ErrServer},
		"an error among":             {`{"rows":[` + row + `,{"error":"timeout"}]}`, nil, source.ErrServer},
		"more behind":                {`{"rows":[` + row + `]}{}`, nil, source.ErrGarbled},
		"no rows":                    {`{"total_rows":1}`, nil, source.ErrGarbled},
		"no JSON":                    {`<html>jane`, nil, source.ErrGarbled},
		"rows of text":               {`{"rows":["jane"]}`, nil, source.ErrGarbled},
		"nothing":                    {``, nil, source.ErrNetwork},
		"a file":                     {`{"rows":[` + file + `]}`, says(200, "hello"), nil},
		"a file that changed":        {`{"rows":[` + file + `]}`, says(404, "{}"), source.ErrChanged},
		"a longer file":              {`{"rows":[` + file + `]}`, says(200, "hello, world"), source.ErrLength},
		"a longer file, by and by": {`{"rows":[` + file + `]}`, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "hell")
			w.(http.Flusher).Flush()
			io.WriteString(w, "o, world")
		}, source.ErrLength},
		"a shorter file, by and by": {`{"rows":[` + file + `]}`, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "hell")
			w.(http.Flusher).Flush()
		}, source.ErrLength},
	} {
		address := played(t, map[string]http.HandlerFunc{"/shop/_all_docs": says(200, c.answer), "/shop/a/f": c.file})
		r, err := at(t, address, couchdb.Options{}, transport(t)).Open(t.Context(), source.Object{Name: "shop.tar"}, 0)
		if err == nil {
			_, err = io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		if !errors.Is(err, c.want) || err != nil && strings.Contains(err.Error(), "jane") {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
}

// A document, a listing or a list of files without an end takes a bounded part of memory,
// and nothing outlives the context.
func TestHostile(t *testing.T) {
	endless := func(begin, again string) http.HandlerFunc {
		again = strings.Repeat(again, 1000)
		return func(w http.ResponseWriter, _ *http.Request) {
			_, err := io.WriteString(w, begin)
			for err == nil {
				_, err = io.WriteString(w, again)
			}
		}
	}
	silent := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for what, c := range map[string]struct {
		paths map[string]http.HandlerFunc
		want  error
	}{
		"a document": {map[string]http.HandlerFunc{"/shop/_all_docs": endless(`{"rows":[{"id":"a","doc":{"x":"`, "long ")}, source.ErrLength},
		"a number":   {map[string]http.HandlerFunc{"/shop/_all_docs": endless(`{"total_rows":`, "1234567890")}, source.ErrLength},
		"nesting":    {map[string]http.HandlerFunc{"/shop/_all_docs": endless(`{"rows":[{"id":"a","doc":`, "[[[[[[[[[[")}, source.ErrGarbled},
		"space":      {map[string]http.HandlerFunc{"/shop/_all_docs": endless(`{"rows":[`, "          ")}, source.ErrLength},
		"names":      {map[string]http.HandlerFunc{"/_all_dbs": endless(`["a"`, `,"shop"`)}, source.ErrGarbled},
		"silent":     {map[string]http.HandlerFunc{"/_all_dbs": silent, "/shop/_all_docs": silent}, context.DeadlineExceeded},
		"silent midway": {map[string]http.HandlerFunc{"/shop/_all_docs": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"rows":[`)
			w.(http.Flusher).Flush()
			silent(w, r)
		}}, context.DeadlineExceeded},
	} {
		src := at(t, played(t, c.paths), couchdb.Options{}, transport(t))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		if strings.HasPrefix(what, "silent") {
			ctx, cancel = context.WithTimeout(t.Context(), 500*time.Millisecond)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if c.paths["/_all_dbs"] != nil {
			if _, err := src.List(ctx, ""); !errors.Is(err, c.want) {
				t.Errorf("a listing of %s: %v", what, err)
			}
		}
		if c.paths["/shop/_all_docs"] != nil {
			r, err := src.Open(ctx, source.Object{Name: "shop.tar"}, 0)
			if err == nil {
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%s without an end: %v", what, err)
			}
		}
		cancel()
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 512<<20 {
			t.Errorf("%s without an end took %d MiB", what, took>>20)
		}
	}
}

func TestNew(t *testing.T) {
	for _, address := range []string{"x://h.test/shop/more"} {
		if _, err := try(t, address, couchdb.Options{}, transport(t)); err == nil {
			t.Errorf("%s was taken", address)
		}
	}
	if _, err := try(t, "x://h.test", couchdb.Options{}, nil); !errors.Is(err, source.ErrNoTransport) {
		t.Errorf("%v", err)
	}
	src := at(t, "x://127.0.0.1:1", couchdb.Options{}, transport(t))
	if _, err := src.List(t.Context(), ""); !errors.Is(err, source.ErrNetwork) {
		t.Errorf("nobody is there: %v", err)
	}
	if _, err := src.List(t.Context(), "no marker"); !errors.Is(err, source.ErrRequest) {
		t.Errorf("a marker of nobody: %v", err)
	}
}

// Whoever answers each page alike, or page after page in a circle, is no database without an end.
func TestSamePages(t *testing.T) {
	page := func(which int) string {
		rows := make([]string, 1000)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"id":"%d-%04d","doc":{"_id":"x"}}`, which, i)
		}
		return `{"rows":[` + strings.Join(rows, ",") + `]}`
	}
	for _, circle := range []int{1, 3} {
		asked := 0
		address := played(t, map[string]http.HandlerFunc{"/shop/_all_docs": func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked > 10 {
				io.WriteString(w, `{"rows":[]}`)
				return
			}
			io.WriteString(w, page(asked%circle))
		}})
		r, err := at(t, address, couchdb.Options{}, transport(t)).Open(t.Context(), source.Object{Name: "shop.tar"}, 0)
		if err == nil {
			_, err = io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		if !errors.Is(err, source.ErrGarbled) || asked != circle+1 {
			t.Errorf("%d pages in a circle: asked for %d, %v", circle, asked, err)
		}
	}
}
