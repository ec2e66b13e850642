package contain

import (
	"embed"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/respond/vendor"
	"github.com/hemostat/hemostat/internal/strict"
)

//go:embed steps/*.toml
var files embed.FS

// step is one entry of the data.
type step struct {
	Of         []string       `toml:"of"`          // providers, services, "server" for each of them, "any"
	Not        []string       `toml:"not"`         // of these it is no step
	Vendors    []string       `toml:"vendors"`     // only at their hosts
	NotVendors []string       `toml:"not_vendors"` // not at theirs
	Container  string         `toml:"container"`   // only of this name, such as "$web"
	Software   string         `toml:"software"`    // only where this answers, or nobody knows what does
	Phase      Phase          `toml:"phase"`
	Revokes    string         `toml:"revokes"` // which links it ends: see [signedlink.RevokeBy]
	Title      string         `toml:"title"`
	Why        string         `toml:"why"`
	API        string         `toml:"api"` // call of S3 that it needs: see [vendor.Calls]
	File       string         `toml:"file"`
	Config     string         `toml:"config"`
	Commands   []string       `toml:"commands"`
	Breaks     string         `toml:"breaks"`
	Tried      string         `toml:"tried"`
	Page       string         `toml:"page"`
	Read       toml.LocalDate `toml:"read"`

	source vendor.Source
	place  string // file and line
}

type variableTable struct {
	Name string `toml:"name"`
	What string `toml:"what"`
}

type file struct {
	Variables []variableTable `toml:"variable"`
	Steps     []step          `toml:"step"`
}

// steps are all that the data holds.
type steps struct {
	steps     []step
	variables []Variable
	software  []string
}

var library = sync.OnceValues(func() (*steps, error) {
	names, err := files.ReadDir("steps")
	if err != nil {
		return nil, err
	}
	all := &steps{}
	for _, name := range names {
		text, err := files.ReadFile("steps/" + name.Name())
		if err != nil {
			return nil, err
		}
		if err := all.read(text, name.Name()); err != nil {
			return nil, err
		}
	}
	return all, all.checkVariables()
})

func (all *steps) read(text []byte, name string) error {
	var f file
	lines, err := strict.Decode(text, name, &f)
	if err != nil {
		return err
	}
	for _, v := range f.Variables {
		all.variables = append(all.variables, Variable(v))
	}
	for i, s := range f.Steps {
		s.place = fmt.Sprintf("%s:%d", name, lines.Of("step", i, ""))
		s.source = vendor.Source{Page: s.Page, Read: vendor.Date(s.Read)}
		if why := s.wrong(); why != "" {
			return fmt.Errorf("%s: step %q: %s", s.place, s.Title, why)
		}
		if s.Software != "" && !slices.Contains(all.software, s.Software) {
			all.software = append(all.software, s.Software)
		}
		all.steps = append(all.steps, s)
	}
	return nil
}

// wrong says what is wrong with a step, "" where nothing is.
func (s *step) wrong() string {
	switch {
	case s.Title == "" || s.Breaks == "":
		return "it needs title and breaks"
	case !slices.Contains(Phases(), s.Phase):
		return "phase is keep, close, revoke or check"
	case len(s.Of) == 0:
		return "of says what it is for"
	case len(s.Commands) == 0 && s.Config == "" && s.Why == "":
		return "it says nothing to do"
	case (s.Config == "") != (s.File == ""):
		return "config and file go together"
	case s.API != "" && !slices.Contains(vendor.Calls(), s.API):
		return "there is no call " + s.API
	case s.Read.Year != 0 && s.Page == "":
		return "a day on which no page was read"
	}
	for _, of := range slices.Concat(s.Of, s.Not) {
		if !slices.Contains(families(), of) {
			return "of is no provider and no service: " + of
		}
	}
	for _, id := range slices.Concat(s.Vendors, s.NotVendors) {
		if _, ok := vendor.ByID(id); !ok {
			return "there is no vendor " + id
		}
	}
	if u, err := url.Parse(s.Page); s.Page != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		return "page is an https address"
	}
	for _, command := range s.Commands {
		if why := wrongCommand(command); why != "" {
			return fmt.Sprintf("command %q: %s", command, why)
		}
	}
	return ""
}

// ours reports whether a step is done by this program.
func (s *step) ours() bool {
	return len(s.Commands) > 0 && !slices.ContainsFunc(s.Commands, func(c string) bool { return !strings.HasPrefix(c, "hemostat ") })
}

// families are the words that a step may be for.
func families() []string {
	words := append(exposure.Services(), "server", "any")
	for _, p := range []exposure.Provider{exposure.Azure, exposure.S3, exposure.GCS, exposure.Web} {
		words = append(words, string(p))
	}
	return words
}

// wrongCommand says what is wrong with a command: a slot that nobody fills, or one that
// stands where a word in quotes would not stay one.
func wrongCommand(command string) string {
	if strings.ContainsAny(command, "\n\r") {
		return "it is one line"
	}
	quote := byte(0)
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '#' && quote == 0 && i > 0 && command[i-1] == ' ':
			return "a comment belongs into why"
		case c == '`':
			return "a back quote runs a program"
		case c == '{':
			found := slot.FindString(command[i:])
			if found == "" || !strings.HasPrefix(command[i:], found) {
				continue
			}
			if !slices.Contains(slotNames, strings.Trim(found, "{}")) {
				return "there is no slot " + found
			}
			if quote != 0 {
				return "slot " + found + " stands within quotes"
			}
		}
	}
	if quote != 0 {
		return "a quote does not end"
	}
	return ""
}

// checkVariables holds each variable of a command to one that says what it is.
func (all *steps) checkVariables() error {
	named := map[string]bool{}
	for _, v := range all.variables {
		if v.Name == "" || v.What == "" || named[v.Name] {
			return fmt.Errorf("variable %q: it is there twice, or does not say what it is", v.Name)
		}
		named[v.Name] = true
	}
	for _, s := range all.steps {
		for _, command := range s.Commands {
			for _, found := range variable.FindAllStringSubmatch(command, -1) {
				if !named[found[1]] {
					return fmt.Errorf("%s: $%s: no variable of this name says what it is", s.place, found[1])
				}
			}
			for _, found := range slot.FindAllStringSubmatch(command, -1) {
				if name := strings.ToUpper(found[1]); !named[name] && !always(found[1]) {
					return fmt.Errorf("%s: {%s} may be unknown: no variable %s says what it is", s.place, found[1], name)
				}
			}
		}
	}
	return nil
}

// always reports whether every target of its family has the slot.
func always(name string) bool {
	return !slices.Contains([]string{"policy", "key_id", "signer", "database", "prefix"}, name)
}
