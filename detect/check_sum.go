package detect

// A sum is one weighted sum over a number with what it must come to. The checks of
// most authorities are one or two of them.
type sum struct {
	weights []int  // of the characters from the first on, or of the last before the check character
	mod     int    //
	digits  string // the check character for each rest; a blank stands for none; "" means that the rest is 0
	at      int    // where the check character stands; from the end where it is negative
	right   bool   // the last weight is that of the character before the check character
	cross   bool   // of products the digits are added
	ascii   bool   // a letter is worth its code less that of '0', not 10 to 35
}

// What rests come to in the usual ways.
const (
	modSelf   = "0123456789X" // the rest itself, X for ten
	modZero   = "01234567890" // the rest itself, 0 for ten
	modNone   = "0123456789"  // the rest itself, none for ten
	fromElev  = "0 987654321" // eleven less the rest, none for ten
	fromElev0 = "00987654321" // eleven less the rest, 0 for ten and eleven
	fromElevM = "10987654321" // eleven less the rest, modulo ten
	fromElevK = "0K987654321" // eleven less the rest, K for ten
	fromTen   = "0987654321"  // ten less the rest
	evenRest  = ""            // 0
	one2nine  = "01234567891" // the rest itself, 1 for ten
	fromPPS   = "WABCDEFGHIJKLMNOPQRSTUV"
	fromDNI   = "TRWAGMYFPDXBNJZSQVHLCKE"
	fromHETU  = "0123456789ABCDEFHJKLMNPRSTUVWXY"
	fromUTR   = "21987654321"
	fromRIC   = "10X98765432"
	fromRC    = "01987654321"
)

// sums are the checks that are sums, by the name that rule files give them; all of
// a check must hold. Sources are those of the rules.
var sums = map[string][]sum{
	"aba":         {{weights: []int{3, 7, 1, 3, 7, 1, 3, 7, 1}, mod: 10, at: 9}},
	"ar-cuit":     {{weights: []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: "09987654321", at: 10}},
	"au-abn-sum":  {{weights: []int{10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}, mod: 89, at: 11}},
	"au-acn":      {{weights: []int{8, 7, 6, 5, 4, 3, 2, 1}, mod: 10, digits: fromTen, at: 8}},
	"au-medicare": {{weights: []int{1, 3, 7, 9, 1, 3, 7, 9}, mod: 10, digits: modNone, at: 8}},
	"au-tfn":      {{weights: []int{1, 4, 3, 7, 5, 8, 6, 9, 10}, mod: 11, at: 9}},
	"bg-egn":      {{weights: []int{2, 4, 8, 5, 10, 9, 7, 3, 6}, mod: 11, digits: modZero, at: 9}},
	"br-cnpj": {{weights: []int{5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 12, ascii: true},
		{weights: []int{6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 13, ascii: true}},
	"br-cpf": {{weights: []int{10, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 9},
		{weights: []int{11, 10, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 10}},
	"cl-rut":     {{weights: []int{3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElevK, at: -1, right: true}},
	"cn-ric-sum": {{weights: []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}, mod: 11, digits: fromRIC, at: 17}},
	"co-nit":     {{weights: []int{71, 67, 59, 53, 47, 43, 41, 37, 29, 23, 19, 17, 13, 7, 3}, mod: 11, digits: fromRC, at: -1, right: true}},
	"dk-cpr-sum": {{weights: []int{4, 3, 2, 7, 6, 5, 4, 3, 2, 1}, mod: 11, at: 10}},
	"dk-cvr":     {{weights: []int{2, 7, 6, 5, 4, 3, 2, 1}, mod: 11, at: 8}},
	"ee-kmkr":    {{weights: []int{3, 7, 1, 3, 7, 1, 3, 7, 1}, mod: 10, at: 9}},
	"es-dni":     {{weights: []int{14, 6, 19, 18, 11, 8, 10, 1}, mod: 23, digits: fromDNI, at: 8}},
	"fi-y":       {{weights: []int{7, 9, 10, 5, 8, 4, 2}, mod: 11, digits: fromElev, at: 7}},
	"gr-afm":     {{weights: []int{256, 128, 64, 32, 16, 8, 4, 2}, mod: 11, digits: modZero, at: 8}},
	"hu-ado":     {{weights: []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, mod: 11, digits: modNone, at: 9}},
	"hu-taj":     {{weights: []int{3, 7, 3, 7, 3, 7, 3, 7}, mod: 10, digits: modNone, at: 8}},
	"hu-vat":     {{weights: []int{9, 7, 3, 1, 9, 7, 3}, mod: 10, digits: fromTen, at: 7}},
	"ie-pps":     {{weights: []int{8, 7, 6, 5, 4, 3, 2}, mod: 23, digits: fromPPS, at: 7}},
	"is-kt-sum":  {{weights: []int{3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev, at: 8}},
	"jp-my":      {{weights: []int{6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 11}},
	"kr-rrn-sum": {{weights: []int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}, mod: 11, digits: fromElevM, at: 12}},
	"mt-vat":     {{weights: []int{3, 4, 6, 7, 8, 9, 10, 1}, mod: 37, at: 8}},
	"nhs":        {{weights: []int{10, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev, at: 9}},
	"nl-bsn":     {{weights: []int{9, 8, 7, 6, 5, 4, 3, 2, -1}, mod: 11, at: 9}},
	"no-fnr-sum": {{weights: []int{3, 7, 6, 1, 8, 9, 4, 5, 2}, mod: 11, digits: fromElev, at: 9},
		{weights: []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev, at: 10}},
	"no-org":   {{weights: []int{3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev, at: 8}},
	"pe-ruc":   {{weights: []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElevM, at: 10}},
	"pl-nip":   {{weights: []int{6, 5, 7, 2, 3, 4, 5, 6, 7}, mod: 11, digits: modNone, at: 9}},
	"pl-pesel": {{weights: []int{1, 3, 7, 9, 1, 3, 7, 9, 1, 3}, mod: 10, digits: fromTen, at: 10}},
	"pl-regon": {{weights: []int{8, 9, 2, 3, 4, 5, 6, 7}, mod: 11, digits: modZero, at: 8}},
	"pt-nif":   {{weights: []int{9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev0, at: 8}},
	"ro-cnp":   {{weights: []int{2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}, mod: 11, digits: one2nine, at: 12}},
	"ru-inn10": {{weights: []int{2, 4, 10, 3, 5, 9, 4, 6, 8}, mod: 11, digits: modZero, at: 9}},
	"ru-inn12": {{weights: []int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, mod: 11, digits: modZero, at: 10},
		{weights: []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, mod: 11, digits: modZero, at: 11}},
	"si-emso": {{weights: []int{7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElev, at: 12}},
	"si-vat":  {{weights: []int{8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: " 0987654321", at: 7}},
	"sk-vat":  {{weights: []int{1, 10, 1, 10, 1, 10, 1, 10, 1, 10}, mod: 11, at: 10}},
	"th-pin":  {{weights: []int{13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElevM, at: 12}},
	"ua-tin":  {{weights: []int{-1, 5, 7, 9, 4, 6, 10, 5, 7}, mod: 11, digits: modZero, at: 9}},
	"uk-utr":  {{weights: []int{6, 7, 8, 9, 10, 5, 4, 3, 2}, mod: 11, digits: fromUTR, at: -10}},
	"cz-vat8": {{weights: []int{8, 7, 6, 5, 4, 3, 2}, mod: 11, digits: fromElevM, at: 7}},
	"ro-vat":  {{weights: []int{70, 50, 30, 20, 10, 70, 50, 30, 20}, mod: 11, digits: modZero, at: -1, right: true}},
	"at-svnr": {{weights: []int{3, 7, 9, 0, 5, 8, 4, 2, 1, 6}, mod: 11, digits: modNone, at: 3}},
	"ean13":   {{weights: []int{1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3}, mod: 10, digits: fromTen, at: 12}},
	"at-uid":  {{weights: []int{1, 2, 1, 2, 1, 2, 1}, mod: 10, digits: "6543210987", at: 7, cross: true}},
}

// worth is the value of a character: its digit, or 10 to 35 for a letter.
func worth(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int(c|0x20-'a') + 10
}

// holds reports whether body comes to what it must.
func (s *sum) holds(body []byte) bool {
	at, n := s.at, len(s.weights)
	switch {
	case at == -10: // the check character stands first
		if len(body) != n+1 {
			return false
		}
		return s.weigh(body[1:], s.weights) == body[0]
	case at < 0:
		at += len(body)
	}
	if at < 0 || s.digits != "" && at >= len(body) {
		return false
	}
	weights, text := s.weights, body
	if s.right {
		if at > n {
			return false
		}
		weights = weights[n-at:]
	} else if len(text) < n {
		return false
	}
	if c := s.weigh(text, weights); s.digits != "" {
		return c == body[at]
	} else {
		return c == '0'
	}
}

// weigh returns the check character of text, 0 for none.
func (s *sum) weigh(text []byte, weights []int) byte {
	total := 0
	for i, w := range weights {
		v := worth(text[i])
		if s.ascii {
			v = int(text[i] - '0')
		}
		if v *= w; s.cross {
			v = v/10 + v%10
		}
		total += v
	}
	rest := (total%s.mod + s.mod) % s.mod
	switch {
	case s.digits == "" && rest == 0:
		return '0'
	case s.digits == "" || rest >= len(s.digits) || s.digits[rest] == ' ':
		return 0
	}
	return s.digits[rest]
}

// sumHolds reports whether all sums of the check of that name hold.
func sumHolds(name string, body []byte) bool {
	list := sums[name]
	for i := range list {
		if !list[i].holds(body) {
			return false
		}
	}
	return len(list) > 0
}
