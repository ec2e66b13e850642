package extract

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
)

func sniffVCard(h *head) int    { return 85 * b2i(beginsObject(h, "BEGIN:VCARD")) }
func sniffCalendar(h *head) int { return 85 * b2i(beginsObject(h, "BEGIN:VCALENDAR")) }

func beginsObject(h *head, first string) bool {
	p := bytes.TrimLeft(h.text[:min(len(h.text), 256)], " \t\r\n")
	return len(p) > len(first) && bytes.EqualFold(p[:len(first)], []byte(first)) && (p[len(first)] == '\r' || p[len(first)] == '\n')
}

// vcardFields say what people call the properties of a card and of an appointment
// (RFC 6350, section 6; RFC 5545, section 3.8). What is not here has its own name.
var vcardFields = map[string]string{
	"FN": "name", "NICKNAME": "nickname", "ORG": "company", "TEL": "phone", "EMAIL": "email", "ADR": "address", "BDAY": "birth date",
	"TITLE": "job title", "ROLE": "role", "URL": "website", "NOTE": "note", "IMPP": "messenger", "CONTACT": "contact",
	"SUMMARY": "subject", "DESCRIPTION": "description", "LOCATION": "location", "COMMENT": "comment", "DTSTART": "start", "DTEND": "end",
	"LABEL": "address", "RELATED": "related", "X-SOCIALPROFILE": "profile",
}

// cardBytes are the properties that hold a picture, a sound, a key or a file.
const cardBytes = " PHOTO LOGO SOUND KEY ATTACH "

// cardSilent are the properties that say nothing about anybody.
const cardSilent = " BEGIN END VERSION PRODID CALSCALE METHOD REV TRANSP SEQUENCE STATUS CLASS ACTION TRIGGER TZOFFSETFROM TZOFFSETTO RRULE UID DTSTAMP CREATED LAST-MODIFIED "

// readVCard reads address cards (RFC 6350; 2426; vCard 2.1) and appointments (RFC
// 5545): each card and each appointment is a record whose values carry what they are;
// so is each who takes part in one.
func readVCard(c *content, h *head) error {
	t := c.ownText(h.enc)
	defer t.close()
	lines := &logicalLines{t: t}
	x := &cardText{c: c, r: c.newRun("", "")}
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return firstError(c.w.err, err)
		}
		if err := x.line(line); err != nil {
			return err
		}
	}
	if err := firstError(x.endCard(), x.r.end(), x.files.read(c)); err != nil {
		return err
	}
	if x.broken {
		return broken("bytes in base64 break off; those before were read")
	}
	return lines.complain()
}

// cardText writes the properties of cards.
type cardText struct {
	c      *content
	r      *run
	record int64
	open   bool   // a card is
	name   string // its name in parts

	formatted string // its name as it is shown, in small letters
	broken    bool   // bytes in base64 break off
	files     attached
}

func (x *cardText) line(line []byte) error {
	p, ok := parseContentLine(line)
	if !ok {
		return x.write("", strings.TrimSpace(string(line)))
	}
	switch {
	case p.name == "BEGIN":
		if strings.EqualFold(p.value, "VALARM") || strings.EqualFold(p.value, "STANDARD") || strings.EqualFold(p.value, "DAYLIGHT") {
			return nil // part of what it stands in
		}
		err := x.endCard()
		x.record, x.open, x.name, x.formatted = x.c.record(), true, "", ""
		return err
	case p.name == "END":
		if strings.EqualFold(p.value, "VALARM") || strings.EqualFold(p.value, "STANDARD") || strings.EqualFold(p.value, "DAYLIGHT") {
			return nil
		}
		return x.endCard()
	case strings.Contains(cardSilent, " "+p.name+" "):
		return nil
	case p.name == "ATTENDEE" || p.name == "ORGANIZER":
		return x.participant(&p)
	}
	text, isText := p.text()
	if !isText || strings.Contains(cardBytes, " "+p.name+" ") && p.params["VALUE"] == "" && !strings.Contains(text[:min(len(text), 64)], ":") {
		x.file(&p)
		return nil
	}
	raw, _ := p.decoded()
	switch p.name {
	case "N":
		x.name = nameOf(raw)
		return nil
	case "FN":
		x.formatted = strings.ToLower(text)
	case "ADR":
		text = joined(raw)
	case "ORG": // the organisation, then its units
		all := parts(raw)
		err := x.write("company", unescapeText(all[0]))
		return firstError(err, x.write("department", joined(strings.Join(all[1:], ";"))))
	case "EMAIL", "TEL", "IMPP", "URL":
		for _, scheme := range []string{"mailto:", "tel:"} {
			text = strings.TrimPrefix(text, scheme)
		}
	}
	field := vcardFields[p.name]
	if field == "" {
		field = strings.ToLower(strings.TrimPrefix(p.name, "X-"))
	}
	return x.write(field, text)
}

// participant writes who takes part in an appointment, as a record of its own.
func (x *cardText) participant(p *contentLine) error {
	around := x.record
	x.record = x.c.record()
	err := x.write("name", p.params["CN"])
	seen := ""
	for _, address := range []string{p.params["EMAIL"], p.value, p.params["SENT-BY"], p.params["DELEGATED-FROM"], p.params["DELEGATED-TO"]} {
		address = strings.TrimPrefix(strings.TrimPrefix(address, "MAILTO:"), "mailto:")
		field := "email"
		if !strings.Contains(address, "@") {
			field = "participant"
		}
		if err == nil && address != seen {
			err = x.write(field, address)
		}
		seen = address
	}
	x.record = around
	x.r.mark("", around)
	return err
}

// write writes a value on a line of its own.
func (x *cardText) write(field, value string) error {
	if value = strings.TrimSpace(value); value == "" {
		return nil
	}
	x.r.mark(fieldName([]byte(field)), x.record)
	err := x.r.writeString(value)
	x.r.mark("", x.record)
	return firstError(err, x.r.writeString("\n"))
}

// endCard ends a card.
func (x *cardText) endCard() error {
	if !x.open {
		return nil
	}
	x.open = false
	var err error
	for word := range strings.FieldsSeq(strings.ToLower(x.name)) {
		if !strings.Contains(x.formatted, word) { // "Janey" is Jane Doe-Smith
			err = x.write("name", x.name)
			break
		}
	}
	x.r.mark("", 0)
	x.r.recordEnd()
	return err
}

// file keeps what a property holds in base64.
func (x *cardText) file(p *contentLine) {
	text := p.value
	if i := strings.Index(text[:min(len(text), 256)], ";base64,"); i >= 0 {
		text = text[i+len(";base64,"):]
	}
	data, whole := base64Bytes(text)
	x.broken = x.broken || !whole
	if len(data) > 0 {
		x.files.add(firstText(p.params["X-FILENAME"], p.params["FILENAME"], strings.ToLower(p.name)), data)
	}
}

// base64Bytes decodes base64 with padding or without, as far as it goes.
func base64Bytes(text string) (data []byte, whole bool) {
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Join(strings.Fields(text), ""), "="))
	return data, err == nil
}

// parts splits a value at the ";" that no backslash stands before.
func parts(value string) (all []string) {
	from := 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ';':
			all, from = append(all, value[from:i]), i+1
		}
	}
	return append(all, value[from:])
}

// joined puts the parts of an address into one line.
func joined(value string) string {
	var kept []string
	for _, p := range parts(value) {
		if p = strings.TrimSpace(unescapeText(p)); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}

// nameOf puts the parts of a name (family, given, further names, titles) into the order
// in which they are spoken.
func nameOf(value string) string {
	p := parts(value)
	var kept []string
	for _, i := range []int{1, 2, 0} {
		if i < len(p) && strings.TrimSpace(p[i]) != "" {
			kept = append(kept, strings.TrimSpace(unescapeText(p[i])))
		}
	}
	return strings.Join(kept, " ")
}
