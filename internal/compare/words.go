package compare

import (
	"fmt"
	"strings"
)

// number writes a number with commas between thousands.
func number(n uint64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

func plural(n uint64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// shown writes a figure as its word is counted: bytes as gigabytes, with as many decimals as a
// small one needs.
func shown(word string, n uint64) string {
	if word != gigabytes {
		return number(n)
	}
	whole, rest := n/1e9, n%1e9
	if whole >= 100 || rest == 0 {
		return number((n + 5e8) / 1e9)
	}
	decimals := 3
	if whole == 0 && rest < 1e8 {
		decimals = 9
	}
	text := fmt.Sprintf("%s.%09d", number(whole), rest)
	return strings.TrimRight(strings.TrimRight(text[:len(number(whole))+1+decimals], "0"), ".")
}

// apart says how far a count is from a claim: "+0.3 %", "21 times as many".
func apart(count, claim uint64) string {
	if count == claim {
		return "exactly"
	}
	r := ratio(count, claim)
	switch {
	case r < 0:
		return "more than a million times as many"
	case r == 1000:
		return "less than a thousandth off"
	case r >= 2000:
		return fmt.Sprintf("%d.%d times as many", r/1000, r%1000/100)
	case r > 1000:
		return "+" + tenths(r-1000)
	case r > 500:
		return "−" + tenths(1000-r)
	}
	if back := ratio(claim, count); back > 0 {
		return fmt.Sprintf("the claim is %d.%d times that", back/1000, back%1000/100)
	}
	return "less than a millionth"
}

// tenths writes thousandths as per cent.
func tenths(perMille int64) string { return fmt.Sprintf("%d.%d %%", perMille/10, perMille%10) }

// perCent is a share in whole per cent; what is there is never none.
func perCent(n, of uint64) string {
	r := ratio(n, of)
	if n > 0 && r < 10 {
		return "under 1 %"
	}
	return fmt.Sprintf("%d %%", (r+5)/10)
}

func join(list []string) string {
	switch n := len(list); n {
	case 0:
		return "none"
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
}
