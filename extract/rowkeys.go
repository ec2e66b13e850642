package extract

import "strings"

// peopleTables are words for those whose rows other tables refer to, in the names of tables.
const peopleTables = " user users benutzer nutzer utilisateurs usuarios utenti gebruikers kullanicilar login logins customer customers cust kunde kunden cliente clientes client clients clienti klanten musteriler debitoren buyers shoppers guests subscribers klienci " +
	"employee employees emp staff personnel personal mitarbeiter workers medewerkers calisanlar empleados funcionarios dipendenti salaries pracownicy member members mitglieder membres miembros socios soci leden uyeler " +
	"patient patients patienten pacientes pazienti hastalar student students pupils schueler studierende etudiants eleves alumnos alunos studenti ogrenciler contact contacts kontakte contactos contatti contatos " +
	"person persons people personen personnes personas pessoas persone kisiler individuals applicants candidates account accounts accts konten comptes cuentas contas conti hesaplar "

// keyWords are what the column is called by which other tables refer to a row.
const keyWords = " id pk "

// withTable puts the name of a table before its key where the rows are people or accounts, for
// other tables refer to them by it: "users.id". The names of other columns stay as they are.
func withTable(table string, names []string) []string {
	word := table[strings.LastIndexByte(table, '.')+1:]
	if rest := word[strings.LastIndexByte(word, '_')+1:]; len(word)-len(rest) <= 5 {
		word = rest // wp_users, tbl_customers
	}
	word = strings.ToLower(word)
	if word == "" || strings.ContainsAny(word, " ") || !strings.Contains(peopleTables, " "+word+" ") {
		return names
	}
	for i, name := range names {
		if name != "" && strings.Contains(keyWords, " "+strings.ToLower(name)+" ") {
			names[i] = word + "." + name
		}
	}
	return names
}
