package detect

import (
	"time"

	"bytes"
	"fmt"
)

// eras are those of Japan from 1868 on, by which many give their day of birth, and the year before
// the first of each.
var eras = []struct {
	name   string
	letter byte // as forms have it: S58.4.2
	before int
}{{"明治", 'M', 1867}, {"大正", 'T', 1911}, {"昭和", 'S', 1925}, {"平成", 'H', 1988}, {"令和", 'R', 2018}}

// spelledDay reads a day as it is written in Japan and China: 1983年4月2日, 昭和58年4月2日, 令和元年5月1日,
// S58.4.2.
func spelledDay(text []byte) (year, month, day int, ok bool) {
	before, rest := eraOf(text)
	letter := len(text)-len(rest) == 1
	if first, found := bytes.CutPrefix(rest, []byte("元")); found && before > 0 {
		year, rest = 1, first
	} else {
		n := 0
		if year, n = number(rest, 4); n == 0 || before == 0 && n < 4 || before > 0 && n > 2 {
			return 0, 0, 0, false
		}
		rest = rest[n:]
	}
	part := func(signs ...string) bool {
		for _, s := range signs {
			if after, found := bytes.CutPrefix(rest, []byte(s)); found {
				rest = after
				return true
			}
		}
		return false
	}
	signs := [3][]string{{"年"}, {"月"}, {"日"}}
	if letter {
		signs = [3][]string{{".", "/", "-"}, {".", "/", "-"}, {""}}
	}
	n, k := 0, 0
	if !part(signs[0]...) {
		return 0, 0, 0, false
	}
	month, n = number(rest, 2)
	if rest = rest[n:]; n == 0 || !part(signs[1]...) {
		return 0, 0, 0, false
	}
	day, k = number(rest, 2)
	if rest = rest[k:]; k == 0 || !part(signs[2]...) || len(rest) > 0 {
		return 0, 0, 0, false
	}
	return before + year, month, day, true
}

// eraOf returns the year before the era in which a day begins, 0 for none, and what is behind it.
func eraOf(text []byte) (before int, rest []byte) {
	for _, e := range eras {
		if rest, ok := bytes.CutPrefix(text, []byte(e.name)); ok {
			return e.before, rest
		}
		if len(text) > 1 && text[0]&^0x20 == e.letter && isDigit(text[1]) {
			return e.before, text[1:]
		}
	}
	return 0, text
}

// A dayOrder is in which order days of a column are written in figures.
type dayOrder uint8

const (
	orderOpen dayOrder = iota
	dayBefore
	monthBefore
	orderMixed
)

// orderOf returns what a day tells of the order: 12/31/2010 has the month first, 31/12/2010 the
// day, 03/02/2017 may have either.
func orderOf(text []byte) dayOrder {
	first, second, _, ok := twoBeforeYear(text)
	switch {
	case !ok:
	case first > 12 && second <= 12:
		return dayBefore
	case second > 12 && first <= 12:
		return monthBefore
	}
	return orderOpen
}

// and returns the order of days of which some say o and some p.
func (o dayOrder) and(p dayOrder) dayOrder { return o | p }

// twoBeforeYear reads two numbers before a year: 3/2/2017, 03.02.17.
func twoBeforeYear(text []byte) (first, second int, year []byte, ok bool) {
	first, n := number(text, 2)
	if n == 0 || n+1 >= len(text) || text[n] != '/' && text[n] != '-' && text[n] != '.' {
		return 0, 0, nil, false
	}
	second, k := number(text[n+1:], 2)
	to := n + 1 + k
	if k == 0 || to+1 >= len(text) || text[to] != text[n] {
		return 0, 0, nil, false
	}
	year = text[to+1:]
	digits := run(year, 0, len(year), digitChars)
	return first, second, year[:digits], digits == 2 || digits == 4
}

// plainDay returns a day of birth in the form that is read in one way alone, nil where it is
// written so already or may be read as it stands.
func plainDay(text []byte, order dayOrder) []byte {
	if year, month, day, ok := spelledDay(text); ok && !isDigit(text[0]) {
		return fmt.Appendf(nil, "%04d-%02d-%02d", year, month, day)
	}
	first, second, year, ok := twoBeforeYear(text)
	switch {
	case !ok || order != monthBefore || first > 12 || second > 12:
		return nil
	case len(year) == 4:
		return fmt.Appendf(nil, "%s-%02d-%02d", year, first, second)
	}
	return fmt.Appendf(nil, "%02d/%02d/%s", second, first, year)
}

// serialDay reads a day as spreadsheets count them, from the end of 1899 on (ECMA-376, 18.17.4.1), on
// which somebody who lives may be born; nil where a cell is none.
func serialDay(cell []byte) []byte {
	cell = bytes.TrimSuffix(cell, []byte(".0"))
	if len(cell) < 4 || len(cell) > 5 || countDigits(cell) != len(cell) || cell[0] == '0' {
		return nil
	}
	day := time.Date(1899, 12, 30+num(cell), 0, 0, 0, 0, time.UTC)
	if len(cell) == 4 && day.Year() < 1920 || !born(day.Year()) { // four digits are a year, mostly
		return nil
	}
	return day.AppendFormat(nil, time.DateOnly)
}
