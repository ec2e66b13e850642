package seal

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// dateLayouts are how days are written, the year first or the day before the
// month; one that has the month first is told by the second number.
var dateLayouts = [...]string{
	"2006-1-2", "2-1-2006", "1-2-2006", "20060102", "2-January-2006", "January-2-2006", "2-Jan-2006", "Jan-2-2006", "2006年1月2日",
}

// canonicalDate is the form of ISO 8601, without the time of day that tables
// write beside a day: "1980-05-17". What is no day stays as it is, folded.
func canonicalDate(s string) string {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if i := strings.IndexAny(s, "T"); i >= 8 && i < len(s)-1 && s[i-1] >= '0' && s[i-1] <= '9' {
		s = s[:i]
	} else if i := strings.Index(s, " 00:00"); i > 0 {
		s = s[:i]
	}
	dashed := strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" ./-,", r) }), "-")
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, dashed); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return canonicalName(s)
}

// canonicalAddress folds case and takes everything between words for one space:
// lines and commas part an address as they like.
func canonicalAddress(s string) string {
	words := strings.FieldsFunc(norm.NFKC.String(s), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' || r == '|' })
	return foldCase(strings.Join(words, " "))
}

// currencySigns are the currencies of signs; "$" is the dollar of the United
// States unless letters before it say another.
var currencySigns = map[string]string{
	"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY", "JP¥": "JPY", "CN¥": "CNY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₫": "VND", "₦": "NGN", "₱": "PHP", "₴": "UAH",
	"R$": "BRL", "A$": "AUD", "C$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD", "NT$": "TWD", "MX$": "MXN", "zł": "PLN", "ZŁ": "PLN", "Kč": "CZK", "KČ": "CZK", "Ft": "HUF", "FT": "HUF", "Rs.": "INR", "Rs": "INR", "RS.": "INR", "RS": "INR",
}

// canonicalAmount is the currency's code of ISO 4217, a space and the amount with
// a point before its decimals, which are left out where they are zero.
func canonicalAmount(s string) string {
	s = strings.TrimSpace(norm.NFKC.String(s))
	var number, name strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r == '.' && name.String() != "Rs" || r == ',' || r == '\'' || r == '’':
			number.WriteRune(r)
		case r == '-' && number.Len() == 0:
			number.WriteRune(r)
		case !unicode.IsSpace(r) && !strings.ContainsRune("-–:=", r):
			name.WriteRune(r)
		}
	}
	currency := name.String()
	if code, ok := currencySigns[currency]; ok {
		currency = code
	}
	return strings.TrimSpace(strings.ToUpper(currency) + " " + plainNumber(strings.TrimRight(number.String(), ".,'’-")))
}

// plainNumber reads 1,234.50 and 1.234,50 alike: the last separator parts the
// decimals, unless it stands more than once or three digits follow it alone.
func plainNumber(s string) string {
	last := strings.LastIndexAny(s, ".,")
	if last >= 0 {
		decimals := s[last+1:]
		if len(decimals) == 3 && !strings.ContainsAny(s[:last], ".,'’") || strings.Count(s, s[last:last+1]) > 1 {
			last = len(s)
			decimals = ""
		}
		whole := strings.NewReplacer(".", "", ",", "", "'", "", "’", "").Replace(s[:last])
		if n, err := strconv.Atoi(decimals); decimals == "" || err == nil && n == 0 {
			return whole
		}
		return whole + "." + decimals
	}
	return strings.NewReplacer("'", "", "’", "").Replace(s)
}

// canonicalWallet folds the case of those addresses in which it does not tell
// one from another: Bech32 (BIP 173) and hexadecimal ones, where it is a check
// (EIP-55).
func canonicalWallet(s string) string {
	s = strings.TrimSpace(s)
	l := strings.ToLower(s)
	for _, p := range [...]string{"bc1", "tb1", "ltc1", "addr1", "0x", "cosmos1"} {
		if strings.HasPrefix(l, p) {
			return l
		}
	}
	return s
}
