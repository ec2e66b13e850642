package strength

import (
	"bytes"
	"testing"
)

// The scores of zxcvbn 4.4.2, as its own program gave them for its own examples and for
// some of ours. An estimate may be one away: our lists are shorter, and
// a rare word is none to them.
func TestScoresAreThoseOfZxcvbn(t *testing.T) {
	for _, c := range []struct {
		password string
		score    Score
	}{
		{"zxcvbn", 0},
		{"qwER43@!", 2},
		{"correcthorsebatterystaple", 4},
		{"coRrecth0rseba++ery9.23.2007staple$", 4},
		{"p@ssword", 0},
		{"p@$$word", 0},
		{"123456", 0},
		{"123456789", 0},
		{"11111111", 0},
		{"abcdefghijk987654321", 1},
		{"neverforget13/3/1997", 3},
		{"1qaz2wsx3edc", 0},
		{"temppass22", 1},
		{"briansmith", 1},
		{"password1", 0},
		{"viking", 0},
		{"thx1138", 0},
		{"ScoRpi0ns", 1},
		{"do you know", 3},
		{"ryanhunter2000", 3},
		{"asdfghju7654rewq", 3},
		{"AOEUIDHG&*()LS_", 3},
		{"defghi6789", 1},
		{"rosebud", 0},
		{"ROSEBUD", 0},
		{"ros3bud99", 1},
		{"R0$38uD99", 2},
		{"eheuczkqyq", 3},
		{"rWibMFACxAUGZmxhVncy", 4},
		{"Ba9ZyWABu99[BK#6MBgbH88Tofv)vs$w", 4},
		{"qwerty123", 0},
		{"Winter2022!", 2},
		{"Summer2021", 2},
		{"G7#kd92!mmQp1zR", 4},
		{"aaaaaaaaaaaaaaaa", 0},
		{"password1password1password1", 0},
		{"S3cr3t-Depl0y", 3},
		{"Hunter2Hunter2", 1},
		{"changeme", 0},
		{"Admin123!", 1},
		{"letmein2022", 1},
		{"abcabcabcabc", 0},
		{"19850312", 1},
		{"drowssap", 0},
		{"x7Gp", 1},
		{"kQ9v", 1},
		{"hunter2", 1},
	} {
		got := Of([]byte(c.password))
		if got < c.score-1 || got > c.score+1 || got <= Weak && c.score >= Good || got >= Good && c.score <= Weak {
			t.Errorf("%q: %d, zxcvbn says %d", c.password, got, c.score)
		}
	}
}

// Whatever is written, an estimate lies within its bounds.
func FuzzOf(f *testing.F) {
	f.Add([]byte("Winter2022!"))
	f.Add(bytes.Repeat([]byte("1!0@"), Longest/4))
	f.Add(bytes.Repeat([]byte("ab"), 40))
	f.Add([]byte{0xff, 0, 'a'})
	f.Fuzz(func(t *testing.T, password []byte) {
		s := Of(password)
		if s < Guessed || s > Unguessed {
			t.Errorf("score %d", s)
		}
		if Of(password) != s {
			t.Error("another score the second time")
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of([]byte("S3cr3t-Depl0y"))
	}
}

func BenchmarkOfTheLongest(b *testing.B) {
	password := bytes.Repeat([]byte("1!0@a9"), 11)[:Longest]
	for b.Loop() {
		Of(password)
	}
}
