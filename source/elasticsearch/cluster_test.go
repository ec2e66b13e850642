package elasticsearch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// A cluster answers as the documentation of Elasticsearch says that one does
// (elastic.co/guide/en/elasticsearch/reference: "Search API", "Scroll API", "Index stats
// API", "Get index settings API", "Multi-target syntax"). It is no real server.
type cluster struct {
	mu         sync.Mutex
	indices    map[string]*index
	scrolls    map[string]*scroll
	aliases    map[string]string
	shards     int
	opened     int  // scrolls
	closed     bool // to whoever does not sign in
	noHidden   bool // before 7.7
	noDocOrder bool // before 2.1
}

type index struct {
	shards [][][2]string // documents, each an identifier and a source
	closed bool
}

type scroll struct {
	documents [][2]string
	size      int
}

func newCluster() *cluster { return (&cluster{}).init() }

func (c *cluster) init() *cluster {
	c.indices, c.scrolls, c.aliases = map[string]*index{}, map[string]*scroll{}, map[string]string{}
	return c
}

func (c *cluster) put(name string, documents [][2]string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := &index{shards: make([][][2]string, max(c.shards, 1))}
	for n, d := range documents {
		i.shards[n*7%len(i.shards)] = append(i.shards[n*7%len(i.shards)], d)
	}
	c.indices[name] = i
}

func (c *cluster) remove(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.indices, name)
}

func (c *cluster) close(name string)        { c.indices[name].closed = true }
func (c *cluster) alias(name, index string) { c.aliases[name] = index }

func (c *cluster) shut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}

type object = map[string]any

// ServeHTTP implements [http.Handler].
func (c *cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	status, body := c.answer(r)
	if status != http.StatusOK {
		body = object{"error": object{"type": body, "reason": "quoted to nobody"}, "status": status}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func (c *cluster) answer(r *http.Request) (int, any) {
	if c.closed {
		return http.StatusUnauthorized, "security_exception"
	}
	q := r.URL.Query()
	if r.URL.Path == "/_search/scroll" {
		return c.page(q.Get("scroll_id"))
	}
	of, action, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	name, err := url.PathUnescape(of)
	if err != nil {
		return http.StatusBadRequest, "illegal_argument_exception"
	}
	wildcards := q.Get("expand_wildcards")
	if c.noHidden && strings.Contains(wildcards, "hidden") {
		return http.StatusBadRequest, "illegal_argument_exception"
	}
	if to, ok := c.aliases[name]; ok {
		name = to
	}
	if name != "_all" && c.indices[name] == nil {
		return http.StatusNotFound, "index_not_found_exception"
	}
	switch action {
	case "_settings/index.number_of_shards":
		return c.each(name, wildcards, func(i *index) any {
			return object{"settings": object{"index": object{"number_of_shards": strconv.Itoa(len(i.shards))}}}
		})
	case "_stats/docs":
		status, of := c.each(name, wildcards, func(i *index) any { return object{"primaries": object{"docs": object{"count": 1}}} })
		return status, object{"_shards": object{}, "indices": of}
	case "_count":
		i := c.indices[name]
		if i.closed {
			return http.StatusBadRequest, "index_closed_exception"
		}
		s, err := i.of(q)
		if err != nil {
			return http.StatusBadRequest, "illegal_argument_exception"
		}
		return http.StatusOK, object{"count": len(s), "_shards": object{"total": 1, "successful": 1, "skipped": 0, "failed": 0}}
	case "_search":
		return c.search(c.indices[name], q)
	}
	return http.StatusBadRequest, "illegal_argument_exception"
}

func (c *cluster) each(name, wildcards string, tell func(*index) any) (int, any) {
	told := object{}
	for n, i := range c.indices {
		hidden := strings.HasPrefix(n, ".ds-") && !c.noHidden
		matches := name == n || name == "_all" &&
			(!i.closed || wildcards == "all") && (!hidden || wildcards == "all" || strings.Contains(wildcards, "hidden"))
		if matches {
			told[n] = tell(i)
		}
	}
	return http.StatusOK, told
}

func (c *cluster) search(i *index, q url.Values) (int, any) {
	if i.closed {
		return http.StatusBadRequest, "index_closed_exception"
	}
	if c.noDocOrder && q.Get("sort") == "_doc" {
		return http.StatusBadRequest, "search_phase_execution_exception"
	}
	s := &scroll{}
	s.size, _ = strconv.Atoi(q.Get("size"))
	var err error
	if s.documents, err = i.of(q); err != nil {
		return http.StatusBadRequest, "illegal_argument_exception"
	}
	if q.Get("scroll") == "" {
		_, page := c.tell(s)
		delete(page, "_scroll_id")
		return http.StatusOK, page
	}
	c.opened++
	id := fmt.Sprintf("scroll%d==", len(c.scrolls))
	c.scrolls[id] = s
	return c.page(id)
}

func (c *cluster) page(id string) (int, any) {
	s := c.scrolls[id]
	if s == nil {
		return http.StatusNotFound, "search_context_missing_exception"
	}
	status, page := c.tell(s)
	page["_scroll_id"] = id
	return status, page
}

// of returns the documents of one shard, or all.
func (i *index) of(q url.Values) (documents [][2]string, err error) {
	which, ok := strings.CutPrefix(q.Get("preference"), "_shards:")
	if !ok {
		for _, shard := range i.shards {
			documents = append(documents, shard...)
		}
		return documents, nil
	}
	n, err := strconv.Atoi(which)
	if err == nil && n >= len(i.shards) {
		err = strconv.ErrRange
	}
	if err != nil {
		return nil, err
	}
	return i.shards[n], nil
}

// tell gives out the next documents.
func (c *cluster) tell(s *scroll) (int, object) {
	n := min(s.size, len(s.documents))
	hits := []any{}
	for _, d := range s.documents[:n] {
		hits = append(hits, object{"_index": "x", "_id": d[0], "_score": nil, "_source": json.RawMessage(d[1])})
	}
	s.documents = s.documents[n:]
	return http.StatusOK, object{"took": 3, "timed_out": false, "_shards": object{"total": 1, "successful": 1, "skipped": 0, "failed": 0},
		"hits": object{"total": object{"value": n, "relation": "eq"}, "max_score": nil, "hits": hits}}
}
