package picture

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

func scan(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("../../testdata/real/scans/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFrames(t *testing.T) {
	for name, want := range map[string]string{
		"card.png": "[{670 434 290780}]", "card.jpg": "[{670 434 290780}]", "card.gif": "[{670 434 290780}]",
		"card.webp": "[{670 434 290780}]", "card.bmp": "[{670 434 290780}]", "letter.tif": "[{1166 1654 1928564} {1166 1654 1928564}]",
	} {
		data := scan(t, name)
		frames, ok, err := Frames(bytes.NewReader(data), int64(len(data)))
		if got := fmt.Sprint(frames); got != want || !ok || err != nil {
			t.Errorf("%s: %s, %v, %v; want %s", name, got, ok, err, want)
		}
	}
	for name, s := range map[string]string{
		"nothing": "", "text": "hello", "short": "\x89PNG\r\n\x1a\n", "no frame": "GIF89a\x01\x00\x01\x00\x00\x00\x00;",
		"loop":    "II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
		"no size": "\xff\xd8\xff\xe0\x00\x02\xff\xd9\x00\x00\x00\x00",
	} {
		frames, ok, err := Frames(bytes.NewReader([]byte(s)), int64(len(s)))
		if err != nil || ok && frames[0].Work > 0 {
			t.Errorf("%s: %v, %v, %v", name, frames, ok, err)
		}
	}
}

func FuzzFrames(f *testing.F) {
	for _, name := range []string{"card.png", "card.jpg", "card.gif", "card.webp", "card.bmp", "letter.tif"} {
		f.Add(scan(f, name))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		frames, ok, err := Frames(bytes.NewReader(p), int64(len(p)))
		if err != nil || len(frames) > MaxFrames || ok != (len(frames) > 0) {
			t.Errorf("%d frames, %v, %v", len(frames), ok, err)
		}
		for _, f := range frames {
			if f.Width < 0 || f.Height < 0 || f.Work < 0 {
				t.Errorf("%+v", f)
			}
		}
	})
}
