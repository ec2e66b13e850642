package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/source"
)

// A place is where a listing goes on: a database, and the server's cursor in it. What one
// SCAN gives is one page, however long: asked again at the same cursor it may give others.
type place struct {
	database int
	cursor   string
}

func (p place) String() string { return fmt.Sprintf("%d:%s", p.database, p.cursor) }

func parsePlace(marker string) (place, bool) {
	number, cursor, _ := strings.Cut(marker, ":")
	database, err := strconv.Atoi(number)
	_, err2 := strconv.ParseUint(cursor, 10, 64)
	return place{database, cursor}, err == nil && err2 == nil && database >= 0
}

// List implements [source.Source]. A page is what one SCAN gives; one without objects says
// nothing about the next.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	var page source.Page
	try := s.attempt("list", "", marker != "")
	err := s.lists.with(ctx, -1, func(c *conn) error {
		databases, err := s.databases(c)
		if err != nil || len(databases) == 0 {
			return err
		}
		at := place{databases[0], "0"}
		if marker != "" {
			var ok bool
			if at, ok = parsePlace(marker); !ok {
				return errProtocol
			}
		}
		if err := c.choose(at.database); err != nil {
			return err
		}
		page, err = s.page(c, at, databases)
		return err
	})
	if err != nil {
		return source.Page{}, s.failed(ctx, try, err)
	}
	return page, nil
}

// databases returns the numbers of those that hold something, in order.
func (s *Source) databases(c *conn) ([]int, error) {
	if s.database >= 0 {
		return []int{s.database}, nil
	}
	info, err := c.ask("INFO", "keyspace")
	if err != nil {
		return nil, err
	}
	var numbers []int
	for line := range strings.Lines(info.text) { // db0:keys=12,expires=3,avg_ttl=0
		name, _, ok := strings.Cut(line, ":keys=")
		digits, ok2 := strings.CutPrefix(name, "db")
		if n, err := strconv.Atoi(digits); ok && ok2 && err == nil && n >= 0 && n <= maxDatabase {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// page asks for the keys at a place, and for the length of those that are strings.
func (s *Source) page(c *conn, at place, databases []int) (source.Page, error) {
	command := []string{"SCAN", at.cursor, "COUNT", strconv.Itoa(s.pageSize)}
	if s.prefix != "" {
		command = append(command, "MATCH", literal(s.prefix)+"*")
	}
	r, err := c.ask(command...)
	if err != nil {
		return source.Page{}, err
	}
	if len(r.all) != 2 {
		return source.Page{}, errProtocol
	}
	next := place{at.database, r.all[0].text}
	var page source.Page
	if page.Objects, err = s.objects(c, at.database, r.all[1].all); err != nil {
		return page, err
	}
	if next.cursor == "0" { // the end of this database
		i := slices.IndexFunc(databases, func(n int) bool { return n > at.database })
		if i < 0 {
			return page, nil
		}
		next.database = databases[i]
	}
	page.Next = next.String()
	if _, ok := parsePlace(page.Next); !ok {
		return page, errProtocol
	}
	return page, nil
}

// objects asks for the lengths of all keys at once.
func (s *Source) objects(c *conn, database int, keys []reply) ([]source.Object, error) {
	objects := make([]source.Object, 0, len(keys))
	for _, key := range keys {
		c.send("STRLEN", key.text)
	}
	if err := c.out.Flush(); err != nil {
		return nil, err
	}
	for _, key := range keys {
		o := source.Object{Name: s.nameOf(database, key.text), Size: -1, Current: true}
		r, err := c.receive()
		if err != nil && !answered(err) { // another type, or a user who may not ask
			return nil, err
		}
		if n, e := strconv.ParseInt(r.text, 10, 64); err == nil && e == nil && n > 0 {
			o.Size = n
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// emptyKey is what the key of no bytes is called where its database is named: by bytes that are
// no text, so as to be no other key.
const emptyKey = "\xff(the empty key)"

// nameOf returns what an object is called.
func (s *Source) nameOf(database int, key string) string {
	if s.database >= 0 && key == "" {
		return emptyKey
	}
	if s.database >= 0 {
		return key
	}
	return strconv.Itoa(database) + "/" + key
}

// keyOf is the inverse of nameOf.
func (s *Source) keyOf(name string) (database int, key string, ok bool) {
	if s.database >= 0 && name == emptyKey {
		return s.database, "", true
	}
	if s.database >= 0 {
		return s.database, name, true
	}
	digits, key, ok := strings.Cut(name, "/")
	database, err := strconv.Atoi(digits)
	return database, key, ok && err == nil && database >= 0
}

// literal writes a prefix so that a pattern of Redis means itself.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `]`, `\]`, `^`, `\^`).Replace(s)
}
