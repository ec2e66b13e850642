package extract

import (
	"bytes"

	xenc "golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// utf16le is how Windows writes Unicode.
var utf16le = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)

// windowsPage is the encoding of a Windows code page identifier ([MS-UCODEREF],
// section 2.2.1), nil where it is UTF-8, ASCII or none that is known.
func windowsPage(n int) xenc.Encoding {
	switch n {
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 855:
		return charmap.CodePage855
	case 858:
		return charmap.CodePage858
	case 860:
		return charmap.CodePage860
	case 862:
		return charmap.CodePage862
	case 863:
		return charmap.CodePage863
	case 865:
		return charmap.CodePage865
	case 866:
		return charmap.CodePage866
	case 874:
		return charmap.Windows874
	case 932, 10001:
		return japanese.ShiftJIS
	case 936:
		return simplifiedchinese.GBK
	case 949, 51949, 10003:
		return korean.EUCKR
	case 950, 10002:
		return traditionalchinese.Big5
	case 1200:
		return utf16le
	case 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258:
		return [...]xenc.Encoding{charmap.Windows1250, charmap.Windows1251, charmap.Windows1252, charmap.Windows1253, charmap.Windows1254,
			charmap.Windows1255, charmap.Windows1256, charmap.Windows1257, charmap.Windows1258}[n-1250]
	}
	return otherPage(n)
}

// otherPage is windowsPage for what Macintosh, Unix and mail brought.
func otherPage(n int) xenc.Encoding {
	switch n {
	case 10000, 0x8000: // as BIFF has it
		return charmap.Macintosh
	case 10007:
		return charmap.MacintoshCyrillic
	case 0x8001:
		return charmap.Windows1252
	case 20866:
		return charmap.KOI8R
	case 21866:
		return charmap.KOI8U
	case 20932, 51932:
		return japanese.EUCJP
	case 50220, 50221, 50222:
		return japanese.ISO2022JP
	case 51936:
		return simplifiedchinese.GBK
	case 52936:
		return simplifiedchinese.HZGB2312
	case 54936:
		return simplifiedchinese.GB18030
	case 28591, 28592, 28593, 28594, 28595, 28596, 28597, 28598, 28599:
		return [...]xenc.Encoding{charmap.ISO8859_1, charmap.ISO8859_2, charmap.ISO8859_3, charmap.ISO8859_4, charmap.ISO8859_5,
			charmap.ISO8859_6, charmap.ISO8859_7, charmap.ISO8859_8, charmap.ISO8859_9}[n-28591]
	case 28603:
		return charmap.ISO8859_13
	case 28605:
		return charmap.ISO8859_15
	}
	return nil
}

// decodePage makes UTF-8 of text in a code page, each broken byte U+FFFD. What is
// in no page that is known is taken for UTF-8, or else for that of western Windows.
func decodePage(page int, p []byte) []byte {
	if beyondASCII(p) == len(p) && page != 1200 {
		return p
	}
	enc := windowsPage(page)
	if enc == nil {
		if valid, bad := utf8Counts(p); page == 65001 || valid > 0 && bad == 0 {
			return bytes.ToValidUTF8(p, []byte("\uFFFD"))
		}
		enc = charmap.Windows1252
	}
	out, err := enc.NewDecoder().Bytes(p)
	if err != nil {
		return bytes.ToValidUTF8(p, []byte("\uFFFD"))
	}
	return out
}

// decodeWide makes UTF-8 of UTF-16LE.
func decodeWide(p []byte) []byte { return wire.Text(p, len(p)/2) }
