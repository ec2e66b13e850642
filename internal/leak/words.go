package leak

import "strings"

// A language holds the words that documents in it are made of.
type language struct {
	code                          string
	latin1                        bool // Windows-1252 and PDF's standard fonts can write it
	first, last                   []spelling
	trade                         []string
	greeting, closing, wrote      string
	phone, email, company         string
	invoice, order, offer, prices string
	total, contact, due, pay      string
	sentences                     []string
}

func list(s string) []string { return strings.Split(s, ",") }

func languages() map[string]*language {
	all := []*language{
		{code: "en", latin1: true,
			first:    names("Jane,Oliver,Emma,Harry,Grace,Jack,Ruby,Noah,Alice,Leo,Sophie,Owen,Clara,Miles,Hazel,Ethan"),
			last:     names("Ashdown,Birkwell,Carrowby,Dunmere,Eastlake,Fenwright,Garrowby,Hathersage,Inglewood,Kettleby,Larkmoor,Marshfield"),
			trade:    list("Logistics,Instruments,Foods,Textiles,Robotics,Analytics,Marine,Energy"),
			greeting: "Dear %s,", closing: "Kind regards", wrote: "On %s, %s <%s> wrote:",
			phone: "Phone", email: "E-mail", company: "Company",
			invoice: "Invoice", order: "Purchase Order", offer: "Quotation", prices: "Price List",
			total: "Total", contact: "Contact", due: "Due within 30 days.", pay: "Please pay to IBAN",
			sentences: []string{
				"Thank you for the call this morning, the team has confirmed the schedule.",
				"Please find the documents attached and tell us if anything is missing.",
				"The second milestone was accepted last week and the remaining items are in review.",
				"We would like to renew the support plan at the conditions that we discussed.",
				"The migration window is planned for the weekend, with a rollback until Sunday noon.",
				"Could you send us the signed copy before the end of the month?"}},
		{code: "de", latin1: true,
			first:    names("Jürgen,Anna,Lukas,Greta,Björn,Käthe,Moritz,Lena,Felix,Ida,Jonas,Mia,Götz,Frieda,Emil,Ute"),
			last:     names("Ackerbüll,Bruchmüller,Dornhöfer,Eschenau,Falkenrath,Grünhagen,Heidloff,Kesselring,Lindhorst,Moosbauer,Nesselröder,Weißkamp"),
			trade:    list("Maschinenbau,Elektrotechnik,Handel,Lebensmittel,Werkzeuge,Verlag,Spedition,Anlagentechnik"),
			greeting: "Guten Tag %s,", closing: "Mit freundlichen Grüßen", wrote: "Am %s schrieb %s <%s>:",
			phone: "Telefon", email: "E-Mail", company: "Firma",
			invoice: "Rechnung", order: "Bestellung", offer: "Angebot", prices: "Preisliste",
			total: "Summe", contact: "Ansprechpartner", due: "Zahlbar innerhalb von 30 Tagen.", pay: "Bitte überweisen Sie auf IBAN",
			sentences: []string{
				"vielen Dank für das Gespräch heute Morgen, der Terminplan ist bestätigt.",
				"anbei erhalten Sie die Unterlagen, bitte prüfen Sie die Anlagen.",
				"Die Abnahme des zweiten Meilensteins ist erfolgt, die übrigen Punkte prüfen wir.",
				"Die Umstellung ist für das Wochenende geplant, ein Rückbau ist bis Sonntag möglich.",
				"Könnten Sie uns die unterschriebene Ausfertigung bis Monatsende schicken?"}},
		{code: "fr", latin1: true,
			first:    names("Élodie,Luc,Camille,Hélène,Hugo,Chloé,Rémi,Margaux,Théo,Inès,Gaspard,Noémie"),
			last:     names("Aubrière,Bellecombe,Chantereau,Duvergne,Estrade,Fauconnet,Grandval,Hautecour,Lavernède,Montbriand"),
			trade:    list("Transports,Électronique,Textile,Conseil,Énergie,Distribution"),
			greeting: "Bonjour %s,", closing: "Cordialement", wrote: "Le %s, %s <%s> a écrit :",
			phone: "Téléphone", email: "Courriel", company: "Société",
			invoice: "Facture", order: "Bon de commande", offer: "Devis", prices: "Liste de prix",
			total: "Total", contact: "Interlocuteur", due: "Payable sous 30 jours.", pay: "Merci de régler sur l'IBAN",
			sentences: []string{
				"Merci pour notre échange de ce matin, le calendrier est confirmé.",
				"Vous trouverez les documents en pièce jointe.",
				"La deuxième étape a été validée la semaine dernière, le reste est en cours de relecture.",
				"Pourriez-vous nous renvoyer l'exemplaire signé avant la fin du mois ?"}},
		{code: "es", latin1: true,
			first:    names("Íñigo,Lucía,Mateo,Begoña,Hugo,Martina,Álvaro,Sofía,Rubén,Elena,Óscar,Inés"),
			last:     names("Arroyuelo,Barrancal,Cifuentes,Escalona,Fontanal,Guijarro,Hinojar,Ibáñuelos,Lozanares,Peñalba"),
			trade:    list("Logística,Alimentación,Textil,Ingeniería,Energía,Consultoría"),
			greeting: "Estimado/a %s:", closing: "Un cordial saludo", wrote: "El %s, %s <%s> escribió:",
			phone: "Teléfono", email: "Correo", company: "Empresa",
			invoice: "Factura", order: "Pedido de compra", offer: "Presupuesto", prices: "Lista de precios",
			total: "Total", contact: "Contacto", due: "Pago a 30 días.", pay: "Rogamos abonen en el IBAN",
			sentences: []string{
				"Gracias por la llamada de esta mañana, el calendario queda confirmado.",
				"Adjuntamos los documentos, avísennos si falta algo.",
				"El segundo hito se aceptó la semana pasada y el resto está en revisión.",
				"¿Podrían enviarnos la copia firmada antes de fin de mes?"}},
		{code: "pt", latin1: true,
			first:    names("João,Inês,Tomás,Beatriz,Gonçalo,Leonor,Simão,Mariana,Vítor,Lúcia"),
			last:     names("Alvorada,Bacelar,Carvalhosa,Figueiral,Gouveinha,Lameirão,Monchique,Pinhão,Sardoal,Valverdinho"),
			trade:    list("Logística,Alimentos,Têxtil,Engenharia,Energia,Consultoria"),
			greeting: "Caro(a) %s,", closing: "Com os melhores cumprimentos", wrote: "Em %s, %s <%s> escreveu:",
			phone: "Telefone", email: "E-mail", company: "Empresa",
			invoice: "Fatura", order: "Ordem de compra", offer: "Proposta", prices: "Lista de preços",
			total: "Total", contact: "Contacto", due: "Pagamento a 30 dias.", pay: "Pagamento para o IBAN",
			sentences: []string{
				"Obrigado pela reunião de hoje, o calendário está confirmado.",
				"Seguem os documentos em anexo.",
				"A segunda etapa foi aceite na semana passada e o restante está em revisão."}},
		{code: "it", latin1: true,
			first:    names("Giulia,Niccolò,Chiara,Matteo,Noemi,Lorenzo,Irene,Davide,Elisa,Tommaso"),
			last:     names("Albareto,Borgognoni,Cascinelli,Dellarocca,Fontanella,Gherardesi,Montecroce,Pratolungo,Roccaverde,Valsassini"),
			trade:    list("Logistica,Alimentari,Tessile,Ingegneria,Energia,Consulenza"),
			greeting: "Gentile %s,", closing: "Cordiali saluti", wrote: "Il %s, %s <%s> ha scritto:",
			phone: "Telefono", email: "E-mail", company: "Azienda",
			invoice: "Fattura", order: "Ordine di acquisto", offer: "Preventivo", prices: "Listino prezzi",
			total: "Totale", contact: "Referente", due: "Pagamento a 30 giorni.", pay: "Si prega di versare sull'IBAN",
			sentences: []string{
				"grazie per la chiamata di stamattina, il calendario è confermato.",
				"in allegato i documenti, fateci sapere se manca qualcosa.",
				"La seconda fase è stata accettata la settimana scorsa."}},
		{code: "nl", latin1: true,
			first:    names("Sanne,Daan,Fleur,Joris,Maud,Sem,Roos,Thijs,Noor,Bram"),
			last:     names("Achterveld,Beukenhof,Duinhoven,Eikelaar,Grachtman,Hoogwoude,Kromhout,Lindelaar,Meerdijk,Waterschoot"),
			trade:    list("Transport,Techniek,Voeding,Advies,Energie,Handel"),
			greeting: "Beste %s,", closing: "Met vriendelijke groet", wrote: "Op %s schreef %s <%s>:",
			phone: "Telefoon", email: "E-mail", company: "Bedrijf",
			invoice: "Factuur", order: "Inkooporder", offer: "Offerte", prices: "Prijslijst",
			total: "Totaal", contact: "Contactpersoon", due: "Betaling binnen 30 dagen.", pay: "Gelieve te betalen op IBAN",
			sentences: []string{
				"Dank voor het gesprek van vanochtend, de planning is bevestigd.",
				"In de bijlage vindt u de documenten.",
				"De tweede mijlpaal is vorige week goedgekeurd."}},
		{code: "pl",
			first:    names("Łukasz,Zofia,Michał,Agnieszka,Jędrzej,Małgorzata,Paweł,Bożena,Krzysztof,Żaneta"),
			last:     names("Brzozowiak,Dąbrówka,Grądzki,Jaśmiński,Kwiecień,Lipowicz,Młynarz,Ostrożny,Świerczek,Źródlak"),
			trade:    list("Logistyka,Technika,Odzież,Energia,Doradztwo"),
			greeting: "Dzień dobry %s,", closing: "Z poważaniem", wrote: "Dnia %s %s <%s> pisze:",
			phone: "Telefon", email: "E-mail", company: "Firma",
			invoice: "Faktura", order: "Zamówienie", offer: "Oferta", prices: "Cennik",
			total: "Razem", contact: "Osoba kontaktowa", due: "Termin płatności 30 dni.", pay: "Prosimy o wpłatę na IBAN",
			sentences: []string{
				"dziękuję za dzisiejszą rozmowę, harmonogram jest potwierdzony.",
				"W załączeniu przesyłamy dokumenty.",
				"Drugi etap został odebrany w zeszłym tygodniu."}},
		{code: "tr",
			first:    names("Ayşe,Çağrı,Deniz,Gökçe,Işıl,Oğuz,Pınar,Şule,Ümit,Yiğit"),
			last:     names("Ağaçlı,Çınarcık,Değirmenci,Gümüşsoy,Işıldak,Karabağlı,Özkaynar,Şahinbey,Tuğralı,Yıldırmaz"),
			trade:    list("Lojistik,Gıda,Tekstil,Makine,Enerji,Danışmanlık"),
			greeting: "Sayın %s,", closing: "Saygılarımla", wrote: "%s tarihinde %s <%s> yazdı:",
			phone: "Telefon", email: "E-posta", company: "Firma",
			invoice: "Fatura", order: "Satın Alma Siparişi", offer: "Teklif", prices: "Fiyat Listesi",
			total: "Toplam", contact: "İlgili kişi", due: "30 gün içinde ödenir.", pay: "Lütfen IBAN'a ödeyiniz",
			sentences: []string{
				"bu sabahki görüşme için teşekkür ederiz, takvim onaylandı.",
				"Belgeler ektedir, eksik varsa lütfen bildiriniz.",
				"İkinci aşama geçen hafta kabul edildi."}},
		{code: "ja",
			first:    names("太郎/Taro,花子/Hanako,健太/Kenta,美咲/Misaki,翔/Sho,さくら/Sakura,大輔/Daisuke,陽子/Yoko"),
			last:     names("青木原/Aokihara,石渡谷/Ishiwataya,海老沢田/Ebisawada,風間瀬/Kazamase,霧島岡/Kirishimaoka,瀬戸内/Setouchi,月岡谷/Tsukiokaya,渡辺川/Watanabegawa"),
			trade:    list("物流,電機,食品,精密,商事"),
			greeting: "%s 様", closing: "よろしくお願いいたします。", wrote: "%s %s <%s>:",
			phone: "電話", email: "メール", company: "会社名",
			invoice: "請求書", order: "注文書", offer: "見積書", prices: "価格表",
			total: "合計", contact: "担当者", due: "お支払い期限は30日です。", pay: "お振込先 IBAN",
			sentences: []string{
				"今朝はお電話をいただきありがとうございました。日程は確定しております。",
				"資料を添付いたしますのでご確認ください。",
				"第二段階は先週検収されました。"}},
	}
	byCode := make(map[string]*language, len(all))
	for _, l := range all {
		byCode[l.code] = l
	}
	return byCode
}

// A spelling is a name in its own letters and in Latin ones.
type spelling struct{ native, latin string }

// names reads a list in which a name not written in Latin letters has its
// Latin spelling behind a stroke.
func names(s string) []spelling {
	var all []spelling
	for name := range strings.SplitSeq(s, ",") {
		native, latin, ok := strings.Cut(name, "/")
		if !ok {
			latin = fold(name)
		}
		all = append(all, spelling{native, latin})
	}
	return all
}

// fold writes a European word in ASCII, as mail systems do.
func fold(s string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss",
		"é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a", "ã", "a", "â", "a", "ç", "c", "Ç", "C",
		"í", "i", "ï", "i", "î", "i", "Í", "I", "ñ", "n", "ó", "o", "ò", "o", "ô", "o", "õ", "o", "Ó", "O", "ú", "u", "É", "E", "Á", "A",
		"ł", "l", "Ł", "L", "ż", "z", "Ż", "Z", "ź", "z", "Ź", "Z", "ś", "s", "Ś", "S", "ć", "c", "ń", "n", "ą", "a", "ę", "e",
		"ğ", "g", "Ğ", "G", "ı", "i", "İ", "I", "ş", "s", "Ş", "S").Replace(s)
}
