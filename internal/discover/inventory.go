package discover

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// inventory reports whether a text begins as JSON that a provider's tool prints.
func inventory(head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	return len(head) > 0 && (head[0] == '{' || head[0] == '[') &&
		(bytes.Contains(head, []byte(`"Buckets"`)) || bytes.Contains(head, []byte(`AWS::S3::Bucket`)))
}

// buckets reads what names buckets without their addresses: `aws s3api list-buckets`, and what AWS
// Config answers to a query for resources (docs.aws.amazon.com/cli, docs.aws.amazon.com/config).
func (in Input) buckets(text []byte, yield func(Candidate) error) error {
	var page any
	if json.Unmarshal(text, &page) != nil {
		return nil
	}
	return walkJSON(page, func(object map[string]any) error {
		var name string
		switch kind, _ := object["resourceType"].(string); {
		case kind == "AWS::S3::Bucket":
			if name, _ = object["resourceName"].(string); name == "" {
				name, _ = object["resourceId"].(string)
			}
		case kind == "":
			list, _ := object["Buckets"].([]any)
			for _, b := range list {
				if bucket, ok := b.(map[string]any); ok {
					if n, _ := bucket["Name"].(string); n != "" {
						if err := in.bucket(n, yield); err != nil {
							return err
						}
					}
				}
			}
		}
		if name == "" {
			return nil
		}
		return in.bucket(name, yield)
	})
}

func (in Input) bucket(name string, yield func(Candidate) error) error {
	t, err := exposure.ParseTarget("s3://" + name)
	if err != nil {
		return nil
	}
	return yield(Candidate{Target: t, Evidence: in.Evidence, From: in.from()})
}

// walkJSON visits each object. AWS Config answers with objects written as strings within JSON.
func walkJSON(v any, visit func(map[string]any) error) error {
	switch v := v.(type) {
	case map[string]any:
		if err := visit(v); err != nil {
			return err
		}
		for _, inner := range v {
			if err := walkJSON(inner, visit); err != nil {
				return err
			}
		}
	case []any:
		for _, inner := range v {
			if err := walkJSON(inner, visit); err != nil {
				return err
			}
		}
	case string:
		var inner map[string]any
		if strings.HasPrefix(v, "{") && json.Unmarshal([]byte(v), &inner) == nil {
			return walkJSON(inner, visit)
		}
	}
	return nil
}
