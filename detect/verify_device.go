package detect

import "bytes"

// verifyDevicePassword looks at "username NAME … password 0 VALUE" and "enable
// secret 5 VALUE" on a line of their own, as IOS and its kin write them. The
// digit says how the value is encrypted: 0 not at all, 7 reversibly.
func verifyDevicePassword(v *view) {
	var words [10][2]int
	n := v.deviceLine(words[:])
	word := func(i int) []byte { return v.text[words[i][0]:words[i][1]] }
	at := 0 // of the value
	if foldedAt(v.text, v.start, []byte("username")) {
		for at = 1; at < n && string(word(at)) != "password" && string(word(at)) != "secret"; at++ {
		}
		at++
	}
	if at < n && len(word(at)) == 1 && isDigit(word(at)[0]) {
		at++
	}
	if at != n-1 || len(word(at)) < 3 {
		return
	}
	v.secret(v.rule, words[at][0], words[at][1], whyStructure)
}

// verifyDeviceUser looks at the name in such a line.
func verifyDeviceUser(v *view) {
	var words [4][2]int
	n := v.deviceLine(words[:])
	// In a sentence the line goes on: "username and password are required".
	if n < 2 || n > 3 && (words[2][1]-words[2][0] > 2 || !isDigit(v.text[words[2][0]])) {
		return
	}
	name := v.text[words[0][0]:words[0][1]]
	switch string(v.text[words[1][0]:words[1][1]]) {
	case "password", "secret", "privilege", "nopassword", "role":
	default:
		return
	}
	if run(name, 0, len(name), userChars) == len(name) && len(name) <= 64 {
		v.found(v.rule, words[0][0], words[0][1], name, v.rule.Score, "", whyStructure)
	}
}

// deviceLine finds the words that follow on the line that the anchor begins, as
// many as words holds; none if it does not begin a line.
func (v *view) deviceLine(words [][2]int) int {
	if !lineStart(v.text, v.start) {
		return 0
	}
	line := bytes.IndexByte(v.text[v.end:], '\n')
	if line < 0 {
		line = len(v.text) - v.end
	}
	return fieldsAt(v.text[:v.end+line], v.end, 400, words)
}
