// Package detecttest is the suite that every rule of package detect passes, the
// built-in ones and those of a caller's own files alike, and a corpus of
// invented text with known truth to measure quality and speed on.
//
//	func TestMyRules(t *testing.T) {
//		engine, err := detect.New(detect.Options{Rules: []fs.FS{myRules}})
//		if err != nil {
//			t.Fatal(err)
//		}
//		detecttest.Rules(t, engine)
//	}
package detecttest
