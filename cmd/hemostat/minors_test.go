package main

import "testing"

// Who was under eighteen is marked as a minor where no country is known too, by a birth date or by the one within a
// national number; who was not, is not.
func TestMinorsAreMarked(t *testing.T) {
	const byDate, byNumber = ", by a birth date", ", by the birth date within a national number"
	for name, c := range map[string]struct{ table, young, grown, how string }{
		"no country": {"Nom de famille;Prénom;Date de naissance;Groupe\nLapointe-Roy;Félix;2013-05-12;201\nTremblayard;Camille;1984-12-09;201\n",
			"Félix Lapointe-Roy", "Camille Tremblayard", byDate},
		"a resident's number": {"Nazwisko,Imię,PESEL\nWójcikowska,Zuzanna,13293019462\nSzczepański,Bolesław,51121249292\n",
			"Zuzanna Wójcikowska", "Bolesław Szczepański", byNumber},
		"a number of Korea": {"주민등록번호,성명\n140625-3059775,이하준\n841102-1993719,박도현\n", "이하준", "박도현", byNumber},
	} {
		t.Run(name, func(t *testing.T) {
			list := folded(toldOf(t, map[string]string{"a.csv": c.table}, "person"))
			if !together(list, c.young, "under 18 on ") || !together(list, c.young, c.how) {
				t.Errorf("a minor is not marked:\n%.900s", list)
			}
			if together(list, c.grown, "under 18") {
				t.Error("a grown person is marked as a minor")
			}
		})
	}
}
