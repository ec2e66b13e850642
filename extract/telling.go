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
	tellsOwn                       // what one has and nobody else: a telephone, an account, a card
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
