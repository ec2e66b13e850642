package elasticsearch_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/elasticsearch"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func open(t testing.TB, address, index string, o sourcetest.Options, documents int) *elasticsearch.Source {
	t.Helper()
	at, err := exposure.ParseTarget("elasticsearch://" + address + "/" + index)
	if err != nil {
		t.Fatal(err)
	}
	src, err := elasticsearch.New(elasticsearch.Options{Target: at, Transports: source.Transports{List: o.Transport, Read: o.Transport}, PageSize: o.PageSize, Documents: documents})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// store is a cluster as its owner sees it.
type store struct {
	*cluster
	address string
}

func newStore(t testing.TB) sourcetest.TableStore {
	c := newCluster()
	c.shards = 3
	return &store{c, listen(t, c)}
}

func listen(t testing.TB, c *cluster) string {
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

func (s *store) Put(_ testing.TB, table string, rows []sourcetest.Row) {
	s.Remove(nil, table)
	documents := [][2]string{}
	for _, r := range rows {
		data, _ := json.Marshal(r)
		documents = append(documents, [2]string{fmt.Sprint(r.ID), string(data)})
	}
	s.put(table, documents)
}

func (s *store) Remove(_ testing.TB, table string) { s.remove(table) }
func (s *store) Shut(testing.TB)                   { s.shut() }

// Holds is as the servers have it (elastic.co/guide, "Create index API").
func (s *store) Holds(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= 255 && name == strings.ToLower(name) &&
		!strings.ContainsAny(name, "\\/*?\"<>| ,#:") && !strings.ContainsAny(name[:1], "-_+") && strings.ToValidUTF8(name, "") == name && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' })
}

func (s *store) Table(object string) string {
	name, _, sharded := strings.Cut(object, "/")
	if !sharded {
		name = strings.TrimSuffix(name, ".ndjson")
	}
	return strings.NewReplacer("%25", "%", "%2F", "/").Replace(name)
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	return open(t, s.address, "", o, 700)
}

func decode(t testing.TB, data []byte) (rows []sourcetest.Row) {
	in := bufio.NewScanner(bytes.NewReader(data))
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var line struct {
			ID     string         `json:"_id"`
			Source sourcetest.Row `json:"_source"`
		}
		if err := json.Unmarshal(in.Bytes(), &line); err != nil || line.ID != fmt.Sprint(line.Source.ID) {
			t.Fatalf("a line of %d bytes: %v", len(in.Bytes()), err)
		}
		rows = append(rows, line.Source)
	}
	return rows
}

func TestSuite(t *testing.T) {
	sourcetest.RunTables(t, sourcetest.Tables{
		Store: newStore, Decode: decode,
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return open(t, listen(t, newCluster()), "nothing-here", o, 0), nil
		},
		Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			c := newCluster()
			c.shut()
			return open(t, listen(t, c), "", o, 0), nil
		},
	})
}

func names(t *testing.T, src source.Source) (got []string) {
	t.Helper()
	err := source.Walk(t.Context(), src, "", func(p source.Page) error {
		for _, o := range p.Objects {
			got = append(got, strings.TrimSpace(o.Name+" "+string(o.Unreadable)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Hidden and closed indices are told, servers of all ages understood, aliases not followed.
func TestIndices(t *testing.T) {
	one := [][2]string{{"1", `{"mail":"jane.doe@contoso.example"}`}}
	for version, c := range map[string]*cluster{"8": {}, "7.6": {noHidden: true}, "1.7": {noHidden: true, noDocOrder: true}} {
		t.Run(version, func(t *testing.T) {
			c.init()
			c.put("customers", one)
			c.put(".ds-logs-000001", one)
			c.put("old", one)
			c.close("old")
			c.alias("everything", "customers")
			address := listen(t, c)
			got := names(t, open(t, address, "", sourcetest.Options{Transport: http.DefaultTransport}, 0))
			want := []string{".ds-logs-000001.ndjson", "customers.ndjson", "old.ndjson archived"}
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
			src := open(t, address, "customers", sourcetest.Options{Transport: http.DefaultTransport}, 0)
			if got := names(t, src); !slices.Equal(got, []string{"customers.ndjson"}) {
				t.Errorf("of one index: %q", got)
			}
			body, err := source.Stream(t.Context(), src, source.Object{Name: "customers.ndjson", Size: -1}, source.RetryPolicy{})
			if err != nil {
				t.Fatal(err)
			}
			if data, err := io.ReadAll(body); err != nil || string(data) != `{"_id":"1","_source":{"mail":"jane.doe@contoso.example"}}`+"\n" {
				t.Errorf("%q, %v", data, err)
			}
			_, err = open(t, address, "everything", sourcetest.Options{Transport: http.DefaultTransport}, 0).List(t.Context(), "")
			if !errors.Is(err, source.ErrRequest) || !strings.Contains(err.Error(), "alias") {
				t.Errorf("of an alias: %v", err)
			}
			_, err = open(t, address, "", sourcetest.Options{Transport: http.DefaultTransport}, 0).Open(t.Context(), source.Object{Name: "old.ndjson"}, 0)
			if !errors.Is(err, source.ErrArchived) {
				t.Errorf("a closed index: %v", err)
			}
		})
	}
}

// An answer that is not whole is never an end.
func TestPartial(t *testing.T) {
	const head = `{"_scroll_id":"x","took":1,`
	for name, c := range map[string]struct {
		answer string
		want   error
	}{
		"a shard failed":       {head + `"timed_out":false,"_shards":{"total":2,"successful":1,"failed":1},"hits":{"hits":[]}}`, source.ErrServer},
		"time ran out":         {head + `"timed_out":true,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"hits":[]}}`, source.ErrServer},
		"a shard is missing":   {head + `"_shards":{"total":2,"successful":1,"failed":0},"hits":{"hits":[]}}`, source.ErrServer},
		"no hits":              {head + `"timed_out":false}`, source.ErrGarbled},
		"cut":                  {head + `"timed_out":false,"hits":{"hits":[{"_id":"1","_sou`, source.ErrNetwork},
		"cut behind a hit":     {head + `"hits":{"hits":[{"_id":"1","_source":{}}`, source.ErrNetwork},
		"a page":               {"<html>welcome</html>", source.ErrGarbled},
		"hits without scroll":  {`{"hits":{"hits":[{"_id":"1","_source":{}}]}}`, source.ErrGarbled},
		"an endless document":  {head + `"hits":{"hits":[{"_id":"` + strings.Repeat("x", 70<<20), source.ErrGarbled},
		"an endless member":    {head + `"more":"` + strings.Repeat("x", 70<<20), source.ErrGarbled},
		"a hit without number": {head + `"hits":{"hits":[{"_source":{}}]}}`, source.ErrGarbled},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/_count") {
					io.WriteString(w, `{"count":1000000,"_shards":{"total":1,"successful":1,"failed":0}}`)
					return
				}
				io.WriteString(w, c.answer)
			}))
			defer s.Close()
			src := open(t, s.Listener.Addr().String(), "", sourcetest.Options{Transport: http.DefaultTransport}, 0)
			r, err := src.Open(t.Context(), source.Object{Name: "x.ndjson"}, 0)
			if err == nil {
				_, err = io.ReadAll(r.Body)
				r.Body.Close()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// A server with TLS is found out by the first question.
func TestTLS(t *testing.T) {
	c := newCluster()
	c.put("customers", nil)
	s := httptest.NewTLSServer(c)
	defer s.Close()
	if got := names(t, open(t, s.Listener.Addr().String(), "", sourcetest.Options{Transport: s.Client().Transport}, 0)); len(got) != 1 {
		t.Errorf("%q", got)
	}
}

func TestNew(t *testing.T) {
	for _, bad := range []string{"redis://h:1", "elasticsearch://h/a*", "elasticsearch://h/_all", "elasticsearch://h/a,b", "elasticsearch://h/a/b"} {
		at, err := exposure.ParseTarget(bad)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := elasticsearch.New(elasticsearch.Options{Target: at, Transports: source.Transports{List: http.DefaultTransport, Read: http.DefaultTransport}}); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}

// Small indices cost no scroll, and a server that tells of a million shards no more than a page.
func TestCost(t *testing.T) {
	c := newCluster()
	var settings []string
	for i := range 3000 {
		c.put(fmt.Sprintf("logs-%04d", i), [][2]string{{"1", `{}`}})
		settings = append(settings, fmt.Sprintf(`"i%04d":{"settings":{"index":{"number_of_shards":"1024"}}}`, i))
	}
	src := open(t, listen(t, c), "", sourcetest.Options{Transport: http.DefaultTransport}, 0)
	for i := range 20 {
		r, err := src.Open(t.Context(), source.Object{Name: fmt.Sprintf("logs-%04d.ndjson", i)}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(r.Body); err != nil || len(data) == 0 {
			t.Errorf("%q, %v", data, err)
		}
		r.Body.Close()
	}
	if c.opened > 0 {
		t.Errorf("%d scrolls were opened for indices of one document", c.opened)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "_settings") {
			io.WriteString(w, "{"+strings.Join(settings, ",")+"}")
			return
		}
		io.WriteString(w, `{"indices":{}}`)
	}))
	defer s.Close()
	src = open(t, s.Listener.Addr().String(), "", sourcetest.Options{Transport: http.DefaultTransport}, 0)
	marker := ""
	allocated := testing.AllocsPerRun(2, func() {
		page, err := src.List(t.Context(), marker)
		if err != nil || len(page.Objects) != 1000 {
			t.Fatalf("%d objects, %v", len(page.Objects), err)
		}
		marker = page.Next
	})
	if allocated > 500_000 {
		t.Errorf("one page cost %.0f allocations", allocated)
	}
}
