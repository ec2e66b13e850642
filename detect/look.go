package detect

import "bytes"

// A look is what the first lines of a document look like, a bit for each name.
type look uint32

const looks = 24

// lookNames are what rules call it, and reasons.
var lookNames = [looks]string{
	"machine readable zone",
	"lines begin with times",
	"lines hold times and levels",
	"lines of a log of requests",
	"lines are records of time and level",
	"statements of a program",
	"columns of a table are names, mails and phones",
	"rows hold mails or phones",
	"pairs of name and secret",
	"one pair of name and secret",
	"columns of users and passwords",
	"lines of a network's configuration",
	"lines hold addresses of networks",
	"statements of a database",
	"entries of a directory",
	"listing of an archive",
	"documents of a database",
	"manifest of a backup",
	"lines begin with a date and end in an amount",
	"fields of a SWIFT statement",
	"header of a mail",
	"lines begin with a time and a name",
	"a table of hosts",
	"objects hold mails",
}

const (
	lookZone look = 1 << iota
	lookTimes
	lookLevels
	lookRequests
	lookRecords
	lookProgram
	lookPeople
	lookRows
	lookSecrets
	lookSecret
	lookUsers
	lookNetwork
	lookAddresses
	lookDatabase
	lookDirectory
	lookListing
	lookObjects
	lookManifest
	lookAmounts
	lookSwift
	lookMail
	lookChat
	lookHosts
	lookObjectMails
)

// firstLines returns the whole lines of the first classifyLook bytes.
func firstLines(text []byte) []byte {
	if len(text) <= classifyLook {
		return text
	}
	text = text[:classifyLook]
	if n := bytes.LastIndexByte(text, '\n'); n > 0 {
		return text[:n]
	}
	return text
}

// lineCounts are how many of the first lines are of a sort.
type lineCounts struct {
	lines, cells                        int // lines; of a table
	zone, times, levels, requests, logs int
	statements, calls                   int
	mails, phones                       int
	secrets, users                      int
	network, addresses, hosts           int
	sql, entries, names, listed, saved  int
	objects, amounts, swift, chat, told int
	header                              uint8 // names of a mail's header, by their meaning
}

// looksOf looks at the lines of a head in one pass.
func looksOf(head []byte) look {
	if len(head) == 0 {
		return 0
	}
	var c lineCounts
	for len(head) > 0 {
		line := head
		if n := bytes.IndexByte(head, '\n'); n >= 0 {
			line, head = head[:n], head[n+1:]
		} else {
			head = nil
		}
		if line = bytes.TrimSpace(line); len(line) > 1 {
			c.lines++
			c.line(line)
		}
	}
	return c.looks()
}

// looks says what the counts come to. A few lines are no proof, and of many most must agree.
func (c *lineCounts) looks() (l look) {
	set := func(is bool, what look) {
		if is {
			l |= what
		}
	}
	n := c.lines
	set(c.zone >= 2, lookZone)
	set(c.times >= 3 && c.times*2 >= n && c.chat*2 < c.times && c.amounts*2 < c.times, lookTimes)
	set(c.levels >= 2 && c.levels*3 >= n, lookLevels)
	set(c.requests >= 1 && c.requests*2 >= n, lookRequests)
	set(c.logs >= 1 && c.logs*2 >= n, lookRecords)
	set(n >= 5 && c.statements*5 >= n*2 && c.calls*5 >= n && c.sql*4 < n, lookProgram)
	set(c.mails >= 2 && c.mails*5 >= n*3 && c.cells*5 >= n*3, lookPeople)
	set((c.mails+c.phones) >= 4 && (c.mails+c.phones)*2 >= n && c.times*2 < n, lookRows)
	set(c.secrets >= 3 || c.secrets == 2 && n <= 10, lookSecrets)
	set(c.secrets == 1 || c.secrets == 2, lookSecret)
	set(c.users >= 1, lookUsers)
	set(c.network >= 5 && c.network*5 >= n*2, lookNetwork)
	set(c.addresses >= 3 && c.addresses*5 >= n && c.times*3 < n, lookAddresses)
	set(c.sql >= 3 && c.sql*5 >= n, lookDatabase)
	set(c.names >= 1 && c.entries*2 >= n, lookDirectory)
	set(c.listed >= 3 && c.listed*2 >= n, lookListing)
	set(c.objects >= 1 && c.objects*2 >= n, lookObjects)
	set(c.saved >= 3, lookManifest)
	set(c.amounts >= 3 && c.amounts*4 >= n, lookAmounts)
	set(c.swift >= 4 && c.swift*3 >= n, lookSwift)
	set(mailHeader(c.header), lookMail)
	set(c.hosts >= 3 && c.hosts*5 >= n*4 && c.requests+c.levels+c.times == 0, lookHosts)
	set(c.told >= 3, lookObjectMails)
	set(c.chat >= 3 && c.chat*3 >= n, lookChat)
	return l
}

// line counts one line that is not empty. What a line lacks is not looked for.
func (c *lineCounts) line(s []byte) {
	first, last, has := s[0], s[len(s)-1], marksOf(s)
	stamp, date, level := 0, 0, false
	if has&markDigit != 0 {
		if stamp = timeAt(s); stamp == 0 {
			date = dateAt(s)
		} else {
			date = stamp
		}
		level = (stamp > 0 || date > 0 || timeWithin(s)) && hasLevel(s)
	}
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	cells := cellsOf(s)
	mail := has&markAt != 0 && first != '@'
	count(&c.times, stamp > 0)
	count(&c.levels, level)
	count(&c.cells, cells >= 3)
	count(&c.mails, mail)
	count(&c.statements, last == ';' || last == '{' || last == '}' || last == ':' && first != '-' || startsWithAny(s, comments))
	count(&c.network, startsWithAny(s, networkWords))
	count(&c.sql, startsWithAny(s, sqlWords))
	count(&c.listed, listedFile(s))
	count(&c.swift, swiftField(s))
	count(&c.names, foldedAt(s, 0, []byte("dn: ")))
	count(&c.told, mail && (foldedAt(s, 0, []byte(`"email`)) || foldedAt(s, 0, []byte(`"mail`))))
	count(&c.logs, first == '{' && recordOfLog(s) || first == 'd' && bytes.HasPrefix(s, []byte("date=")) && bytes.Contains(s, []byte(" time=")))
	count(&c.objects, first == '{' && (bytes.HasPrefix(s, []byte(`{"_id"`)) || bytes.HasPrefix(s, []byte(`{ "_id"`))) ||
		has&markBrace != 0 && bytes.Contains(s, []byte(`{"$oid"`)))
	if has&markLess != 0 {
		count(&c.zone, zoneLine(s))
	}
	if has&(markOpen|markEqual) != 0 {
		open := bytes.IndexByte(s, '(')
		count(&c.calls, open > 0 && wordChars[s[open-1]] || bytes.Contains(s, []byte(" = ")))
	}
	if has&markDigit != 0 {
		address := has&markDot != 0 && networkAddress(s)
		count(&c.requests, isDigit(first) && has&markQuote != 0 && requestLine(s))
		count(&c.phones, !mail && date == 0 && hasPhone(s))
		count(&c.addresses, address)
		count(&c.hosts, address && isDigit(first) && len(s) < 100 && networkAddress(s[:min(len(s), 16)]) && len(bytes.Fields(s)) <= 5)
		count(&c.amounts, date > 0 && amountNearEnd(s))
	}
	if has&markDot != 0 || len(s) >= sumDigits {
		count(&c.saved, savedFile(s))
	}
	if c.lines <= 16 && has&(markColon|markWide) != 0 {
		c.header |= headerName(s)
	}
	secret := secretPair(s)
	count(&c.secrets, secret)
	count(&c.users, c.lines <= 12 && cells >= 3 && !secret && userColumns(s))
	if has&markColon != 0 {
		colon := bytes.IndexByte(s, ':')
		count(&c.entries, colon > 0 && colon < 32 && run(s, 0, colon, attributeChars) == colon)
	}
	if stamp > 0 && !level {
		count(&c.chat, saidBy(s[stamp:]))
	}
}

// Bits of what stands in a line.
const (
	markAt uint16 = 1 << iota
	markColon
	markEqual
	markOpen
	markBrace
	markLess
	markDot
	markQuote
	markDigit
	markWide // the first byte of a wide colon
)

var lineMarks = func() (t [256]uint16) {
	for i, c := range []byte{'@', ':', '=', '(', '{', '<', '.', '"'} {
		t[c] = 1 << i
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = markDigit
	}
	t[0xEF] = markWide
	return t
}()

func marksOf(s []byte) (m uint16) {
	for _, c := range s {
		m |= lineMarks[c]
	}
	return m
}

var attributeChars = charsets["word"].and("-;")

// Bits of the names of a mail's header.
const (
	nameFrom uint8 = 1 << iota
	nameTo
	nameSubject
	nameSent
)

// mailHeader reports whether the names of a header stand at the beginnings of lines: who it is
// from, and two others.
func mailHeader(names uint8) bool {
	n := 0
	for _, bit := range []uint8{nameTo, nameSubject, nameSent} {
		if names&bit != 0 {
			n++
		}
	}
	return names&nameFrom != 0 && n >= 2
}

// headerName returns what a line's name means, if it is one of a mail's header.
func headerName(s []byte) uint8 {
	colon := bytes.IndexByte(s, ':')
	wide := bytes.Index(s, []byte(":"))
	if colon < 0 || wide >= 0 && wide < colon {
		colon = wide
	}
	if colon < 1 || colon > 24 {
		return 0
	}
	name := bytes.TrimSpace(s[:colon])
	for i, names := range headerNames {
		for _, n := range names {
			if len(n) == len(name) && foldedAt(name, 0, []byte(n)) {
				return 1 << i
			}
		}
	}
	return 0
}

// headerNames are the names of a mail's header as programs show it.
var headerNames = [...][]string{
	{"from", "von", "de", "da", "van", "kimden", "gönderen", "差出人", "送信者", "发件人", "寄件人", "寄件者"},
	{"to", "an", "à", "a", "para", "aan", "kime", "alıcı", "宛先", "收件人", "to/cc"},
	{"subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "konu", "件名", "主题", "主旨", "主題"},
	{"date", "sent", "gesendet", "datum", "envoyé", "fecha", "enviado", "enviado el", "inviato", "data", "enviada em", "enviado em",
		"verzonden", "gönderilme", "gönderim tarihi", "tarih", "送信日時", "日時", "发送时间", "发送日期", "日期", "時間", "时间"},
}
