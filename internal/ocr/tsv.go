package ocr

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/extract"
)

// Confidences, of 0 to 100 as tesseract gives them for each word.
const (
	dropBelow   = 30 // a word
	unsureBelow = 50 // the mean of all words, those that were dropped among them
)

// Levels of tesseract's table.
const (
	levelPage = 1
	levelWord = 5
)

// parseTSV makes lines of tesseract's table (tesseract(1), "tsv"): twelve columns, the
// level, the ordinals of page, block, paragraph, line and word, four for the place, the
// confidence and the word. ok is false where no page is in it: there was no picture.
func parseTSV(p []byte) (seen extract.Seen, ok bool) {
	var b strings.Builder
	var line, paragraph string // of the word before
	var sum, words int
	for row := range bytes.Lines(p) {
		col := strings.SplitN(strings.TrimRight(string(row), "\r\n"), "\t", 12)
		level, err := strconv.Atoi(col[0])
		if err != nil || len(col) < 11 {
			continue
		}
		ok = ok || level == levelPage
		confidence, err := strconv.ParseFloat(col[10], 64)
		if level != levelWord || len(col) < 12 || err != nil || !(confidence >= 0 && confidence <= 100) {
			continue
		}
		word := strings.TrimSpace(strings.ToValidUTF8(col[11], "\uFFFD"))
		if word == "" {
			continue
		}
		words++
		sum += int(confidence)
		if confidence < dropBelow {
			continue
		}
		here := strings.Join(col[1:4], ".")
		switch at := here + "." + col[4]; {
		case line == "":
		case at == line:
			if !joined(b.String(), word) {
				b.WriteByte(' ')
			}
		case here == paragraph:
			b.WriteByte('\n')
		default:
			b.WriteString("\n\n")
		}
		line, paragraph = here+"."+col[4], here
		b.WriteString(word)
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return extract.Seen{Text: b.String(), Unsure: words > 0 && sum < unsureBelow*words}, ok
}

// joined reports whether a word follows without a space: Chinese and Japanese have none.
func joined(before, word string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(word)
	return ideograph(last) && ideograph(first)
}

func ideograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff65
}
