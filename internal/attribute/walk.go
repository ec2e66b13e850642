package attribute

import (
	"context"
	"iter"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
)

const (
	// window is how many mentions of one content are sorted by record at once:
	// a record that goes on after so many others is taken for two.
	window = 1 << 16
	// recordMentions is how many mentions of one record are linked with each
	// other; further ones count and link nothing.
	recordMentions = 4096
)

// A sighting is one mention that counts and the name that it was given to.
type sighting struct {
	unit    exposure.Unit
	ways    uint64
	name    uint32 // none where no organisation is known
	mention *exposure.Mention
}

// A walker groups the mentions of one content after another by record. It either
// adds what it finds to the model's records, or shows it to watch.
type walker struct {
	m     *model
	watch func(*sighting)
	// witness is shown each record that counts, and each mention that stands in none; linker has read
	// it. Nothing is added to the model then.
	witness func(items []item, inRecord bool)
	alone   *exposure.Mention // what witness is shown, where it stands in no record
	// namesOnly says that only names and addresses of people are shown.
	namesOnly bool

	authority map[uint32]region // by the rule of a number, without its last bit: who gave it

	unit    exposure.Unit
	content uint32
	ways    uint64
	inside  bool // unit was published
	items   []item
	sorted  bool // items are, as inText does it
	indexes *indexes
	refs    []item // of the identities of a block
	seen    uint64 // see resolveSome
	known   []bool
	linker  linker
	keepers map[uint64]uint32 // by row: where whoever looks after what it opens has a mailbox, none for several
	spans   spans
	texts   rowTexts
	shown   []exposure.Mention // of items, for watch

	touch    touch
	trace    trace
	begun    uint32 // the content that was begun last in trace, and 1
	secrets  secretCount
	projects projectPair // of the content
	holdings adder[held]
	slots    adder[slot]
	ties     adder[tie]
	together tallier
}

func (m *model) newWalker() *walker {
	return &walker{m: m, indexes: m.indexes(), authority: map[uint32]region{}}
}

// walk shows one part of the blocks to w.
func (w *walker) walk(ctx context.Context, part ledger.Part) error {
	return w.blocks(ctx, w.m.in.Ledger.BlocksOf(part))
}

// walkUnit shows the blocks of one content to w.
func (w *walker) walkUnit(ctx context.Context, unit exposure.Unit) error {
	return w.blocks(ctx, w.m.in.Ledger.UnitBlocks(unit))
}

func (w *walker) blocks(ctx context.Context, list iter.Seq2[*ledger.Block, error]) error {
	for b, err := range list {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		w.block(b)
	}
	w.leave()
	return nil
}

// leave comes to the end of a content.
func (w *walker) leave() {
	if w.inside {
		w.flush(true)
		w.settle()
		if w.watch == nil && w.witness == nil {
			w.projects.tell(&w.m.records.projects)
		}
	}
	w.inside = false
	w.spans.reset()
}

func (w *walker) block(b *ledger.Block) {
	if b.Unit != w.unit || !w.inside {
		w.leave()
		w.unit = b.Unit
		w.content, w.inside = w.m.units.find(&b.Unit)
		if !w.inside {
			return
		}
		w.ways, w.sorted = w.m.units.waysOf(w.content), true
		w.linker.customers = aboutCustomer(w.m.units.kindOf(w.content))
		w.linker.machines = ofMachines(w.m.units.kindOf(w.content))
		w.linker.logins = w.m.units.kindOf(w.content) == exposure.DocumentCredentialFile
		w.projects = newProjectPair()
	}
	w.resolve(b.Identities)
	for i := range b.Mentions {
		of, mention := b.Of[i], &b.Mentions[i]
		if mention.Score < w.m.in.MinScore || !w.known[of] {
			continue
		}
		ref := &w.refs[of]
		if w.namesOnly && (mention.Record == 0 || ref.kind != exposure.Person && ref.kind != exposure.Email) {
			continue
		}
		if w.witness != nil {
			w.attest(ref, mention)
			continue
		}
		if ref.kind == exposure.Secret && w.watch == nil && !w.m.organisations {
			w.secrets.count(w.m, ref.ordinal, mention.Rule, w.ways)
		}
		if ref.kind == exposure.Company && ref.name != none && w.watch == nil {
			if r := exposure.RoleIn(mention.Record, mention.Field); r != "" && w.m.names.affected(ref.name) {
				w.deals(ref.name, r)
			}
		}
		if ref.kind == exposure.Project && !w.m.organisations {
			w.projects.meet(&w.m.projects, ref.ordinal)
		}
		if mention.Record == 0 {
			w.found(ref.name, ref, mention) // it stands alone
			continue
		}
		w.take(ref, mention)
		if len(w.items) >= window {
			w.flush(false)
		}
	}
}

// attest shows a mention that stands alone to witness, and takes any other in.
func (w *walker) attest(ref *item, mention *exposure.Mention) {
	if mention.Record == 0 {
		alone := [1]item{*ref}
		w.alone = mention
		w.witness(alone[:], false)
		w.alone = nil
		return
	}
	if w.take(ref, mention); len(w.items) >= window {
		w.flush(false)
	}
}

// take adds a mention to the items.
func (w *walker) take(ref *item, mention *exposure.Mention) {
	it := *ref
	record, rows := exposure.SpanOf(mention.Record)
	it.record, it.rows, it.offset, it.part, it.half = record, uint32(rows), mention.Offset, mention.Part, halfOf(mention.Field)
	it.rule, it.length = ruleOf(mention), mention.Length
	if it.rule != 0 {
		w.given(&it, mention)
	}
	it.login, it.signs = signInOf(mention.Field), signerOf(mention.Field)
	it.aside = mention.Field == exposure.FieldKeeper || mention.Field == exposure.FieldBeside
	it.contact = mention.Field == exposure.FieldContact
	it.deals = rowRoleOf(mention)
	it.closing = mention.Field == exposure.FieldSignature
	it.column = ofOrganisation(mention)
	it.header = mention.Field == exposure.FieldFrom || mention.Field == exposure.FieldTo || mention.Field == exposure.FieldReplyTo
	it.from = mention.Field == exposure.FieldFrom
	it.sender = it.from && it.kind == exposure.Email
	if w.watch != nil {
		it.shown = uint32(len(w.shown))
		w.shown = append(w.shown, *mention)
	}
	if n := len(w.items); n > 0 && w.sorted && inText(&w.items[n-1], &it) > 0 {
		w.sorted = false
	}
	w.items = append(w.items, it)
}

// flush works off the records that are complete: all of them at the end of a
// content, all but the last otherwise.
func (w *walker) flush(all bool) {
	open := w.open(all)
	if !w.sorted {
		sortItems(w.items)
	}
	if w.texts.join(w.m, w.items, &open) {
		sortItems(w.items)
	}
	w.findKeepers()
	from, kept := 0, 0
	for from < len(w.items) {
		to := from + 1
		for to < len(w.items) && w.items[to].record == w.items[from].record {
			to++
		}
		if open.has(w.items[from].record) && kept+to-from < window/2 {
			kept += copy(w.items[kept:], w.items[from:to])
		} else {
			w.record(w.spans.into(w.items[from:to]))
		}
		from = to
	}
	w.items, w.sorted = w.items[:kept], true
	w.keepShown()
}

// openRecords are those that may go on behind a window: the last one that the format gave, the last one of
// a party and the last of whom a row names beside, whose ordinals come after all others.
type openRecords [3]uint64

// has reports whether a record, or the row in which it stands, may go on. With a row all waits that stands
// in it: what its texts are is said by whom it names, wherever in the row.
func (o *openRecords) has(record uint64) bool {
	if record == 0 || slices.Contains(o[:], record) {
		return record != 0
	}
	if exposure.RoleOf(record) != "" {
		return false
	}
	row, _ := exposure.RowOf(record)
	beside, _ := exposure.RowOf(o[2])
	return row == o[0] || row == beside
}

// open returns the records that may go on, none at the end of a content.
func (w *walker) open(all bool) (last openRecords) {
	if all {
		return last
	}
	var at [3][2]uint64
	for i := range w.items {
		it := &w.items[i]
		n := 0
		if exposure.RoleOf(it.record) != "" {
			n = 1
		} else if _, beside := exposure.RowOf(it.record); beside {
			n = 2
		}
		if place := [2]uint64{uint64(it.part), it.offset}; last[n] == 0 || slices.Compare(place[:], at[n][:]) >= 0 {
			last[n], at[n] = it.record, place
		}
	}
	return last
}

// keepShown forgets the mentions of which no item is left.
func (w *walker) keepShown() {
	if w.watch == nil {
		return
	}
	left := make([]exposure.Mention, len(w.items))
	for i := range w.items {
		left[i] = w.shown[w.items[i].shown]
		w.items[i].shown = uint32(i)
	}
	w.shown = append(w.shown[:0], left...)
}
