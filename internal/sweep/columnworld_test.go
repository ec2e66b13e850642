package sweep_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A tongue is how tables of people are written somewhere: what columns are called and what
// stands in them. Family names and firms are invented, telephones lie in ranges for
// examples or have their form.
type tongue struct {
	code                                string
	heads                               map[string]string
	given, family, streets, towns       []string
	street                              string // street and number, by order
	postcode, phone, day, country, firm string
}

// sorts are the sorts of columns that are to be understood.
var sorts = []string{"given", "family", "email", "phone", "born", "street", "postcode", "town", "country", "company"}

func tongueOf(code, heads, given, family, streets, towns, street, postcode, phone, day, country, firm string) tongue {
	t := tongue{code: code, heads: map[string]string{}, street: street, postcode: postcode, phone: phone, day: day, country: country, firm: firm}
	for i, h := range strings.Split(heads, ",") {
		t.heads[append([]string{"id"}, sorts...)[i]] = h
	}
	t.given, t.family, t.streets, t.towns = strings.Split(given, ","), strings.Split(family, ","), strings.Split(streets, ","), strings.Split(towns, ",")
	return t
}

var tongues = []tongue{
	tongueOf("en", "ID,First Name,Surname,E-mail,Phone,Date of Birth,Street Address,Postcode,Town,Country,Employer", "Oliver,Imogen,Rupert,Hazel,Miles,Alice,Barnaby,Clara", "Ashdownley,Birkwellow,Carrowbyre,Dunmerely,Fenwrightly,Garrowhill", "Cooper Row,Kay Street,Ship Lane,Mill Road", "York,Leeds,Kettering,Bristol,Thirsk", "%[2]d %[1]s", "YO%d 7AB", "020 7946 0%03d", "02/01/2006", "United Kingdom", "%s Ltd"),
	tongueOf("de", "Nr,Vorname,Nachname,E-Mail,Telefon,Geburtsdatum,Straße,PLZ,Ort,Land,Firma", "Jürgen,Käthe,Lukas,Frieda,Torsten,Anja,Götz,Ute", "Ackerbüller,Dornhöfler,Eschenauer,Heidloffer,Kesselringer,Moosbauerle", "Hafenstraße,Lindenweg,Am Anger,Kirchgasse", "Hamburg,Leipzig,Buxtehude,Köln,Gera", "%[1]s %[2]d", "%05d", "030 23125 %03d", "02.01.2006", "Deutschland", "%s GmbH"),
	tongueOf("fr", "N°,Prénom,Nom de famille,Courriel,Téléphone,Date de naissance,Adresse,Code postal,Ville,Pays,Société", "Élodie,Gaspard,Hélène,Rémi,Margaux,Théo,Solène,Luc", "Aubriérac,Bellecombière,Duvergnat,Fauconnetière,Grandvalon,Hautecourt", "rue des Lilas,avenue Neuve,place du Puits,chemin Vert", "Lyon,Rennes,Cahors,Nantes,Dijon", "%[2]d %[1]s", "%05d", "01 99 00 %02d 11", "02/01/2006", "France", "%s SARL"),
	tongueOf("es", "N.º,Nombre,Apellidos,Correo electrónico,Teléfono,Fecha de nacimiento,Dirección,Código postal,Ciudad,País,Empresa", "Begoña,Íñigo,Lucía,Álvaro,Rubén,Martina,Óscar,Inés", "Arroyuelos,Barrancales,Cifuentales,Fontanales,Guijarrales,Hinojares", "Calle Mayor,Avenida del Río,Plaza Nueva,Calle Olmo", "Sevilla,Burgos,Lugo,Bilbao,Soria", "%[1]s %[2]d", "%05d", "910 000 %03d", "02/01/2006", "España", "%s S.L."),
	tongueOf("pt", "Nº,Nome próprio,Sobrenome,E-mail,Telefone,Data de nascimento,Endereço,CEP,Cidade,País,Empresa", "Gonçalo,Matilde,Duarte,Leonor,Caio,Larissa,Thiago,Beatriz", "Lavradeira,Montealvo,Olivalinho,Pedrosal,Quintaneiro,Ribeirinhal", "Rua Velha,Avenida Central,Travessa do Poço,Rua das Flores", "Lisboa,Braga,Curitiba,Recife,Faro", "%[1]s, %[2]d", "%05d-000", "(11) 0000-0%03d", "02/01/2006", "Brasil", "%s Ltda"),
	tongueOf("it", "N.,Nome di battesimo,Cognome,Posta elettronica,Telefono,Data di nascita,Indirizzo,CAP,Città,Nazione,Azienda", "Ginevra,Edoardo,Chiara,Tommaso,Ilaria,Lorenzo,Beatrice,Filippo", "Acquaverdi,Belcampini,Collinari,Fontalberti,Granarolli,Montelupini", "Via Roma,Viale dei Pini,Piazza Grande,Via del Pozzo", "Torino,Lecce,Asti,Bologna,Udine", "%[1]s %[2]d", "%05d", "02 0000 %04d", "02/01/2006", "Italia", "%s S.r.l."),
	tongueOf("nl", "Nr,Voornaam,Achternaam,E-mailadres,Telefoonnummer,Geboortedatum,Straat,Postcode,Woonplaats,Land,Bedrijf", "Sanne,Joost,Fleur,Maarten,Lieke,Bram,Anouk,Thijs", "Achterveldsen,Bovenkampen,Dijkzichter,Heidelaarsen,Lindenhovel,Moerbeekster", "Kerkstraat,Molenweg,Prinsengracht,Dorpsplein", "Utrecht,Breda,Zwolle,Haarlem,Goes", "%[1]s %[2]d", "%04d AB", "020 000 0%03d", "02-01-2006", "Nederland", "%s B.V."),
	tongueOf("tr", "No,Ad,Soyad,E-posta,Telefon,Doğum Tarihi,Adres,Posta Kodu,Şehir,Ülke,Şirket", "Zeynep,Emre,Elif,Barış,Defne,Kerem,Gamze,Volkan", "Akçadereli,Bağlarbaşlı,Çamlıbelen,Gölyakalı,Kırtepeli,Taşköprülü", "Lale Sokak,Atatürk Caddesi,Gül Sokak,Çınar Caddesi", "Ankara,Bursa,Adana,Sinop,Konya", "%[1]s No:%[2]d", "%05d", "0212 000 0%03d", "02.01.2006", "Türkiye", "%s A.Ş."),
	tongueOf("pl", "Lp.,Imię,Nazwisko,E-mail,Telefon,Data urodzenia,Ulica,Kod pocztowy,Miejscowość,Kraj,Nazwa firmy", "Zofia,Mateusz,Agnieszka,Wojciech,Kinga,Bartosz,Hanna,Szymon", "Borowiczański,Dębogórzycki,Jezioranecki,Kalinogórski,Lipowiański,Modrzewiak", "ul. Lipowa,ul. Polna,aleja Róż,ul. Krótka", "Gdańsk,Łódź,Toruń,Lublin,Ełk", "%[1]s %[2]d", "%02d-950", "22 000 01 %02d", "2006-01-02", "Polska", "%s Sp. z o.o."),
	tongueOf("sv", "Nr,Förnamn,Efternamn,E-post,Telefon,Födelsedatum,Gatuadress,Postnummer,Postort,Land,Företag", "Astrid,Gustav,Freja,Magnus,Solveig,Henrik,Maja,Fredrik", "Björkenhielm,Dalsjöberg,Granvattnet,Hedeström,Klintängen,Lövåsen", "Storgatan,Kyrkvägen,Ängsgatan,Skolvägen", "Uppsala,Malmö,Kalmar,Umeå,Borås", "%[1]s %[2]d", "%03d 22", "08-465 004 %02d", "2006-01-02", "Sverige", "%s AB"),
	tongueOf("cs", "Č.,Jméno,Příjmení,E-mail,Telefon,Datum narození,Ulice,PSČ,Město,Stát,Společnost", "Tereza,Ondřej,Lenka,Vojtěch,Zuzana,Jaroslav,Jana,Matěj", "Bukovinský,Dubohorský,Javorničan,Kamenodolský,Lipohradský,Olšovanský", "Lipová ulice,Školní ulice,Polní ulice,Zahradní ulice", "Brno,Praha,Olomouc,Písek,Ostrava", "%[1]s %[2]d", "%03d 00", "221 000 0%02d", "02.01.2006", "Česko", "%s s.r.o."),
	tongueOf("ru", "№,Имя,Фамилия,Электронная почта,Телефон,Дата рождения,Улица,Почтовый индекс,Город,Страна,Организация", "Ирина,Дмитрий,Ольга,Сергей,Наталья,Павел,Светлана,Игорь", "Берёзополов,Дубравицкий,Ежевичкин,Заозёрнов,Калиностров,Лугоречин,Мореходнов,Озёрский,Полеводов,Ручейников,Соснопалов,Травников", "ул. Садовая,ул. Речная,проспект Мира,ул. Новая", "Москва,Казань,Тверь,Псков,Омск", "%[1]s, %[2]d", "%06d", "8 (495) 000-0%03d", "02.01.2006", "Россия", "ООО %s"),
	tongueOf("ja", "番号,名,姓,メールアドレス,電話番号,生年月日,番地,郵便番号,市区町村,国,会社名", "太郎,花子,健太,美咲,大輔,陽子,翔太,葵", "佐藤,鈴木,高橋,田中,渡辺,山口,桜沢,緑川,月岡,雪村,花園,星野", "桜町,緑町,本町,中央町", "横浜市,仙台市,京都市,札幌市,松本市", "%[1]s%[2]d番地", "%03d-0000", "03-0000-%04d", "2006-01-02", "日本", "%s株式会社"),
}

// A worldRow is a row of a table, by the sorts of its columns.
type worldRow map[string]string

// plain takes the accents off local parts of addresses.
var plain = strings.NewReplacer("ü", "ue", "ä", "ae", "ö", "oe", "å", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "á", "a", "í", "i", "ó", "o", "ñ", "n", "ç", "c", "ã", "a", "ş", "s", "ı", "i", "ğ", "g", "ż", "z", "ę", "e", "ń", "n", "ó", "o", "ł", "l", "ř", "r", "ě", "e", "š", "s", "ý", "y", "ů", "u", "ž", "z", "č", "c", "ť", "t", "ß", "ss")

func (t *tongue) rows(n int, r *rand.Rand) (rows []worldRow) {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	for i := range n {
		given, family := pick(t.given), pick(t.family)
		if i%4 == 3 && t.code != "ja" {
			family += "-" + pick(t.family)
		}
		local := plain.Replace(strings.ToLower(given + "." + family))
		switch {
		case t.code == "ru" || t.code == "ja":
			local = fmt.Sprintf("user%03d", r.IntN(1000))
		case i%3 == 1:
			local = plain.Replace(strings.ToLower(given))[:1] + plain.Replace(strings.ToLower(family))
		}
		put := func(form string, n int) string {
			if !strings.Contains(form, "%") {
				return form
			}
			return fmt.Sprintf(form, n)
		}
		firm := pick(t.family) + " Industria"
		if t.code == "ja" {
			firm = pick(t.family) + "工業"
		}
		if i%2 == 0 {
			firm = fmt.Sprintf(t.firm, firm)
		}
		code := r.IntN(80) + 10
		if strings.HasPrefix(t.postcode, "%05") {
			code = 10_000 + r.IntN(80_000)
		} else if strings.HasPrefix(t.postcode, "%06") {
			code = 100_000 + r.IntN(80_000)
		} else if strings.HasPrefix(t.postcode, "%04") {
			code = 1000 + r.IntN(800)
		} else if strings.HasPrefix(t.postcode, "%03") {
			code = 100 + r.IntN(800)
		}
		rows = append(rows, worldRow{
			"id": fmt.Sprint(i + 1), "given": given, "family": family, "email": local + "@contoso.example", "phone": put(t.phone, 10+r.IntN(89)), "born": dayIn(r, t.day),
			"street": fmt.Sprintf(t.street, pick(t.streets), 1+r.IntN(90)), "postcode": put(t.postcode, code), "town": pick(t.towns), "country": t.country, "company": firm,
		})
	}
	return rows
}
