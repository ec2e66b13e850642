package attribute

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A text in a row, such as a note, has a record of its own (exposure.TextRecord). If it names nobody but whom the
// row names, what it tells is of the row, as "new IBAN …" in a note about a customer is. What somebody says
// is not: who writes a message mostly writes of others, and is told of nothing that stands in it but
// their own name and mailbox. Lines of a form behind somebody else's name are of whom it is about if the mailbox
// there is.

// rowTexts work out which texts are of their rows.
type rowTexts struct {
	rows []rowNames // those in which texts stand, ascending
}

// rowNames are the ordinals of the people and mailboxes that a row names itself.
type rowNames struct {
	record         uint64
	people, emails []uint32
}

// join puts what is the row's own into the row's record, in items that are sorted by record, and reports whether
// there was any. Texts of rows that may go on wait.
func (t *rowTexts) join(m *model, items []item, open *openRecords) (joined bool) {
	first := len(items)
	for first > 0 && !isRow(items[first-1].record) { // the records of texts come after all rows
		first--
	}
	t.find(items[first:], open)
	if len(t.rows) == 0 {
		return false
	}
	t.name(items[:first])
	for from := first; from < len(items); {
		to := from + 1
		for to < len(items) && items[to].record == items[from].record {
			to++
		}
		if !open.has(items[from].record) {
			joined = t.take(m, items[from:to]) || joined
		}
		from = to
	}
	return joined
}

// isRow reports whether a record is a row's own.
func isRow(record uint64) bool {
	_, beside := exposure.RowOf(record)
	return !beside && exposure.RoleOf(record) == ""
}

// find notes the rows in which texts stand.
func (t *rowTexts) find(items []item, open *openRecords) {
	t.rows = t.rows[:0]
	for i := range items {
		if exposure.TextIn(items[i].record) != exposure.NoText && (i == 0 || items[i].record != items[i-1].record) && !open.has(items[i].record) {
			row, _ := exposure.RowOf(items[i].record)
			t.rows = append(t.rows, rowNames{record: row})
		}
	}
	slices.SortFunc(t.rows, func(a, b rowNames) int { return cmp.Compare(a.record, b.record) })
	t.rows = slices.CompactFunc(t.rows, func(a, b rowNames) bool { return a.record == b.record })
}

// name notes whom these rows name.
func (t *rowTexts) name(items []item) {
	for at, i := 0, 0; i < len(items) && at < len(t.rows); {
		switch r, it := &t.rows[at], &items[i]; {
		case r.record < it.record:
			at++
			continue
		case r.record > it.record || len(r.people)+len(r.emails) >= recordMentions:
		case it.kind == exposure.Person:
			r.people = include(r.people, it.ordinal)
		case it.kind == exposure.Email:
			r.emails = include(r.emails, it.ordinal)
		}
		i++
	}
}

// take looks at one text.
func (t *rowTexts) take(m *model, items []item) (joined bool) {
	sort := exposure.TextIn(items[0].record)
	if sort == exposure.NoText {
		return false
	}
	row, _ := exposure.RowOf(items[0].record)
	at, _ := slices.BinarySearchFunc(t.rows, row, func(r rowNames, row uint64) int { return cmp.Compare(r.record, row) })
	r := &t.rows[at]
	others := slices.ContainsFunc(items, func(it item) bool { return it.namesSomebody() && !r.has(m, &it) })
	whole := sort == exposure.Aside && r.hasMailbox(m, items) || sort == exposure.Object && r.isOwn(m, items)
	for i := range items {
		if it := &items[i]; r.has(m, it) || whole && it.kind != exposure.Person || !others && sort != exposure.Speech && sort != exposure.Object {
			it.record, joined = row, true
		}
	}
	return joined
}

// hasMailbox reports whether one of the mailboxes in a text is of whom its row names.
func (r *rowNames) hasMailbox(m *model, items []item) bool {
	return slices.ContainsFunc(items, func(it item) bool { return it.kind == exposure.Email && r.has(m, &it) })
}

// isOwn reports whether an object within a row is of whom the row is about: its mailbox is, or the row has none and its
// key says that it is the row's own (that of a user) or may be (that for contact, where it is private and the row
// names somebody).
func (r *rowNames) isOwn(m *model, items []item) bool {
	if r.hasMailbox(m, items) {
		return true
	}
	return len(r.people) < 2 && len(r.emails) == 0 && slices.ContainsFunc(items, func(it item) bool {
		if it.kind != exposure.Email {
			return false
		}
		free := it.name != none && m.names.flags[it.name]&apartFreeMail != 0
		return it.signs == mailSigner || it.contact && free && len(r.people) == 1
	})
}

// namesSomebody reports whether a mention says whom a text is about.
func (it *item) namesSomebody() bool {
	return it.kind == exposure.Person || it.kind == exposure.Email || it.kind == exposure.Company || it.kind == exposure.Domain
}

// has reports whether a row itself names whom a mention names: a mailbox that is called as one of its people is theirs,
// in a text by first and last name.
func (r *rowNames) has(m *model, it *item) bool {
	switch it.kind {
	case exposure.Person:
		return slices.Contains(r.people, it.ordinal)
	case exposure.Email:
		if slices.Contains(r.emails, it.ordinal) {
			return true
		}
		if exposure.TextIn(it.record) == exposure.Object {
			return emailFits(m, it.ordinal, r.people)
		}
		return emailNames(m, it.ordinal, r.people)
	}
	return false
}
