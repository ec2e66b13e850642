package attribute

import (
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// authorities are the rules whose numbers an authority of one country gives to people, or its
// health care to patients: the country is the first two letters. Rules of an operator's own
// are none of them, whatever they are called.
var authorities = func() map[string]region {
	of := map[string]region{}
	for _, rule := range strings.Fields(`
		ng-nin ng-bvn tr-kimlik il-id sa-id ae-id eg-nid za-id au-tfn nz-ird cl-rut co-nit pe-ruc us-ssn us-itin us-passport us-driving-licence ca-sin mx-curp mx-rfc br-cpf
		ar-cuit ar-dni cn-resident jp-my-number kr-rrn-checked kr-rrn tw-id hk-id in-aadhaar in-pan id-nik pk-cnic bd-nid ph-umid vn-cccd sg-nric my-kad th-pin
		pl-pesel cz-rodne-cislo hu-taj hu-ado ro-cnp bg-egn ru-inn ru-snils ua-rnokpp se-personnummer dk-cpr no-fnr fi-hetu is-kennitala ee-isikukood lv-personas-kods
		it-codice-fiscale es-dni es-nie pt-nif gr-afm gr-amka hr-oib si-emso de-steuer-id de-rentenversicherung de-ausweis fr-nir nl-bsn be-rijksregister at-svnr ch-ahv
		uk-nino uk-utr ie-pps uk-nhs us-mbi us-npi us-dea au-medicare ca-bc-phn ca-on-ohip ca-qc-ramq fr-carte-vitale de-kvnr`) {
		of[rule] = ruleRegion(rule)
	}
	return of
}()

// ruleRegion reads the country that begins the name of a rule.
func ruleRegion(rule string) region {
	country, _, ok := strings.Cut(rule, "-")
	if !ok || len(country) != 2 {
		return 0
	}
	if country == "uk" {
		country = "gb"
	}
	return parseRegion(strings.ToUpper(country))
}

// ofSeveralCountries is the country of a number that rules of several take for theirs: it says
// nothing of where anybody is.
const ofSeveralCountries = region(0xffff)

// joinRegions returns the country of a number that was found as one of a and as one of b, in
// whatever order; 0 is none.
func joinRegions(a, b region) region {
	switch {
	case a == 0 || a == b:
		return b
	case b == 0:
		return a
	}
	return ofSeveralCountries
}

// given notes by which country's authority a number was given, by its rule.
func (w *walker) given(it *item, mention *exposure.Mention) {
	if r := authorities[mention.Rule]; r != 0 && it.rule != 0 {
		w.authority[it.rule&^1] = r
	}
}
