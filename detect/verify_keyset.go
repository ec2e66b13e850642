package detect

import (
	"bytes"
	"encoding/base64"
)

// verifyKeyset looks at "google.crypto.tink." in base64: a key set of Tink in its
// binary form
// (https://docs.rs/tink-proto/0.2.3/tink_proto/).
func verifyKeyset(v *view) {
	text := v.text
	if v.base+int64(v.start) < v.st.skip.keyset {
		return
	}
	start := runBack(text, v.start, viewBack, nopad64)
	end := run(text, v.end, maxMatch-(v.end-start), nopad64)
	v.st.skip.keyset = v.base + int64(end)
	length := (end - start) &^ 3
	if length < 64 {
		return
	}
	set := make([]byte, base64.StdEncoding.DecodedLen(length))
	n, err := base64.StdEncoding.Decode(set, text[start:start+length])
	if err != nil {
		return
	}
	for set = set[:n]; ; {
		i := bytes.Index(set, keysetType)
		if i < 0 {
			return
		}
		set = set[i+len(keysetType):]
		if name := set[:run(set, 0, 60, alnumChars)]; !bytes.HasSuffix(name, []byte("PublicKey")) && bytes.Contains(name, []byte("Key")) {
			v.found(v.rule, start, end, text[start:end], v.rule.Score, "", whyPrefix|whyStructure)
			return
		}
	}
}

var nopad64 = charsets["nopad64"]

var keysetType = []byte("google.crypto.tink.")
