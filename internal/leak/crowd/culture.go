package crowd

import "strings"

// A culture holds what names are made of in one language.
type culture struct {
	code, country string
	first         []name // given names
	front, back   []name // of family names, put together
	female        string // end of a woman's family name for that of a man's, "ski>ska"
	inverse       bool   // the family name stands first
	dial          string // a shape of telephone numbers that the regulator keeps for fiction, x a digit; "" where there is none
	postal        string // a shape of postcodes, # a digit
	street        []string
	town          []string
	tld, form     string // ending of domains, legal form of companies
}

// A name in its own letters, in Latin ones as one office writes them and as another does, and
// what friends say.
type name struct {
	own, latin, other, nick string
	woman                   bool
}

// culturesText has a culture a block: code, country, telephones, postcodes, ending of domains, how family names of women end, whether the
// family name stands first, legal form;
// given names, those of women with a star; fronts and ends of family names; streets; towns. A
// name is own/latin/other/nick, those behind the first left out where they are the same.
const culturesText = `en|GB|+44 7700 9xxxxx|ZZ## #ZZ|co.uk|||Ltd
*Margaret///Peggy,*Elizabeth///Liz,*Katherine//Catherine/Kate,*Susan///Sue,William///Bill,Robert///Bob,Richard///Dick,Edward///Ted,James///Jim,Michael///Mike,*Emma,*Ruby,Noah,Leo,*Grace,Stephen//Steven/Steve
Carrow,Birk,Dunmer,Fenwar,Garth,Hather,Ingle,Kettle,Lark,Marsh,Nettle,Oxen,Pether,Quarn,Rusk,Thorl
well,by,sedge,wright,combe,thwaite,stone,ridge,ley,worth,holme,bourne
Sample Street,Probe Lane,Test Road,Fiction Avenue,Draft Close
Testford,Sampleton,Probury,Fictham
de|DE|+49 30 23125xxx|9999#|de|||GmbH
Jürgen/Juergen/Jurgen,Götz/Goetz,*Käthe/Kaethe/Kathe,Günther/Guenther/Gunter,*Margarete///Grete,Johannes///Hans,*Elisabeth///Lisbeth,Maximilian///Max,*Friederike///Rike,Karl//Carl,Matthias//Mathias,*Ute,Felix,*Ida,Alexander///Alex,*Sabine
Acker,Bruch,Dorn,Eschen,Falken,Grün/Gruen/Grun,Heid,Kessel,Lind,Moos,Nessel,Rött/Roett/Rott,Schwän/Schwaen,Tann,Uhl,Wölf/Woelf/Wolf
büll/buell/bull,hoff,rath,hagen,loff,reuter,horst,bauer,rödder/roedder/rodder,kamp,mayr//maier,stätter/staetter/statter
Musterweg,Probestraße,Testgasse,Beispielallee,Prüfplatz
Probstadt,Musterhausen,Beispielburg,Testlingen
fr|FR|+33 1 99 00 xx xx|99###|fr|||SARL
Jean-Luc//Jean Luc,*Françoise/Francoise,*Hélène/Helene,Frédéric/Frederic//Fred,*Chloé/Chloe,Jérôme/Jerome,*Anaïs/Anais,Benoît/Benoit,*Zoé/Zoe,Michel,*Geneviève/Genevieve//Ginette,Étienne/Etienne,*Marie-Claire//Marie Claire,Léon/Leon,Rémi/Remi//,*Odile
Haute,Mont,Bel,Clair,Grand,Beau,Roche,Val,Font,Dela,Mar,Champ,Ville,Long,Gué/Gue,Pré/Pre
cour,brand,marais,fosse,grelle,lande,tierre,vigne,combre,rieux,ségur/segur,brière/briere
rue de l'Exemple,rue du Test,avenue de l'Essai,place du Modèle,chemin de l'Épreuve
Exempleville,Essai-sur-Test,Modèlecourt,Épreuvigny
es|ES||99###|es|||S.L.
José/Jose//Pepe,*María/Maria,Francisco///Paco,*Dolores///Lola,*Concepción/Concepcion//Concha,Ignacio///Nacho,*Inés/Ines,Raúl/Raul,Ángel/Angel,*Mónica/Monica,Jesús/Jesus,*Lucía/Lucia,Andrés/Andres,*Pilar,Íñigo/Inigo,*Consuelo///Chelo
Bel,Cald,Fuen,Gar,Hon,Lar,Mon,Nav,Orte,Peñ/Pen,Quin,Rib,Sal,Torr,Urr,Zam
aventura,erón/eron,tealba,ciaspe,tañera/tanera,reda,terol,alcázar/alcazar,guilla,úbeda/ubeda,tellana,arena
calle de la Prueba,calle Ejemplo,avenida del Ensayo,plaza Muestra,paseo Modelo
Villaprueba,Ejemplares,Ensayo del Río,Muestrales
pl|PL||99-###|pl|ski>ska||Sp. z o.o.
Łukasz/Lukasz,*Małgorzata/Malgorzata//Gosia,Paweł/Pawel,*Agnieszka///Aga,Jędrzej/Jedrzej,*Bożena/Bozena,Michał/Michal,*Żaneta/Zaneta,Krzysztof///Krzysiek,*Zofia///Zosia,Stanisław/Stanislaw//Staszek,*Grażyna/Grazyna,Wojciech///Wojtek,*Joanna///Asia,Zbigniew///Zbyszek,*Świętosława/Swietoslawa
Brzoz,Dąbr/Dabr,Grądz/Gradz,Jaśm/Jasm,Kwiet,Lip,Młyn/Mlyn,Ostroż/Ostroz,Świerk/Swierk,Źródl/Zrodl,Wierzb,Sosn,Krzew,Łąk/Lak,Trzcin,Jawor
owski,iński/inski,ewski,ecki,nicki,owicz,yński/ynski,icki,arski,elski,ański/anski,orski
ulica Próbna,ulica Testowa,aleja Wzorcowa,plac Przykładu,ulica Szkicowa
Próbowo,Testowice,Wzorcowo,Przykładno
tr|TR||99###|com.tr|||A.Ş.
*Ayşe/Ayse,Çağrı/Cagri,*Gökçe/Gokce,*Işıl/Isil,Oğuz/Oguz,*Pınar/Pinar,*Şule/Sule,Ümit/Umit,Yiğit/Yigit,Mehmet//Mehmed,*Özlem/Ozlem,İbrahim/Ibrahim,*Zeynep,Hüseyin/Huseyin,*Çiğdem/Cigdem,Doğan/Dogan
Ağaç/Agac,Çınar/Cinar,Değir/Degir,Gümüş/Gumus,Işıl/Isil,Kara,Öz/Oz,Şahin/Sahin,Tuğra/Tugra,Yıldır/Yildir,Bulut,Deniz,Kaya,Toprak,Güneş/Gunes,Çelik/Celik
lı/li,cık/cik,menci,soy,dağ/dag,bağlı/bagli,kaynar,bey,demir,maz,taş/tas,oğulları/ogullari
Deneme Sokak,Örnek Caddesi,Test Bulvarı,Taslak Sokak,Numune Caddesi
Denemeli,Örnekköy,Testova,Taslakkent
ru|KZ||99####|kz|ов>ова||LLP
Юрий/Yuri/Iurii/Юра,*Екатерина/Ekaterina/Yekaterina/Катя,Дмитрий/Dmitry/Dmitrii/Дима,*Наталья/Natalia/Natalya/Наташа,Алексей/Alexey/Aleksei/Лёша,*Татьяна/Tatiana/Tatyana/Таня,Сергей/Sergey/Sergei/Серёжа,*Юлия/Yulia/Iuliia/Юля,Михаил/Mikhail//Миша,*Ольга/Olga//Оля,Евгений/Evgeny/Yevgeny/Женя,*Анастасия/Anastasia//Настя,Пётр/Petr/Pyotr/Петя,*Ксения/Ksenia/Xenia/Ксюша,Фёдор/Fedor/Fyodor/Федя,Илья/Ilya/Ilia
Щерб/Shcherb/Scherb,Черн/Chern/Tchern,Журав/Zhurav/Jurav,Хвост/Khvost/Hvost,Шипил/Shipil/Schipil,Кузнеч/Kuznech,Яблоч/Yabloch/Jabloch,Ежев/Ezhev/Yezhev,Цветк/Tsvetk/Cvetk,Юдаш/Yudash/Judash,Гвозд/Gvozd,Лапш/Lapsh,Жемч/Zhemch/Jemch,Быстр/Bystr/Bistr,Зуйк/Zuyk/Zuik,Чайк/Chayk/Chaik
аков/akov,иков/ikov,енков/enkov,ищев/ishchev/ischev,уков/ukov,ятов/yatov/iatov,юков/yukov/iukov,ычев/ychev/ichev,онов/onov,еев/eev/eyev,анцев/antsev/ancev,улов/ulov
улица Пробная,улица Тестовая,проспект Образцовый,переулок Черновой,улица Примерная
Пробинск,Тестогорск,Образцово,Черновка
ja|JP||999-####|co.jp||inverse|K.K.
太郎/Taro/Tarou,*花子/Hanako,健太/Kenta,*美咲/Misaki,翔/Sho/Shou,*陽子/Yoko/Youko,大輔/Daisuke,*優子/Yuko/Yuuko,一郎/Ichiro/Ichirou,*京子/Kyoko/Kyouko,雄大/Yudai/Yuudai,*結衣/Yui,浩二/Koji/Kouji,*真由美/Mayumi,修一/Shuichi/Shuuichi,*千尋/Chihiro
青/Ao,石/Ishi,海/Umi,風/Kaze,霧/Kiri,瀬/Se,竹/Take,鶴/Tsuru/Turu,苗/Nae,浜/Hama,藤/Fuji/Huji,堀/Hori,松/Matsu/Matu,森/Mori,柳/Yanagi,若/Waka
木原/kihara,渡谷/wataya,老沢/roizawa,間瀬/mase,島岡/shimaoka/simaoka,戸内/touchi/toutchi,之内/nouchi,巻田/makida,代森/shiromori/siromori,名塚/nazuka/naduka,倉橋/kurahashi/kurahasi,生島/ikushima/ikusima
見本町,試験通り,例示町,架空町,草案通り
見本市,試験市,例示町,架空村
ar|AE|||ae|||LLC
محمد/Mohammed/Muhammad,*فاطمة/Fatima/Fatema,أحمد/Ahmed/Ahmad,*عائشة/Aisha/Aysha,يوسف/Youssef/Yusuf,*مريم/Mariam/Maryam,خالد/Khaled/Khalid,*نورة/Noura/Nora,حسين/Hussein/Husain,*هدى/Huda/Houda,عمر/Omar/Umar,*زينب/Zainab/Zeinab,إبراهيم/Ibrahim/Ebrahim,*ليلى/Layla/Leila,سعيد/Saeed/Said,*أمينة/Amina/Ameena
ال/Al-/El-,بن /Bin /Ben ,أبو /Abu /Abou ,بو/Bu/Bou
غرباني/Gharbani/Garbani,زهيري/Zuhairi/Zoheiri,قصيبي/Qusaibi/Kusaibi,خيامي/Khayyami/Khaiami,مرزوقان/Marzouqan/Marzukan,نعيماوي/Nuaimawi/Nouaimaoui,شدادي/Shaddadi/Chaddadi,طرباوي/Tarbawi/Tarbaoui,حصناوي/Hisnawi/Hesnawi,عجيلان/Ujailan/Ojeilan,صفراني/Safrani/Saffrani,دوسوقان/Dusuqan/Dousoukan
شارع النموذج,شارع التجربة,طريق المثال,شارع المسودة,ميدان العينة
مدينة النموذج,قرية التجربة,المثالية,العينات
sv|SE|+46 8 465 004 xx|99# ##|se|||AB
Björn/Bjorn/Bjoern,*Åsa/Asa/Aasa,Göran/Goran/Goeran,*Märta/Marta/Maerta,Håkan/Hakan/Haakan,*Margareta///Greta,Jörgen/Jorgen/Joergen,*Örjana/Orjana,Erik//Eric,*Kristina//Christina/Stina,Sven,*Linnéa/Linnea,Lars///Lasse,*Elisabet//Elisabeth/Lisa,Nils///Nisse,*Sigrid
Björk/Bjork/Bjoerk,Sjö/Sjo/Sjoe,Älv/Alv/Aelv,Ås/As/Aas,Gran,Hög/Hog/Hoeg,Kvist,Löv/Lov/Loev,Mårten/Marten,Norr,Öster/Oster/Oester,Rönn/Ronn/Roenn,Sten,Tall,Vret,Ask
hamre,lind,mossa,ström/strom/stroem,gård/gard/gaard,näs/nas/naes,torp,vik,backe,fält/falt/faelt,dal,skog
Provgatan,Testvägen,Exempelgatan,Utkastvägen,Mönstergatan
Provstad,Testinge,Exempelby,Utkastnäs
in|IN|||co.in|||Pvt Ltd
Venkatesh//Venkatesha,*Lakshmi//Laxmi,Krishnan//Krishna,*Padmini,Suresh,*Vijaya,Ramachandran//Ramchandran,*Meenakshi//Minakshi,Subramaniam//Subramanian/Mani,*Kamala,Gopal,*Savitri//Savithri,Rajesh,*Anjali,Narayan//Narain,*Sharada//Sarada
Venk,Chandr,Ragh,Shank,Padman,Vishw,Jayar,Bhask,Dhanr,Govind,Harin,Kesh,Madh,Nandak,Prabh,Suren
ashekhar//asekhar,avelu,apalli,araju,anathan,amurty//amurthy,apuram,alakshman//alaxman,agovinda,avadan,aswami//asamy,aditya
Sample Nagar,Probe Marg,Test Road,Draft Street,Model Colony
Samplepur,Probabad,Testnagar,Draftpuram
zh|CN|||cn||inverse|Co., Ltd.
伟明/Weiming/Wei-Ming,*秀英/Xiuying/Hsiu-Ying,建国/Jianguo/Chien-Kuo,*丽娟/Lijuan/Li-Chuan,志强/Zhiqiang/Chih-Chiang,*晓燕/Xiaoyan/Hsiao-Yen,国华/Guohua/Kuo-Hua,*雪梅/Xuemei/Hsueh-Mei,文杰/Wenjie/Wen-Chieh,*桂芳/Guifang/Kuei-Fang,永康/Yongkang/Yung-Kang,*淑珍/Shuzhen/Shu-Chen
张/Zhang/Chang,赵/Zhao/Chao,徐/Xu/Hsu,曹/Cao/Tsao,邓/Deng/Teng,郑/Zheng/Cheng,谢/Xie/Hsieh,蔡/Cai/Tsai,贾/Jia/Chia,邱/Qiu/Chiu,龚/Gong/Kung,覃/Qin/Chin

样本路,测试街,示例巷,草稿路,模型街
样本市,测试镇,示例县,草稿村`

func cultures() []culture {
	var all []culture
	for block := range slicesOf(strings.Split(culturesText, "\n"), 6) {
		head := strings.Split(block[0], "|")
		all = append(all, culture{
			code: head[0], country: head[1], dial: head[2], postal: head[3], tld: head[4], female: head[5], inverse: head[6] == "inverse", form: head[7],
			first: names(block[1]), front: names(block[2]), back: names(block[3]), street: strings.Split(block[4], ","), town: strings.Split(block[5], ","),
		})
	}
	return all
}

// names reads a list of names.
func names(s string) (all []name) {
	if s == "" {
		return []name{{}}
	}
	for word := range strings.SplitSeq(s, ",") {
		word, woman := strings.CutPrefix(word, "*")
		parts := append(strings.Split(word, "/"), "", "", "")
		n := name{own: parts[0], latin: parts[1], other: parts[2], nick: parts[3], woman: woman}
		if n.latin == "" {
			n.latin = n.own
		}
		if n.other == "" {
			n.other = n.latin
		}
		all = append(all, n)
	}
	return all
}
