package exposure

import "strings"

// DiagnosisPrefix begins the value of a mention of [Health] that is no number: what ails
// somebody, as a code or in words.
const DiagnosisPrefix = "diagnosis: "

// DiagnosisMask is the mask of what begins so.
const DiagnosisMask = "diagnosis •••"

// IsDiagnosis reports whether a value of [Health] is no number.
func IsDiagnosis(value string) bool { return strings.HasPrefix(value, DiagnosisPrefix) }
