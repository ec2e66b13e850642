package elasticsearch

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// List implements [source.Source]. A marker is the name of the object before: indices come
// in the order of their names, and their shards in that of their numbers, so that one that
// is made meanwhile moves none.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	try := s.attempt("list", "", marker != "")
	shards, err := s.shards(ctx, try)
	if err != nil {
		return source.Page{}, err
	}
	open, err := s.open(ctx, try)
	if err != nil {
		return source.Page{}, err
	}
	if s.index != "" && len(shards) > 0 && shards[s.index] == 0 {
		e := try.Answered(http.StatusOK, "")
		e.Kind, e.Hint = source.ErrRequest, "it is an alias: name the indices that stand behind it, or the server for all"
		return source.Page{}, source.Fail(e)
	}
	after, begun := partOf(marker)
	if marker != "" && !begun {
		return source.Page{}, try.Fail(source.ErrGarbled)
	}
	var page source.Page
	for _, index := range slices.Sorted(maps.Keys(shards)) {
		if index < after.index || s.index != "" && index != s.index {
			continue
		}
		for p := range partsOf(index, shards[index]) {
			if begun && index == after.index && p.shard <= after.shard {
				continue
			}
			if len(page.Objects) == s.pageSize {
				page.Next = page.Objects[len(page.Objects)-1].Name
				return page, nil
			}
			o := source.Object{Name: p.name(), Size: -1, Current: true}
			if !open[index] {
				o.Unreadable = exposure.NotReadArchived // closed by its owner: it would have to be opened
			}
			page.Objects = append(page.Objects, o)
		}
	}
	return page, nil
}

// partsOf goes through the parts of an index with n shards.
func partsOf(index string, n int) iter.Seq[part] {
	return func(yield func(part) bool) {
		if n == 1 {
			yield(part{index, -1})
			return
		}
		for i := range n {
			if !yield(part{index, i}) {
				return
			}
		}
	}
}

// shards returns how many primary shards each index has, closed ones too.
func (s *Source) shards(ctx context.Context, try source.Attempt) (map[string]int, error) {
	var settings map[string]struct {
		Settings struct {
			Index struct {
				Shards string `json:"number_of_shards"`
			} `json:"index"`
		} `json:"settings"`
	}
	if err := s.list(ctx, try, "/_settings/index.number_of_shards?expand_wildcards=all", &settings); err != nil {
		return nil, err
	}
	shards := map[string]int{}
	for index, of := range settings {
		n, err := strconv.Atoi(of.Settings.Index.Shards)
		if err != nil || n < 1 || n > maxShards {
			return nil, try.Fail(source.ErrGarbled)
		}
		shards[index] = n
	}
	return shards, nil
}

// open returns which indices can be read. Servers before 7.7 do not know hidden ones.
func (s *Source) open(ctx context.Context, try source.Attempt) (map[string]bool, error) {
	var stats struct {
		Indices map[string]json.RawMessage `json:"indices"`
	}
	err := s.list(ctx, try, "/_stats/docs?expand_wildcards=open,hidden", &stats)
	if statusOf(err) == http.StatusBadRequest {
		err = s.list(ctx, try, "/_stats/docs?expand_wildcards=open", &stats)
	}
	open := map[string]bool{}
	for index := range stats.Indices {
		open[index] = true
	}
	return open, err
}

// list asks about all indices, or the one that the target names.
func (s *Source) list(ctx context.Context, try source.Attempt, path string, into any) error {
	where := "/_all"
	if s.index != "" {
		where = "/" + inPath(s.index)
	}
	resp, err := s.ask(ctx, try, s.by.List, where+path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return source.FailTransport(ctx, try.Op, try.Target, "", err)
	}
	if json.Unmarshal(data, into) != nil {
		return try.Fail(source.ErrGarbled)
	}
	return nil
}
