package extract

import (
	"strings"
	"unicode"
)

// A telling is what the keys of an object say of whom it is.
type telling uint8

const (
	tellsName  telling = 1 << iota // a name, which may be a thing's
	tellsHuman                     // a part of a person's name
	tellsMail                      // an address
	tellsMore                      // what makes of a name a person's: a telephone, a birthday
)

// names reports whether something is named.
func (t telling) names() bool { return t&(tellsName|tellsHuman) != 0 }

// somebody reports whether it is a person, or somebody who is written to.
func (t telling) somebody() bool {
	return t&(tellsHuman|tellsMail) != 0 || t&tellsName != 0 && t&tellsMore != 0
}

// clash reports whether two objects name somebody each.
func (t telling) clash(o telling) bool {
	return t.names() && o.names() || t&o&tellsMail != 0
}

// tellings are keys without what parts their words, in small letters.
var tellings = tellingsOf(map[telling]string{
	tellsName: "name displayname nom nombre nome naam navn namn isim nimi jmeno nev imie ime имя 名前 이름 contactname holder holdername cardholder cardholdername accountholder kontoinhaber karteninhaber titulaire titular titolare intestatario rekeninghouder",
	tellsHuman: "firstname first lastname last givenname familyname surname forename fullname middlename firstnames lastnames givennames legalname personname patientname employeename membername " +
		"vorname nachname familienname vollername prenom nomdefamille nomcomplet apellido apellidos primerapellido segundoapellido nombrecompleto sobrenome nomecompleto cognome nominativo voornaam achternaam volledigenaam " +
		"ad soyad adsoyad soyadi adsoyadi fornamn efternamn fornavn etternavn efternavn etunimi sukunimi nazwisko imienazwisko prijmeni prenume фамилия отчество фио 氏名 姓名 姓 名 성명",
	tellsMail: "email emailaddress mail mailaddress emails primaryemail workemail useremail contactemail personalemail correo correoelectronico courriel adressemail adresseemail adresseelectronique epost eposta eposti sahkoposti indirizzoemail emailadresse mailadresse emailadres почта электроннаяпочта メール メールアドレス 邮箱 电子邮件 이메일",
	tellsMore: "phone phonenumber telephone tel telefon telefonnummer telefono telefone telefoon mobile mobilephone mobil handy movil celular cellulare cell telefonnr gsm телефон 電話 電話番号 电话 手机 dob dateofbirth birthdate birthday geburtsdatum geburtstag datenaissance datedenaissance fechanacimiento fechadenacimiento datanascimento datadenascimento datanascita datadinascita geboortedatum dogumtarihi датарождения 生年月日 出生日期 ssn",
})

func tellingsOf(words map[telling]string) map[string]telling {
	all := map[string]telling{}
	for t, list := range words {
		for _, w := range strings.Fields(list) {
			all[w] |= t
		}
	}
	return all
}

// A keySays is what a key says.
type keySays struct {
	tells telling // of whom the object around it is
	other bool    // the object under it is of somebody else than the one around it
	ofOne bool    // those in a list under it are of the one around it: his addresses, with a sort each
}

func keySaysOf(key string) keySays {
	plain := plainKey(key)
	numbered := key != "" && key[0] >= '0' && key[0] <= '9' // one of a collection
	return keySays{tells: tellings[plain], other: numbered || roleKeys[plain] || roleKeys[strings.TrimSuffix(plain, "info")], ofOne: listKeys[plain]}
}

// listKeys are keys of lists of what is of one: SCIM, FHIR and address books give each with its sort.
var listKeys = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("emails email emailaddresses mailaddresses phones phone phonenumbers telephones mobiles telecom contactpoints identifier identifiers ids addresses address postaladdresses " +
		"name names birthdays birthdates ims urls accounts bankaccounts ibans telefone telefonnummern adressen mailadressen telephonenumbers adresses telefonos direcciones correos telefones enderecos indirizzi") {
		all[w] = true
	}
	return all
}()

// plainKey takes off a key what is no letter, and its capitals and accents.
func plainKey(key string) string {
	if len(key) > 2*maxKey {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		if plain, ok := plainVowels[unicode.ToLower(r)]; ok {
			return plain
		}
		return unicode.ToLower(r)
	}, key)
}

// plainVowels are letters of keys without their accents.
var plainVowels = map[rune]rune{'é': 'e', 'è': 'e', 'ê': 'e', 'á': 'a', 'à': 'a', 'ã': 'a', 'ä': 'a', 'å': 'a', 'í': 'i', 'ı': 'i', 'ó': 'o', 'ô': 'o', 'ö': 'o', 'ø': 'o', 'ú': 'u', 'ü': 'u', 'ç': 'c', 'ğ': 'g', 'ş': 's', 'ñ': 'n', 'ý': 'y', 'ę': 'e', 'ł': 'l'}

// roleKeys are keys of objects that are of somebody beside the one whom the object around them is about.
var roleKeys = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields("manager linemanager supervisor superior reportsto teamlead teamleader boss assignee assignedto agent accountmanager accountowner salesrep salesperson handledby responsible " +
		"createdby updatedby modifiedby approvedby approver reviewer recipient receiver addressee consignee shipto shippedto guardian parent mother father legalguardian emergencycontact nextofkin " +
		"spouse husband wife partner doctor physician practitioner generalpractitioner referringphysician treatingphysician referrer referredby witness beneficiary dependent dependant " +
		"vorgesetzter vorgesetzte bearbeiter sachbearbeiter betreuer kundenbetreuer empfanger empfaenger mutter vater erziehungsberechtigter notfallkontakt ehepartner arzt hausarzt zeuge " +
		"responsable destinataire tuteur mere pere conjoint medecin destinatario tutor madre padre conyuge medico gerente gestor responsavel mae pai conjuge supervisore destinatariofinale leidinggevende ontvanger voogd moeder vader huisarts yonetici alici veli anne baba doktor " +
		"上司 受取人 保護者 主治医 緊急連絡先 收件人 监护人 医生 紧急联系人") {
		all[w] = true
	}
	return all
}()
