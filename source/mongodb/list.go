package mongodb

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/hemostat/hemostat/source"
)

// The bounds of a listing.
const (
	maxNames    = 1_000_000        // databases, or collections of one
	longestPage = 20 * time.Second // after which a page that has an object ends
	boundMillis = 60_000           // how long a server may look for a bound
)

// List implements [source.Source]. A marker is the name of the last object of a page.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	try := s.attempt("list", "", marker != "")
	l := &listing{ctx: ctx, s: s, begun: time.Now()}
	if marker != "" {
		var ok bool
		if l.after, ok = parseName(marker); !ok {
			return source.Page{}, try.Fail(source.ErrRequest)
		}
	}
	var err error
	if l.c, err = s.connect(ctx, try, s.options.Dialer.DialList); err != nil {
		return source.Page{}, err
	}
	defer l.c.end()
	databases, err := l.databases()
	for _, name := range databases {
		if err == nil && name >= l.after.database {
			err = l.database(name)
		}
	}
	if err != nil && !errors.Is(err, errFull) {
		return source.Page{}, err
	}
	return l.page, nil
}

// listing makes one page.
type listing struct {
	ctx   context.Context
	s     *Source
	c     *conn
	begun time.Time
	after place // the last object of the page before; zero for the first page
	page  source.Page
}

// errFull ends a page.
var errFull = errors.New("mongodb: the page is full")

// add adds an object. Where it is the last of the page, it says so.
func (l *listing) add(p place) error {
	return l.give(source.Object{Name: p.name(), Size: -1, Current: true})
}

func (l *listing) give(o source.Object) error {
	l.page.Objects = append(l.page.Objects, o)
	if len(l.page.Objects) < l.s.options.PageSize && time.Since(l.begun) < longestPage {
		return nil
	}
	l.page.Next = o.Name
	return errFull
}

// databases returns the databases that are listed, in the order of their names.
func (l *listing) databases() ([]string, error) {
	named := l.s.options.Target.Container
	if named != "" {
		return []string{named}, nil
	}
	all, err := l.allDatabases()
	return slices.DeleteFunc(all, func(name string) bool { return name == "admin" || name == "config" || name == "local" }), err
}

// allDatabases asks for the names of all databases.
func (l *listing) allDatabases() (names []string, err error) {
	reply, err := l.c.command(l.ctx, "admin", bson.D{{Key: "listDatabases", Value: 1}, {Key: "nameOnly", Value: true}})
	if err != nil {
		return nil, err
	}
	array, ok := reply.Lookup("databases").ArrayOK()
	if !ok || !isDocument(array) {
		return nil, l.c.try.Fail(source.ErrGarbled)
	}
	for rest := []byte(array[4 : len(array)-1]); len(rest) > 0; {
		var database bson.Raw
		if database, rest, ok = element(rest); !ok || len(names) == maxNames {
			return nil, l.c.try.Fail(source.ErrGarbled)
		}
		if name, ok := database.Lookup("name").StringValueOK(); ok && name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// database lists the collections of one.
func (l *listing) database(name string) error {
	collections, err := l.collections(name)
	if err != nil {
		return err
	}
	if len(collections) == 0 && l.after.database == "" && l.s.options.Target.Container != "" {
		return l.exists(name)
	}
	for _, c := range collections {
		p := place{database: name, collection: c.name}
		if !l.s.listed(c) || !l.s.covers(p) || name == l.after.database && c.name < l.after.collection {
			continue
		}
		list := l.collection
		if c.bucket {
			list = l.bucket
		}
		if err := list(p, c); err != nil {
			return err
		}
	}
	return nil
}

// exists tells a database without collections from one that is not there.
func (l *listing) exists(name string) error {
	all, err := l.allDatabases()
	if err == nil && !slices.Contains(all, name) {
		err = l.c.try.Fail(source.ErrNotFound)
	}
	return err
}

// A collection is what a listing tells of one.
type collection struct {
	name, sort string
	whole      bool // it is not divided
	bucket     bool // by its name it has the bytes of files
}

// listed reports whether what a collection holds is read as the collection.
func (s *Source) listed(c collection) bool {
	switch {
	case c.sort == "view":
		return c.name == s.options.Target.Prefix
	}
	return !strings.HasPrefix(c.name, "system.buckets.")
}

// collections returns the collections of a database in the order of their names.
func (l *listing) collections(database string) (all []collection, err error) {
	k, err := l.c.open(l.ctx, database, bson.D{{Key: "listCollections", Value: 1}, {Key: "cursor", Value: bson.D{{Key: "batchSize", Value: firstBatch}}}})
	if err != nil {
		return nil, err
	}
	for {
		info, err := k.next(l.ctx)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(all) == maxNames {
			return nil, l.c.try.Fail(source.ErrGarbled)
		}
		name, ok := info.Lookup("name").StringValueOK()
		if !ok || name == "" {
			return nil, l.c.try.Fail(source.ErrGarbled)
		}
		sort, _ := info.Lookup("type").StringValueOK()
		_, collated := info.Lookup("options", "collation").DocumentOK()
		all = append(all, collection{name: name, sort: sort, whole: collated || sort == "view" || sort == "timeseries"})
	}
	byName := func(a, b collection) int { return strings.Compare(a.name, b.name) }
	slices.SortFunc(all, byName)
	all = slices.CompactFunc(all, func(a, b collection) bool { return a.name == b.name })
	for i, c := range all {
		if strings.HasSuffix(c.name, chunksEnd) {
			_, all[i].bucket = slices.BinarySearchFunc(all, collection{name: filesOf(c.name)}, byName)
		}
	}
	return all, nil
}
