package detect

import (
	"slices"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// A TableName is what the name of a file says of the table in it, for files of one export that
// refer to each other.
type TableName struct {
	Of    exposure.KeyOf // whose rows it has: "customers.csv"; [exposure.OfRow] where the name is not just that
	Words []TableWord    // the others, ascending and each once; of what says nothing, none
}

// A TableWord is a word of the name of a file.
type TableWord struct {
	Word string
	// Tells says that it tells one export from another, and does not name a table: "2021", "b".
	Tells bool
}

// MostTableWords is how many words the name of a table has at most: a longer one is a title.
const MostTableWords = 8

// TableNamed reads the name of a file or member, without the folders before it; ok is false where it has so
// many words that it names no table.
func TableNamed(file string) (name TableName, ok bool) {
	if len(file) > maxKeyName {
		return name, false
	}
	var letters []string
	part := false
	for _, word := range fileWords(file) {
		switch {
		case tableFillers[word]:
			part = word == "part" || word == "teil" || word == "chunk"
			continue
		case part && isNumber(word): // the fourth part of a table
		case isNumber(word) || len(word) == 1:
			name.Words = append(name.Words, TableWord{word, true})
		default:
			letters = append(letters, word)
		}
		part = false
	}
	if noun, known := nounOf[strings.Join(letters, "")]; known {
		name.Of, letters = exposure.KeyOf(noun+1), nil
	}
	for _, word := range letters {
		name.Words = append(name.Words, TableWord{word, false})
	}
	slices.SortFunc(name.Words, func(a, b TableWord) int { return strings.Compare(a.Word, b.Word) })
	name.Words = slices.CompactFunc(name.Words, func(a, b TableWord) bool { return a.Word == b.Word })
	return name, len(name.Words) <= MostTableWords
}

// fileWords are the words and numbers of the name of a file, folded, without its endings.
func fileWords(file string) (words []string) {
	for {
		dot := strings.LastIndexByte(file, '.')
		if dot < 1 || !tableEndings[strings.ToLower(file[dot+1:])] {
			break
		}
		file = file[:dot]
	}
	for file != "" {
		digits := len(file) - len(strings.TrimLeftFunc(file, unicode.IsDigit))
		if digits > 0 {
			words, file = append(words, file[:digits]), file[digits:]
			continue
		}
		next := strings.IndexFunc(file, unicode.IsDigit)
		if next < 0 {
			next = len(file)
		}
		words, file = append(words, nameWords(file[:next])...), file[next:]
	}
	return words
}

func isNumber(word string) bool {
	return word[0] >= '0' && word[0] <= '9' || !unicode.IsLetter([]rune(word)[0])
}

// tableEndings end the names of files that hold tables, and of what files are packed in.
var tableEndings = wordSet([]byte(`csv tsv tab psv txt json jsonl ndjson geojson xml xlsx xlsm xls xlsb ods fods numbers html htm sql dump dmp bson avro parquet
	sqlite sqlite3 db accdb mdb dbf ldif dat out gz bz2 xz zst lz4 lzma z br zip 7z rar tar tgz`))

// tableFillers are words in the names of files that say nothing of the table in it.
var tableFillers = wordSet([]byte(`export exports exported dump backup bak full all complete final copy data list listing table tbl tab file sheet report extract output
	part teil chunk utf csv json xlsx sql prod production master public dbo wp liste lista elenco lijst listesi tabelle tabla tabela tabella daten datos dados dati donnees veri
	экспорт список данные リスト 一覧 列表 导出`))
