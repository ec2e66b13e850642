package checks

import (
	"encoding/json"
	"strings"
)

// policyWrites reports whether a policy of S3 allows everybody, without any condition, to
// write, delete or change rights. ok is false for what is no policy (IAM User Guide,
// "Policy elements").
func policyWrites(body []byte) (writes, ok bool) {
	var policy struct {
		Statement list[struct {
			Effect    string          `json:"Effect"`
			Principal json.RawMessage `json:"Principal"`
			Action    list[string]    `json:"Action"`
			Condition json.RawMessage `json:"Condition"`
		}] `json:"Statement"`
	}
	if json.Unmarshal(body, &policy) != nil || policy.Statement == nil {
		return false, false
	}
	for _, s := range policy.Statement {
		if s.Effect != "Allow" || len(s.Condition) > 0 && string(s.Condition) != "{}" || !principalAnybody(s.Principal) {
			continue
		}
		for _, action := range s.Action {
			if writesObjects(action) {
				return true, true
			}
		}
	}
	return false, true
}

// list is an array that JSON may write as its one element.
type list[T any] []T

// UnmarshalJSON implements [json.Unmarshaler].
func (l *list[T]) UnmarshalJSON(data []byte) error {
	var several []T
	if json.Unmarshal(data, &several) == nil {
		*l = several
		return nil
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

func principalAnybody(raw json.RawMessage) bool {
	var anyone string
	if json.Unmarshal(raw, &anyone) == nil {
		return anyone == "*"
	}
	var by struct {
		AWS list[string] `json:"AWS"`
	}
	if json.Unmarshal(raw, &by) != nil {
		return false
	}
	for _, p := range by.AWS {
		if p == "*" {
			return true
		}
	}
	return false
}

// writesObjects reports whether an action of S3, or a pattern of them, changes anything.
func writesObjects(action string) bool {
	service, name, ok := strings.Cut(strings.ToLower(action), ":")
	if action == "*" {
		return true
	}
	if !ok || service != "s3" && service != "*" {
		return false
	}
	if stem, open := strings.CutSuffix(name, "*"); open {
		for _, verb := range [...]string{"put", "delete", "create", "restore", "replicate", "abort"} {
			if strings.HasPrefix(verb, stem) || strings.HasPrefix(stem, verb) {
				return true
			}
		}
		return false
	}
	for _, verb := range [...]string{"put", "delete", "create", "restore", "replicate", "abort"} {
		if strings.HasPrefix(name, verb) {
			return true
		}
	}
	return false
}

// cleanWord keeps a foreign word to what may stand in a line.
func cleanWord(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' {
			return r
		}
		return -1
	}, s)
	return s[:min(len(s), 40)]
}
