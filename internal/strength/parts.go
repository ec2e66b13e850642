package strength

import (
	"bytes"
	"math"
)

// partsOf finds the runs of a password that are guessed as one.
func partsOf(password []byte, depth int) (parts []part) {
	lists := loaded()
	for from := range password {
		for to := from + 1; to <= len(password); to++ {
			run := password[from:to]
			cost := never
			if len(run) <= lists.longest {
				cost = lists.word(run)
			}
			cost = min(cost, sequence(run), keys(run), dated(run))
			if cost < never {
				parts = append(parts, part{from, to, cost})
			}
		}
	}
	if depth < 2 {
		parts = append(parts, repeated(password, depth)...)
	}
	return parts
}

// repeated finds what stands several times, one after the other.
func repeated(password []byte, depth int) (parts []part) {
	n := len(password)
	for unit := 1; 2*unit <= n; unit++ {
		for from := 0; from+2*unit <= n; from++ {
			to := from + unit
			for to+unit <= n && bytes.Equal(password[to:to+unit], password[from:from+unit]) {
				to += unit
			}
			if times := (to - from) / unit; times > 2 || times == 2 && unit > 1 {
				parts = append(parts, part{from, to, guesses(password[from:from+unit], depth+2) + decimal(times)})
				from = to - unit // what begins within it is no longer
			}
		}
	}
	return parts
}

// decimal is a thousand times the decimal logarithm of n.
func decimal(n int) int { return int(math.Round(1000 * math.Log10(float64(max(n, 1))))) }

// sequence is the cost of what runs up or down in its alphabet: abcd, 9876.
func sequence(run []byte) int {
	if len(run) < 3 {
		return never
	}
	step := int(run[1]) - int(run[0])
	if step != 1 && step != -1 {
		return never
	}
	for i := 2; i < len(run); i++ {
		if int(run[i])-int(run[i-1]) != step {
			return never
		}
	}
	base := 26
	switch c := run[0]; {
	case bytes.IndexByte([]byte("aAzZ019"), c) >= 0:
		base = 4
	case c >= '0' && c <= '9':
		base = 10
	case c|0x20 < 'a' || c|0x20 > 'z':
		return never
	}
	return decimal(base*len(run)) + 301*(1-step)/2
}

// boards are runs of neighbouring keys, of keyboards with Latin letters.
var boards = [...]string{
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890", "!@#$%^&*()",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "741852963", "147258369",
}

// keys is the cost of a run of keys, forwards or backwards.
func keys(run []byte) int {
	if len(run) < 4 {
		return never
	}
	plain := bytes.ToLower(run)
	back := reversed(plain)
	for _, b := range boards {
		if bytes.Contains([]byte(b), plain) || bytes.Contains([]byte(b), back) {
			return decimal(216*(len(run)-1)) + cased(run)
		}
	}
	return never
}

// The year about which others are tried first, and how many at least.
const (
	aboutYear  = 2020
	yearsAtOne = 20
)

// dated is the cost of a year, or of a day with its year.
func dated(run []byte) int {
	digits := make([]byte, 0, 8)
	separators := 0
	for _, c := range run {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case bytes.IndexByte([]byte("./-_ "), c) >= 0:
			separators++
		default:
			return never
		}
	}
	number := func(b []byte) (n int) {
		for _, c := range b {
			n = 10*n + int(c-'0')
		}
		return n
	}
	years := func(y int) int { return max(y-aboutYear, aboutYear-y, yearsAtOne) }
	isYear := func(y int) bool { return y >= 1900 && y < 2050 }
	isDay := func(a, b int) bool { return a >= 1 && b >= 1 && (a <= 31 && b <= 12 || a <= 12 && b <= 31) }
	switch n := len(digits); {
	case separators > 2 || len(run) > 10:
	case n == 4 && separators == 0 && isYear(number(digits)):
		return decimal(years(number(digits)))
	case n == 8 && isYear(number(digits[:4])) && isDay(number(digits[4:6]), number(digits[6:])):
		return decimal(365*years(number(digits[:4]))) + 301*separators
	case n >= 6 && n <= 8 && isYear(number(digits[n-4:])) && (isDay(number(digits[:(n-4)/2]), number(digits[(n-4)/2:n-4])) || n == 7 && isDay(number(digits[:2]), number(digits[2:3]))):
		return decimal(365*years(number(digits[n-4:]))) + 301*separators
	case n == 6 && isDay(number(digits[:2]), number(digits[2:4])):
		return decimal(365*30) + 301*separators
	}
	return never
}

func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[len(b)-1-i] = c
	}
	return out
}
