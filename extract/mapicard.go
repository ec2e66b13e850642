package extract

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// cardFields are properties of contacts, appointments and tasks that hold text
// ([MS-OXOCNTC], [MS-OXOCAL], [MS-OXOTASK]), by names that people give to columns.
var cardFields = [...]struct {
	id   uint16
	name string
}{
	{0x3001, "name"}, {0x3a45, "title"}, {0x3a06, "first name"}, {0x3a44, "middle name"}, {0x3a11, "last name"}, {0x3a05, "suffix"}, {0x3a0a, "initials"},
	{0x3a4f, "nickname"}, {0x3a16, "company"}, {0x3a17, "job title"}, {0x3a18, "department"}, {0x3a19, "office"}, {0x3a46, "profession"},
	{0x3a08, "business phone"}, {0x3a1b, "business phone"}, {0x3a09, "home phone"}, {0x3a2f, "home phone"}, {0x3a1c, "mobile"}, {0x3a1a, "phone"},
	{0x3a1f, "other phone"}, {0x3a1d, "radio phone"}, {0x3a1e, "car phone"}, {0x3a21, "pager"}, {0x3a02, "callback phone"}, {0x3a57, "company phone"},
	{0x3a2e, "assistant phone"}, {0x3a24, "business fax"}, {0x3a25, "home fax"}, {0x3a23, "fax"}, {0x3a2d, "isdn"}, {0x3a2c, "telex"},
	{0x3a29, "street"}, {0x3a2b, "po box"}, {0x3a2a, "postal code"}, {0x3a27, "city"}, {0x3a28, "state"}, {0x3a26, "country"}, {0x3a15, "address"},
	{0x3a5d, "home street"}, {0x3a5e, "home po box"}, {0x3a5b, "home postal code"}, {0x3a59, "home city"}, {0x3a5c, "home state"}, {0x3a5a, "home country"},
	{0x3a63, "other street"}, {0x3a64, "other po box"}, {0x3a61, "other postal code"}, {0x3a5f, "other city"}, {0x3a62, "other state"}, {0x3a60, "other country"},
	{0x3a48, "spouse"}, {0x3a30, "assistant"}, {0x3a4e, "manager"}, {0x3a4a, "customer id"}, {0x3a07, "government id"}, {0x3a10, "organizational id"},
	{0x3a51, "website"}, {0x3a50, "personal website"}, {0x3a0d, "location"}, {0x3a49, "computer"}, {0x3a00, "account"},
}

// cardTimes are dates of a contact.
var cardTimes = [...]struct {
	id   uint16
	name string
}{{0x3a42, "birthday"}, {0x3a41, "anniversary"}}

// The sets of named properties, by the first number of their GUIDs ([MS-OXPROPS],
// section 1.3.2).
const (
	setAppointment = 0x00062002
	setTask        = 0x00062003
	setAddress     = 0x00062004
	setCommon      = 0x00062008
	setMeeting     = 0x6ed8da90

	lidOneOffMembers = 0x8054 // of setAddress
)

// namedFields are named properties that hold text.
var namedFields = [...]struct {
	set, id uint32
	name    string
}{
	{setAddress, 0x8083, "email"}, {setAddress, 0x8080, "email name"}, {setAddress, 0x8084, "email"},
	{setAddress, 0x8093, "email 2"}, {setAddress, 0x8090, "email name 2"}, {setAddress, 0x80a3, "email 3"}, {setAddress, 0x80a0, "email name 3"},
	{setAddress, 0x8062, "instant messaging"}, {setAddress, 0x8005, "file as"}, {setAddress, 0x802b, "website"}, {setAddress, 0x80d8, "free busy"},
	{setAddress, 0x8045, "work street"}, {setAddress, 0x804a, "work po box"}, {setAddress, 0x8048, "work postal code"}, {setAddress, 0x8046, "work city"},
	{setAddress, 0x8047, "work state"}, {setAddress, 0x8049, "work country"}, {setAddress, 0x801b, "work address"}, {setAddress, 0x801a, "home address"},
	{setAddress, 0x801c, "other address"}, {setAddress, 0x80b2, "business fax"}, {setAddress, 0x80c2, "home fax"}, {setAddress, 0x80d2, "fax"},
	{setAddress, 0x804f, "user 1"}, {setAddress, 0x8050, "user 2"}, {setAddress, 0x8051, "user 3"}, {setAddress, 0x8052, "user 4"},
	{setAppointment, 0x8208, "location"}, {setAppointment, 0x8238, "attendees"}, {setAppointment, 0x823b, "attendees"}, {setAppointment, 0x823c, "optional attendees"},
	{setAppointment, 0x8232, "recurrence"}, {setAppointment, 0x8234, "time zone"}, {setAppointment, 0x8240, "organizer"}, {setAppointment, 0x8243, "organizer"},
	{setMeeting, 0x0002, "where"},
	{setTask, 0x811f, "owner"}, {setTask, 0x8121, "assigned by"}, {setTask, 0x8122, "last user"},
	{setCommon, 0x853a, "contacts"}, {setCommon, 0x8539, "companies"}, {setCommon, 0x8535, "billing"}, {setCommon, 0x8580, "account"}, {setCommon, 0x8530, "request"},
}

// namedTimes are named properties that hold a time.
var namedTimes = [...]struct {
	set, id uint32
	name    string
}{
	{setAppointment, 0x820d, "start"}, {setAppointment, 0x820e, "end"}, {setTask, 0x8104, "start"}, {setTask, 0x8105, "due"}, {setTask, 0x810f, "completed"},
}

// card hands on what the item says in fields of its own, as one record.
func (m *mapiMessage) card() error {
	r := m.c.newRun("", exposure.PartProperties)
	id := m.c.record()
	seen, size := make(map[string]bool), 0
	add := func(name, value string) error {
		if value = strings.TrimSpace(value); value == "" || seen[name+"\x00"+value] {
			return nil
		}
		if size += len(name) + len(value); size > maxSide { // no item says so much
			clear(seen)
			size = 0
		}
		seen[name+"\x00"+value] = true
		r.mark("", id)
		err := r.writeString(name + ": ")
		r.mark(fieldName([]byte(name)), id)
		err = firstError(err, r.writeString(strings.ReplaceAll(value, "\r\n", "\n")))
		r.mark("", id)
		return firstError(err, r.writeString("\n"))
	}
	class := strings.ToUpper(m.short(pidMessageClass))
	note := class == "" || strings.HasPrefix(class, "IPM.NOTE") || strings.HasPrefix(class, "REPORT.")
	for _, f := range cardFields {
		if f.id == pidName && note {
			continue // what a mail calls itself is its subject
		}
		if err := add(f.name, m.short(f.id)); err != nil {
			return err
		}
	}
	for _, f := range cardTimes {
		if err := add(f.name, day(m.time(f.id))); err != nil {
			return err
		}
	}
	if err := m.namedText(add); err != nil {
		return err
	}
	if err := m.members(r); err != nil {
		return err
	}
	r.mark("", 0)
	return r.end()
}

// namedText hands on the named properties: those that are known, and those whose
// names are words.
func (m *mapiMessage) namedText(add func(name, value string) error) error {
	for _, f := range namedFields {
		if id, ok := m.identifier(f.set, f.id); ok {
			if err := add(f.name, m.address(m.short(id))); err != nil {
				return err
			}
		}
	}
	for _, f := range namedTimes {
		if id, ok := m.identifier(f.set, f.id); ok {
			if err := add(f.name, minute(m.time(id))); err != nil {
				return err
			}
		}
	}
	var ids []int
	for id, n := range m.named {
		if n.str != "" {
			ids = append(ids, int(id))
		}
	}
	sort.Ints(ids)
	for _, id := range ids {
		name := m.named[uint16(id)].str
		if strings.HasPrefix(strings.ToLower(name), "http://") || strings.HasPrefix(name, "urn:") {
			name = name[strings.LastIndexAny(name, "/#:")+1:]
		}
		if strings.Contains(m.original, "\n"+strings.ToLower(name)+":") {
			continue // it is in the header
		}
		if err := add(name, m.short(uint16(id))); err != nil {
			return err
		}
	}
	return nil
}

// address leaves out what is a name of Exchange.
func (m *mapiMessage) address(s string) string {
	if strings.HasPrefix(strings.ToUpper(s), "/O=") {
		return ""
	}
	return s
}

// day writes a date, which is kept as a time.
func day(at time.Time) string {
	if at.IsZero() || at.Year() > 4000 {
		return ""
	}
	return at.Format("2006-01-02")
}

func minute(at time.Time) string {
	if day(at) == "" {
		return ""
	}
	return fmt.Sprintf("%s %02d:%02d", day(at), at.Hour(), at.Minute())
}
