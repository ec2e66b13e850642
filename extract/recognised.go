package extract

import "github.com/hemostat/hemostat/exposure"

// A signature tells a format that is recognised and not read: runs of text are
// given, and the rest is reported with a reason.
type signature struct {
	name, media string
	at          int
	magic       string
	reason      exposure.Reason
	shortest    int // run of text
}

// signatures are the formats that are not read yet.
var signatures = [...]signature{
	{"ORC", "application/x-orc", 0, "ORC", exposure.NotReadUnsupported, minRun},
	{"OpenPGP", "application/pgp-encrypted", 0, "-----BEGIN PGP MESSAGE-----", exposure.NotReadEncrypted, minRun},
	{"age", "application/age", 0, "age-encryption.org/v1", exposure.NotReadEncrypted, minRun},
	{"OpenSSL", "application/x-openssl", 0, "Salted__", exposure.NotReadEncrypted, minRunPacked},
	{"LUKS", "application/x-luks", 0, "LUKS\xba\xbe", exposure.NotReadEncrypted, minRunPacked},
	{"HEIF", "image/heic", 4, "ftyphei", exposure.NotReadImage, minRunPacked},
	{"HEIF", "image/heif", 4, "ftypmif1", exposure.NotReadImage, minRunPacked},
	{"Photoshop", "image/vnd.adobe.photoshop", 0, "8BPS", exposure.NotReadImage, minRunPacked},
	{"DjVu", "image/vnd.djvu", 0, "AT&TFORM", exposure.NotReadImage, minRunPacked},
	{"Enhanced metafile", "image/emf", 40, " EMF", exposure.NotReadImage, minRun},
	{"AutoCAD drawing", "image/vnd.dwg", 0, "AC10", exposure.NotReadUnsupported, minRunPacked},
	{"MP4", "video/mp4", 4, "ftyp", exposure.NotReadUnsupported, minRunPacked},
	{"Matroska", "video/x-matroska", 0, "\x1a\x45\xdf\xa3", exposure.NotReadUnsupported, minRunPacked},
	{"MP3", "audio/mpeg", 0, "ID3", exposure.NotReadUnsupported, minRunPacked},
	{"Ogg", "audio/ogg", 0, "OggS", exposure.NotReadUnsupported, minRunPacked},
	{"FLAC", "audio/flac", 0, "fLaC", exposure.NotReadUnsupported, minRunPacked},
	{"RIFF", "audio/vnd.wave", 8, "WAVEfmt", exposure.NotReadUnsupported, minRunPacked},
}

// recognised makes formats of the signatures.
func recognised() []*format {
	var list []*format
	for i := range signatures {
		s := &signatures[i]
		list = append(list, &format{s.name, s.media, 72, s.sniff, s.read, false})
	}
	return list
}

func (s *signature) sniff(h *head) int {
	switch {
	case !h.hasAt(s.at, s.magic):
		return 0
	case len(s.magic) < 4 && h.text != nil: // too short to overrule that it is text
		return 0
	}
	return 70 + 2*b2i(s.name == "HEIF")
}

func (s *signature) read(c *content, h *head) error {
	r := c.newRun("", "")
	if err := textRuns(c.stream(), r, s.shortest); err != nil {
		return err
	}
	detail := "only runs of plain text were read"
	if s.reason == exposure.NotReadImage {
		detail = "a picture; only runs of plain text were read"
	}
	if err := r.end(); err != nil {
		return err
	}
	return firstError(c.appended(), stopf(s.reason, c.knownSize(), detail))
}

// knownSize is the size of c where it is known already, else -1.
func (c *content) knownSize() int64 {
	if c.whole {
		return int64(len(c.head))
	}
	return c.rest.n
}
