package detecttest
import ("testing";"os")
func TestDump(t *testing.T) { for _, c := range Corpora(1<<20, 3) { os.WriteFile("/tmp/prof/"+c.Name+".txt", c.Text, 0o644) } }
