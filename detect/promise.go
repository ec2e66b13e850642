package detect

import "strings"

// promises maps words of names of objects to how much they promise.
var promises = func() map[string]int {
	m := map[string]int{}
	for n, words := range map[int]string{
		MostPromising: `pem ppk pfx p12 key jks keystore kdbx kdb ovpn rdp pgpass netrc htpasswd shadow passwd credentials credential creds secrets secret passwords password
			passwort passwörter kennwort contraseñas motdepasse idrsa ided25519 idecdsa privatekey kubeconfig tfstate vault wallet env npmrc pypirc dockercfg
			dump dumps sqldump bak mdf bacpac dmp backup backups sicherung respaldo sauvegarde customers customerlist kundenliste kunden clientes clients klanten musteri
			crm pst ost mailbox mbox sam ntds unattend sysprep`,
		2: `sql db sqlite sqlite3 mdb accdb config conf ini cfg webconfig appsettings settings connectionstrings users user accounts employees mitarbeiter personal payroll hr
			contacts kontakte contactos leads export exports invoice invoices rechnung rechnungen factura facture contract contracts vertrag sow poe poc nda passport cards iban
			eml msg csv xlsx xls tar tgz zip 7z rar gz`,
		1: `json xml yaml yml log logs txt doc docx pdf ppt pptx rtf md html`,
	} {
		for _, w := range strings.Fields(words) {
			m[w] = n
		}
	}
	return m
}()

// MostPromising is what [Promises] returns for credentials, keys, customer lists
// and dumps.
const MostPromising = 3

// Promises returns how much an object's name promises what is to be read first:
// [MostPromising] for credentials, keys, customer lists and dumps; 2 for configuration, tables,
// mail and archives; 1 for other documents; 0 for the rest.
func Promises(name string) int {
	best := 0
	name = strings.ToLower(name)
	for _, sep := range []string{".", "._-/\\ +()[]"} {
		for _, word := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(sep+"/\\", r) }) {
			best = max(best, promises[strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(word, "_", ""), "-", ""), "0123456789")])
		}
	}
	return best
}
