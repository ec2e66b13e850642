package picture

import "encoding/binary"

// photoshop finds IPTC among the image resources (Adobe Photoshop File Formats
// Specification, "Image Resource Blocks").
func (a *parser) photoshop(p []byte) {
	for n := 0; len(p) >= 12 && n < maxBlocks && string(p[:4]) == "8BIM"; n++ {
		id := binary.BigEndian.Uint16(p[4:])
		name := int(p[6]) + 1
		at := 6 + name + name&1
		if at+4 > len(p) {
			return
		}
		size := int64(binary.BigEndian.Uint32(p[at:]))
		if size > int64(len(p)-at-4) {
			return
		}
		if id == 0x0404 {
			a.iptc(p[at+4 : at+4+int(size)])
		}
		p = p[min(at+4+int(size+size&1), len(p)):]
	}
}

// datasets are those of the application record that are read (IPTC-IIM 4.2, chapter 6).
var datasets = map[byte]string{
	5: "ObjectName", 25: "Keywords", 40: "SpecialInstructions", 55: "DateCreated", 80: "By-line", 85: "By-lineTitle", 90: "City", 92: "Sub-location",
	95: "Province-State", 101: "Country", 103: "TransmissionReference", 105: "Headline", 110: "Credit", 115: "Source", 116: "CopyrightNotice",
	118: "Contact", 120: "Caption", 122: "Writer",
}

// iptc goes over the data sets.
func (a *parser) iptc(p []byte) {
	for n := 0; len(p) >= 5 && p[0] == 0x1c && n < maxBlocks; n++ {
		record, set, size := p[1], p[2], int(binary.BigEndian.Uint16(p[3:]))
		if size > len(p)-5 { // also an extended one, which only pictures use
			return
		}
		if name := datasets[set]; record == 2 && name != "" {
			a.add(name, string(p[5:5+size])) // UTF-8 or not: few programs state the charset
		}
		p = p[5+size:]
	}
}
