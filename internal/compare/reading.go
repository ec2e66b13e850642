package compare

import (
	"github.com/hemostat/hemostat/exposure"
)

// A Reading is one way to understand a word, and what Hemostat counts then.
type Reading struct {
	Name  string `json:"name"` // "addresses, distinct"
	How   string `json:"how"`  // what is counted once, in a sentence that follows "by counting"
	Count uint64 `json:"count"`
}

// readings are the ways to understand each word, the likeliest first.
var readings = map[string]func(*Counts) []Reading{
	"entities": func(c *Counts) []Reading {
		e := c.Entities
		apart := uint64(0)
		for _, n := range e.Apart {
			apart += n
		}
		company, domain := c.Of(exposure.Company), c.Of(exposure.Domain)
		return []Reading{
			{"organisations, resolved low", "organisations, those merged that are probably one", e.Resolved.Low},
			{"organisations, resolved high", "organisations, only those merged that are certainly one", e.Resolved.High},
			{"organisations and what is none", "organisations with the owner's own, free-mail, hosting and reserved domains", e.Resolved.High + apart},
			{"domains and names, distinct", "every registrable domain and every name of a company as an organisation", e.Distinct},
			{"domains and names, with what is none", "every domain and every name of a company, the owner's own, free-mail and reserved ones too", e.Distinct + apart},
			{"names of companies, distinct", "different names of companies", company.Distinct},
			{"domains outside of addresses, distinct", "different domains that stand outside of any address", domain.Distinct},
			{"references, in every copy", "every reference to an organisation, in every copy", e.Mentions},
		}
	},
	"emails": func(c *Counts) []Reading {
		return append(kindReadings(c.Of(exposure.Email), "addresses"), messageReadings(c)...)
	},
	"messages": messageReadings,
	"users": func(c *Counts) []Reading {
		list := kindReadings(c.Of(exposure.User), "accounts")
		list = append(list,
			Reading{"contacts", "records that name a person", c.Persons.Distinct},
			Reading{"persons, resolved low", "human beings, those merged who are probably one", c.Persons.Resolved.Low},
			Reading{"persons, resolved high", "human beings, only those merged who are certainly one", c.Persons.Resolved.High},
			Reading{"names, in every copy", "every name of a person, in every copy", c.Persons.Mentions},
			Reading{"accounts and names, in every copy", "every account and every name of a person, in every copy", c.Of(exposure.User).Mentions + c.Persons.Mentions},
		)
		return append(list, kindReadings(c.Of(exposure.Email), "addresses")...)
	},
	"persons": func(c *Counts) []Reading {
		return []Reading{
			{"persons, resolved low", "human beings, those merged who are probably one", c.Persons.Resolved.Low},
			{"persons, resolved high", "human beings, only those merged who are certainly one", c.Persons.Resolved.High},
			{"contacts", "records that name a person", c.Persons.Distinct},
			{"names, distinct", "different names of persons", c.Of(exposure.Person).Distinct},
			{"names, in every copy", "every name of a person, in every copy", c.Persons.Mentions},
			{"addresses, distinct", "different addresses", c.Of(exposure.Email).Distinct},
		}
	},
	"projects": func(c *Counts) []Reading {
		list := kindReadings(c.Of(exposure.Project), "projects")
		return append(list, kindReadings(c.Of(exposure.Reference), "orders, invoices, contracts and tickets")...)
	},
	"countries": func(c *Counts) []Reading {
		return []Reading{
			{"of entities", "countries that at least one organisation is of", c.Countries.OfEntities},
			{"with any evidence", "countries for which anything speaks, organisations or none", c.Countries.Mentioned},
			{"stated, distinct", "countries that are named in a text", c.Of(exposure.Country).Distinct},
		}
	},
	"files": fileReadings,
	"documents": func(c *Counts) []Reading {
		return fileReadings(c)[2:]
	},
	gigabytes: func(c *Counts) []Reading {
		f := c.Files
		return []Reading{
			{"objects listed", "the bytes of all objects as the listing announces them", f.ListedBytes},
			{"objects read", "the bytes of the objects that were read", f.ReadBytes},
			{"distinct objects", "the bytes of objects, the same bytes once", f.DistinctBytes},
			{"archives opened", "the bytes of all documents, archives opened, every copy", f.OpenedBytes},
		}
	},
	"phones":    ofKind(exposure.Phone, "numbers"),
	"companies": ofKind(exposure.Company, "names of companies"),
	"domains":   ofKind(exposure.Domain, "domains outside of addresses"),
	"accounts":  ofKind(exposure.User, "accounts"),
	"cards":     ofKind(exposure.Card, "card numbers"),
	"credentials": func(c *Counts) []Reading {
		return append([]Reading{{"usable, distinct", "credentials that may still open something", c.Secrets}}, kindReadings(c.Of(exposure.Secret), "credentials")...)
	},
}

func ofKind(kind exposure.Kind, things string) func(*Counts) []Reading {
	return func(c *Counts) []Reading { return kindReadings(c.Of(kind), things) }
}

// kindReadings are the ways to count one kind.
func kindReadings(k KindCount, things string) []Reading {
	return []Reading{
		{things + ", resolved low", things + ", other spellings merged that are probably one", k.Resolved.Low},
		{things + ", resolved high", things + ", only those spellings merged that are certainly one", k.Resolved.High},
		{things + ", distinct", "different " + things, k.Distinct},
		{things + ", references by near-duplicate", "every reference to " + things + ", of the versions of a document one", k.Near},
		{things + ", references by distinct content", "every reference to " + things + ", each content once however many copies there are", k.Once},
		{things + ", once a file", things + " once in each file, every copy a file", k.PerFile},
		{things + ", references in every copy", "every reference to " + things + ", in every copy", k.Mentions},
	}
}

func messageReadings(c *Counts) []Reading {
	m := c.Of(exposure.Message)
	return []Reading{
		{"mails, distinct", "mails, each once by its identifier", m.Distinct},
		{"mails, files", "files that are mails, the same bytes once", c.Files.DistinctMails},
		{"mails, in every copy", "files that are mails, in every copy", c.Files.Mails},
		{"mails, references in every copy", "every reference to a mail, replies and threads too, in every copy", m.Mentions},
	}
}

func fileReadings(c *Counts) []Reading {
	d, f := c.Documents, c.Files
	return []Reading{
		{"objects listed", "objects of the listing", f.Listed},
		{"objects, distinct", "objects, the same bytes once", f.Distinct},
		{"documents, in every copy", "documents, archives and mails opened, every copy", d.Ways},
		{"documents, distinct", "documents, the same bytes once", d.Distinct},
		{"documents, resolved high", "documents, the same words in another format once", d.Resolved.High},
		{"documents, resolved low", "documents, all versions of one once", d.Resolved.Low},
	}
}
