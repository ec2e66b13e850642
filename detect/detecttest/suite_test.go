package detecttest

import "testing"

func TestRules(t *testing.T) { Rules(t, engine(t)) }
