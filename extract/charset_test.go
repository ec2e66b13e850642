package extract

import (
	"testing"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// TestDecide measures the detector on a line or two in each language and
// encoding; every one must come back as it was.
func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name string
		enc  xenc.Encoding
		text string
	}{
		{"German 1252", charmap.Windows1252, "Jürgen Müller, Straße 5, Köln\nGrüße aus München"},
		{"German 850", charmap.CodePage850, "Jürgen Müller, Straße 5, Köln\nGrüße aus München"},
		{"German Mac", charmap.Macintosh, "Jürgen Müller, Straße 5, Köln\nGrüße aus München"},
		{"one name", charmap.Windows1252, "id;name\n1;Müller\n2;Smith\n"},
		{"French", charmap.Windows1252, "Société Générale, à l'attention de François Lefèvre – réunion à Genève"},
		{"Spanish", charmap.Windows1252, "Señor José Núñez, ¿dónde está la dirección?"},
		{"Portuguese", charmap.Windows1252, "João Gonçalves, informações não disponíveis, São Paulo"},
		{"Swedish", charmap.Windows1252, "Åsa Öberg, Malmö, hälsningar från Göteborg"},
		{"names of many countries", charmap.Windows1252, "name;mail\nHélène Norebu;a\nInès Furafu;b\nÍñigo Escalona;c\nÉlodie Lavernède;d\nHugo Peñalba;e\nGaspard Aubrière;f\nInès Chantereau;g\n"},
		{"French and Spanish names", charmap.Windows1252, "Inès Hautecour\nRené Lefèvre\nThérèse Aubrière\n"},
		{"Spanish names", charmap.Windows1252, "Begoña Peñalba, Íñigo Núñez, María Ibáñez"},
		{"Italian", charmap.Windows1252, "la società è così, perché più città, però lunedì"},
		{"Danish", charmap.Windows1252, "Søren Kjær, Ærøskøbing, Nørrebro, blåbær på Møn"},
		{"Czech and German names", charmap.Windows1250, "Jiří Dvořák\nTomáš Müller\nBožena Němcová\nZdeněk König\nŠárka Křížová\n"},
		{"Croatian", charmap.Windows1250, "Željko Kovačić, Đurđica Marković, Čakovec, Šibenik"},
		{"Slovak", charmap.Windows1250, "Ľubomír Štúr, Košice, ďakujem, Žilina, deň, päť, môže"},
		{"Polish names", charmap.Windows1250, "Łukasz Wójcik\nMałgorzata Dąbrowska\nKrzysztof Ziółkowski\n"},
		{"quotes", charmap.Windows1252, "He said “hello” – and it’s fine… €5"},
		{"Polish", charmap.Windows1250, "Paweł Wiśniewski, ulica Świętokrzyska, Łódź, proszę o odpowiedź"},
		{"Czech", charmap.Windows1250, "Jiří Dvořák, Příkopy 5, Plzeň, děkuji za zprávu, těším se"},
		{"Hungarian", charmap.Windows1250, "Kovács Győző, Fő utca, üdvözlettel, köszönöm szépen, fűtés"},
		{"Turkish", charmap.Windows1254, "Sayın Gülşen Yıldız, teşekkür ederim, İstanbul Şişli Ağaoğlu"},
		{"Russian 1251", charmap.Windows1251, "Иван Петров, улица Ленина, Москва\nС уважением"},
		{"Russian KOI8", charmap.KOI8R, "Иван Петров, улица Ленина, Москва\nС уважением"},
		{"Russian 866", charmap.CodePage866, "Иван Петров, улица Ленина, Москва\nС уважением"},
		{"Ukrainian", charmap.Windows1251, "Олексій Шевченко, місто Київ, вулиця Січових Стрільців, з повагою"},
		{"Greek", charmap.Windows1253, "Γιώργος Παπαδόπουλος, Αθήνα, ευχαριστώ πολύ"},
		{"Hebrew", charmap.Windows1255, "שלום עולם, תל אביב, רחוב הרצל"},
		{"Arabic", charmap.Windows1256, "محمد علي، شارع الملك فهد، الرياض، شكرا جزيلا"},
		{"Thai", charmap.Windows874, "สวัสดีครับ กรุงเทพมหานคร ถนนสุขุมวิท"},
		{"Lithuanian", charmap.Windows1257, "Vytautas Žukauskas, Šiauliai, ačiū už laišką, įmonė, Ąžuolų"},
		{"Shift-JIS", japanese.ShiftJIS, "株式会社コントソ 東京都千代田区、山田太郎様\nよろしくお願いします。"},
		{"EUC-JP", japanese.EUCJP, "株式会社コントソ 東京都千代田区、山田太郎様\nよろしくお願いします。"},
		{"GBK", simplifiedchinese.GB18030, "尊敬的客户，您好！我们公司的地址是北京市朝阳区，联系电话：张伟。这个项目的时间是明年。"},
		{"Big5", traditionalchinese.Big5, "尊敬的客戶，您好！我們公司的地址是台北市，聯絡電話：張偉。這個項目的時間是明年。"},
		{"EUC-KR", korean.EUCKR, "안녕하세요. 주식회사 콘토소 서울특별시 강남구 김철수 부장님, 감사합니다."},
		{"UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "Name: Jane Doe\nCity: Köln\n"},
		{"UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "Name: Jane Doe\nCity: Köln\n"},
		{"UTF-8", unicode.UTF8, "Jürgen Müller, 東京, Москва"},
	} {
		raw, err := c.enc.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		h := newHead(raw, true)
		if string(h.text) != c.text {
			t.Errorf("%s: %q, want %q", c.name, h.text, c.text)
		}
	}
}
