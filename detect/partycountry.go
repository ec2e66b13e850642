package detect

// stated notes the country that the address of a block is in, else that of its VAT number.
func (st *Stream) stated(b *block, record int64) {
	iso, is := b.country, atomPostal
	if iso == nil && b.vat != "" {
		iso, is = []byte(b.vat), atomContact
	}
	if iso == nil || !st.e.groups[groupCountry] {
		return
	}
	for i := range b.n {
		if b.atoms[i].is == atomCountry {
			return // the cell says so itself
		}
	}
	for i := range b.n {
		if a := &b.atoms[i]; a.is == is {
			st.foundCountry(a.from, a.to, iso, record)
			return
		}
	}
}

// foundCountry hands on the country that an address or a number says, as the party's.
func (st *Stream) foundCountry(from, to int, iso []byte, record int64) {
	r := st.e.builtin.partyCountry
	st.pending = append(st.pending, candidate{
		rule: r, offset: st.base + int64(from), length: int32(to - from), own: iso,
		field: fieldPartyAddress, record: record, score: int16(r.Score), why: whyParty | whyStructure,
	})
}

// vatCountries are the prefixes of VAT numbers (Directive 2006/112/EC, article 215) and the
// countries that differ from them.
var vatCountries = map[string]string{"AT": "AT", "BE": "BE", "BG": "BG", "CY": "CY", "CZ": "CZ", "DE": "DE", "DK": "DK", "EE": "EE", "EL": "GR", "ES": "ES", "FI": "FI", "FR": "FR", "HR": "HR", "HU": "HU",
	"IE": "IE", "IT": "IT", "LT": "LT", "LU": "LU", "LV": "LV", "MT": "MT", "NL": "NL", "PL": "PL", "PT": "PT", "RO": "RO", "SE": "SE", "SI": "SI", "SK": "SK", "GB": "GB", "CHE": "CH"}

// vatCountry returns the country of a VAT number in a line of a party.
func vatCountry(text []byte) string {
	for i := 0; i+8 < len(text); i++ {
		if !isUpper(text[i]) || i > 0 && alnumChars[text[i-1]] {
			continue
		}
		end := run(text, i, 4, capitalChars)
		iso := vatCountries[string(text[i:end])]
		if iso == "" {
			continue
		}
		digits := 0
		for j := end; j < len(text) && (isDigit(text[j]) || text[j] == ' ' || text[j] == '.' || text[j] == '-'); j++ {
			if isDigit(text[j]) {
				digits++
			}
		}
		if digits >= 8 && digits <= 14 {
			return iso
		}
	}
	return ""
}
