package quality

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// Persons is what was made of the records of a crowd, beside the truth. Things that are put
// together are records.
type Persons struct {
	Clustering
	NotFound  int     // records that are no person's
	Errors    []Cause // the most frequent first
	Countries Countries
}

// ComparePersons puts records beside the truth. Ours is the person that each record was given
// to, in the order of the crowd's records, and nobody where it was given to none; countries are
// those of our persons.
func ComparePersons(c *crowd.Crowd, ours []uint32, countries []string) *Persons {
	r := &Persons{}
	var records []crowd.Record
	var places []Place
	for x := range c.Records() {
		at := ours[len(records)]
		records, places = append(records, x), append(places, Place{uint32(x.Person), at})
		if at == nobody {
			r.NotFound++
			continue
		}
		if len(records) <= c.Persons() { // everybody's first one
			r.Countries.judge(countries[at], x.Country)
		}
	}
	r.Clustering = Cluster(places)
	out := causes{}
	splitRecords(out, records, ours)
	joinedRecords(out, c, records, ours)
	r.Errors = out.list()
	return r
}

// judge counts the country that was told of somebody.
func (c *Countries) judge(told, is string) {
	switch told {
	case is:
		c.Right++
	case "":
		c.Unknown++
	default:
		c.Wrong++
	}
}

// splitRecords says of each record that lies apart from the first of its person what is the
// matter with it.
func splitRecords(out causes, records []crowd.Record, ours []uint32) {
	first := map[int]int{}
	apart := map[[2]uint32]bool{} // persons and where one of theirs lies apart
	for i, x := range records {
		at, met := first[x.Person]
		if !met {
			first[x.Person] = i
			continue
		}
		place := [2]uint32{uint32(x.Person), ours[i]}
		if ours[i] == ours[at] && ours[i] != nobody || apart[place] {
			continue
		}
		apart[place] = true
		out.add("split: "+faultsOf(x), fmt.Sprintf("%s and %s", shown(records[at]), shown(x)))
	}
}

// faultsOf are the faults of a record in words.
func faultsOf(x crowd.Record) string {
	if len(x.Faults) == 0 {
		return "what was left out"
	}
	words := make([]string, len(x.Faults))
	for i, f := range x.Faults {
		words[i] = string(f)
	}
	return strings.Join(words, ", ")
}

func shown(x crowd.Record) string {
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s", x.Given, x.Family, x.Birth, x.Mail, x.Phone, x.Street)
}

// joinedRecords says of each person beyond the first that lies in one of ours what the two have to do
// with each other.
func joinedRecords(out causes, c *crowd.Crowd, records []crowd.Record, ours []uint32) {
	first := map[uint32]int{}
	met := map[uint32][]int{}
	for i, x := range records {
		if ours[i] == nobody {
			continue
		}
		at, ok := first[ours[i]]
		if !ok {
			first[ours[i]] = i
			continue
		}
		if a := records[at].Person; a != x.Person && !slices.Contains(met[ours[i]], x.Person) {
			met[ours[i]] = append(met[ours[i]], x.Person)
			out.add("joined: "+string(c.KinOf(a, x.Person)), fmt.Sprintf("%s and %s", shown(records[at]), shown(x)))
		}
	}
}
