package picture

import (
	"bytes"
	"encoding/binary"
	"io"
)

// A Frame is one picture that a file shows: of a TIFF there may be several, of any
// other the first counts.
type Frame struct {
	Width, Height int
	// Work is how many pixels are unpacked to show it: of a GIF those of all its
	// frames, since its usual reader unpacks them together.
	Work int64
}

// MaxFrames is how many frames of one file are looked at.
const MaxFrames = 2001

// Frames reads how large the pictures of a file of PNG, JPEG, GIF, TIFF, WebP or BMP
// declare themselves, without unpacking any. ok is false where the file is none of
// these, or where its structure breaks off before it says so. The error is the reader's.
func Frames(at io.ReaderAt, size int64) (frames []Frame, ok bool, err error) {
	f := &framer{at: at, size: size}
	head := f.bytes(0, 32)
	var one Frame
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) && len(head) >= 24 && string(head[12:16]) == "IHDR": // ISO 15948, 11.2.2
		one = frame(be32(head[16:]), be32(head[20:]))
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		one = f.jpeg()
	case bytes.HasPrefix(head, []byte("GIF8")):
		one = f.gif()
	case bytes.HasPrefix(head, []byte("II*\x00")):
		frames = f.tiff(binary.LittleEndian)
	case bytes.HasPrefix(head, []byte("MM\x00*")):
		frames = f.tiff(binary.BigEndian)
	case len(head) >= 30 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		one = webpFrame(head)
	case bytes.HasPrefix(head, []byte("BM")) && len(head) >= 26:
		one = bmpFrame(head)
	}
	if one.Work > 0 {
		frames = []Frame{one}
	}
	return frames, len(frames) > 0 && f.err == nil, f.err
}

func le24(p []byte) int64 { return int64(p[0]) | int64(p[1])<<8 | int64(p[2])<<16 }

func be32(p []byte) int64 { return int64(binary.BigEndian.Uint32(p)) }

// frame makes a frame of declared sizes; one without pixels is none.
func frame(w, h int64) Frame {
	if w <= 0 || h <= 0 || w > 1<<31 || h > 1<<31 {
		return Frame{}
	}
	return Frame{int(w), int(h), w * h}
}

// A framer reads parts of a file.
type framer struct {
	at   io.ReaderAt
	size int64
	buf  [64]byte
	err  error
}

// bytes returns up to n bytes, at most 64, which the next call overwrites.
func (f *framer) bytes(at int64, n int) []byte {
	if f.err != nil || at < 0 || at >= f.size {
		return nil
	}
	n, err := f.at.ReadAt(f.buf[:min(int64(n), f.size-at)], at)
	if err != nil && err != io.EOF {
		f.err = err
		return nil
	}
	return f.buf[:n]
}

// jpeg goes over the segments up to the header of the frame (ITU-T T.81, B.2.2).
func (f *framer) jpeg() Frame {
	at := int64(2)
	for range maxBlocks {
		p := f.bytes(at, 9)
		if len(p) < 9 || p[0] != 0xff {
			return Frame{}
		}
		switch m := p[1]; {
		case m == 0xff: // filled up
			at++
		case m == 0x01 || m >= 0xd0 && m <= 0xd7:
			at += 2
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			return frame(int64(binary.BigEndian.Uint16(p[7:])), int64(binary.BigEndian.Uint16(p[5:])))
		case m == 0xd9 || m == 0xda:
			return Frame{}
		default:
			at += 2 + int64(binary.BigEndian.Uint16(p[2:]))
		}
	}
	return Frame{}
}

// gif reads the size of the first frame, and sums those of all (GIF89a, sections 18 to 26).
func (f *framer) gif() (first Frame) {
	p := f.bytes(0, 13)
	if len(p) < 13 {
		return Frame{}
	}
	at := 13 + table(p[10])
	for range maxBlocks {
		p := f.bytes(at, 10)
		switch {
		case len(p) == 10 && p[0] == ',':
			one := frame(int64(binary.LittleEndian.Uint16(p[5:])), int64(binary.LittleEndian.Uint16(p[7:])))
			if first.Work == 0 {
				first.Width, first.Height = one.Width, one.Height
			}
			first.Work += one.Work
			at = f.blocks(at + 10 + table(p[9]) + 1)
		case len(p) > 1 && p[0] == '!':
			at = f.blocks(at + 2)
		default:
			return first
		}
	}
	return first
}

// table is the length of a table of colours, by the flags that tell of it.
func table(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// blocks skips blocks of a GIF up to the empty one.
func (f *framer) blocks(at int64) int64 {
	for {
		p := f.bytes(at, 1)
		if len(p) == 0 {
			return f.size
		}
		if at += 1 + int64(p[0]); p[0] == 0 {
			return at
		}
	}
}

// tiff goes over the directories (TIFF 6.0, section 2).
func (f *framer) tiff(order binary.ByteOrder) (frames []Frame) {
	seen := make(map[int64]bool)
	p := f.bytes(4, 4)
	for len(p) == 4 && len(frames) < MaxFrames {
		dir := int64(order.Uint32(p))
		if dir < 8 || seen[dir] {
			break
		}
		seen[dir] = true
		if p = f.bytes(dir, 2); len(p) < 2 {
			break
		}
		n := int64(order.Uint16(p))
		var w, h int64
		for i := range n {
			e := f.bytes(dir+2+12*i, 12)
			if len(e) < 12 {
				break
			}
			v := int64(order.Uint32(e[8:]))
			if order.Uint16(e[2:]) == 3 { // a short
				v = int64(order.Uint16(e[8:]))
			}
			switch order.Uint16(e) {
			case 256:
				w = v
			case 257:
				h = v
			}
			if w > 0 && h > 0 {
				break
			}
		}
		frames = append(frames, frame(w, h))
		p = f.bytes(dir+2+12*n, 4)
	}
	return frames
}

// webpFrame reads the first chunk (RFC 9649, sections 2.5 to 2.7).
func webpFrame(head []byte) Frame {
	switch string(head[12:16]) {
	case "VP8 ":
		return frame(int64(binary.LittleEndian.Uint16(head[26:])&0x3fff), int64(binary.LittleEndian.Uint16(head[28:])&0x3fff))
	case "VP8L":
		v := int64(binary.LittleEndian.Uint32(head[21:]))
		return frame((v&0x3fff)+1, (v>>14&0x3fff)+1)
	case "VP8X":
		return frame(le24(head[24:])+1, le24(head[27:])+1)
	}
	return Frame{}
}

// bmpFrame reads the header (BITMAPCOREHEADER or BITMAPINFOHEADER). A height below 0
// says that rows go from top to bottom.
func bmpFrame(head []byte) Frame {
	if binary.LittleEndian.Uint32(head[14:]) == 12 {
		return frame(int64(binary.LittleEndian.Uint16(head[18:])), int64(binary.LittleEndian.Uint16(head[20:])))
	}
	h := int64(int32(binary.LittleEndian.Uint32(head[22:])))
	return frame(int64(int32(binary.LittleEndian.Uint32(head[18:]))), max(h, -h))
}
