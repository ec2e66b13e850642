// Package roles has the words for people and for what they are to each other, as data: one list for
// whoever reads tables, forms and objects. Words are as people write them; readers fold them as they fold the names
// of columns and keys.
package roles

import (
	"embed"
	"fmt"
	"sync"

	"github.com/hemostat/hemostat/internal/strict"
)

// Files are the words themselves, for a digest of them.
//
//go:embed *.toml
var Files embed.FS

// A Beside is the role of somebody whom a row names beside the one that it is about.
type Beside struct {
	Role   string
	Firm   bool // a firm's row has one too
	Keeps  bool // looks after what the row is about
	Prefix bool // of columns that name nobody by the role alone
	Names  []string
}

// A Somebody is a list of the roles in which rows name somebody.
type Somebody struct {
	Alone bool // the role by itself is a name too
	Firm  bool // mostly organisations: whose name a cell is says the cell
	// Who has it serves those whom rows are about; buys of whom they are a list.
	Serves, Buys bool

	Names []string
}

// A Which lists the words that stand beside roles in names of columns.
type Which struct{ Which, Between, Same []string }

// An Object lists words of keys under which objects stand.
type Object struct {
	Apart  []string // roles besides those of columns: always of somebody else than the object around
	Part   []string // what is of whom the object around is about
	Behind []string // what stands behind a role and says no more: "info"
	Own    []string // keys of what is somebody's own, and says of whom if anybody is told
}

// A List is all roles.
type List struct {
	Beside, Keeper []Beside
	Somebody       []Somebody
	Which          Which
	Object         Object
}

// Words returns the roles, which are not to be changed.
var Words = sync.OnceValue(func() *List {
	l := &List{}
	read("roles.toml", l)
	var objects struct{ Object Object }
	read("objects.toml", &objects)
	l.Object = objects.Object
	return l
})

// Sorts is how many sorts of people tables are about.
const Sorts = 12

// People returns the nouns for each sort, the first of them as values say it.
func People() (nouns [Sorts][]string) {
	var file struct{ People []struct{ Names []string } }
	read("people.toml", &file)
	if len(file.People) != Sorts {
		panic(fmt.Sprintf("roles: people.toml has %d sorts, not %d", len(file.People), Sorts))
	}
	for i, p := range file.People {
		nouns[i] = p.Names
	}
	return nouns
}

// read decodes a file that is part of the program: what is wrong with it no user can mend.
func read(name string, v any) {
	data, err := Files.ReadFile(name)
	if err == nil {
		_, err = strict.Decode(data, name, v)
	}
	if err != nil {
		panic("roles: " + err.Error())
	}
}
