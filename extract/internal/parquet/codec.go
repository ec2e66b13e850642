package parquet

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// codecs ("enum CompressionCodec").
const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecBrotli = 4
	codecLZ4    = 5 // deprecated: blocks as Hadoop frames them
	codecZstd   = 6
	codecLZ4Raw = 7
)

// Sizes in bytes.
const (
	wholePage  = 1 << 20  // up to which a page is unpacked at once
	maxValue   = 16 << 20 // of a value, and of what must be held of a page
	maxWindow  = 64 << 20 // of what a decompressor looks back
	backWindow = 64 << 10 // how far Snappy and LZ4 look back
)

// A packer unpacks whole pages, all columns in turn.
type packer struct {
	in     []byte
	zstd   *zstd.Decoder
	whole  *zstd.Decoder // of whole frames: the library lets no decoder have both under way
	gzip   *gzip.Reader
	brotli *brotli.Reader
}

func (k *packer) close() {
	for _, z := range []*zstd.Decoder{k.zstd, k.whole} {
		if z != nil {
			z.Close()
		}
	}
}

// unpack unpacks a page that is said to have size bytes, which are at most
// wholePage. It takes no more memory than what is there can fill.
func (k *packer) unpack(codec int, in []byte, size int, dst []byte) ([]byte, error) {
	var err error
	switch codec {
	case codecSnappy:
		n, e := s2.DecodedLen(in)
		if e != nil || n > wholePage || n > 64*len(in) {
			return nil, ErrFormat
		}
		dst, err = s2.Decode(dst[:cap(dst)], in)
	case codecZstd:
		dst, err = k.unzstd(in, size, dst)
	case codecLZ4Raw:
		dst, err = lz4Block(in, size, dst)
	case codecLZ4:
		dst, err = lz4Hadoop(in, size, dst)
	case codecGzip, codecBrotli:
		r, e := k.reader(codec, bytes.NewReader(in))
		if e != nil {
			return nil, ErrFormat
		}
		b := bytes.NewBuffer(dst[:0])
		_, err = b.ReadFrom(io.LimitReader(r, int64(size)))
		dst = b.Bytes()
	default:
		return nil, ErrCodec
	}
	if err != nil {
		return dst, ErrFormat
	}
	return dst, nil
}

// unzstd unpacks a page of zstd, at once where it says how large it is.
func (k *packer) unzstd(in []byte, size int, dst []byte) ([]byte, error) {
	var h zstd.Header
	err := h.Decode(in)
	if err != nil {
		return nil, err
	}
	if h.HasFCS && h.FrameContentSize <= wholePage {
		if k.whole == nil {
			if k.whole, err = openZstd(nil); err != nil {
				return nil, err
			}
		}
		dst, err := k.whole.DecodeAll(in, dst[:0])
		if len(dst) > 2*wholePage {
			return nil, ErrFormat
		}
		return dst, err
	}
	if k.zstd == nil {
		if k.zstd, err = openZstd(nil); err != nil {
			return nil, err
		}
	}
	if err := k.zstd.Reset(bytes.NewReader(in)); err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(dst[:0])
	_, err = b.ReadFrom(io.LimitReader(k.zstd, int64(size)))
	return b.Bytes(), err
}

// openZstd makes a decoder that starts no goroutine.
func openZstd(r io.Reader) (*zstd.Decoder, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(4*maxWindow))
}

// reader opens a stream of gzip or Brotli.
func (k *packer) reader(codec int, r io.Reader) (io.Reader, error) {
	if codec == codecBrotli {
		if k.brotli == nil {
			k.brotli = brotli.NewReader(r)
			return k.brotli, nil
		}
		return k.brotli, k.brotli.Reset(r)
	}
	var err error
	if k.gzip == nil {
		k.gzip, err = gzip.NewReader(r)
		return k.gzip, err
	}
	return k.gzip, k.gzip.Reset(r)
}

// lz4Block unpacks a block of LZ4.
func lz4Block(in []byte, size int, dst []byte) ([]byte, error) {
	if size > 256*len(in)+64 {
		return dst, ErrFormat
	}
	if size == 0 { // the library falls over it
		return dst[:0], nil
	}
	if cap(dst) < size {
		dst = make([]byte, size)
	}
	n, err := lz4.UncompressBlock(in, dst[:size])
	return dst[:max(n, 0)], err
}

// lz4Hadoop unpacks blocks behind two sizes each, the high byte first; some programs
// wrote a bare block.
func lz4Hadoop(in []byte, size int, dst []byte) ([]byte, error) {
	out := dst[:0]
	for p := in; len(p) >= 8; {
		n, k := int64(binary.BigEndian.Uint32(p)), int64(binary.BigEndian.Uint32(p[4:]))
		if k > int64(len(p)-8) || n > int64(size-len(out)) {
			break
		}
		block, err := lz4Block(p[8:8+k], int(n), nil)
		if err != nil {
			break
		}
		out = append(out, block...)
		if p = p[8+k:]; len(p) == 0 {
			return out, nil
		}
	}
	return lz4Block(in, size, dst)
}

// A streamer unpacks the large pages of one column as they are read.
type streamer struct {
	packer
	back backReader
}

// open opens a page of which r has the packed bytes.
func (s *streamer) open(codec int, r io.Reader) (io.Reader, error) {
	switch codec {
	case codecNone:
		return r, nil
	case codecSnappy:
		return s.back.open(r, snappyStep)
	case codecLZ4Raw:
		return s.back.open(r, lz4Step)
	case codecZstd:
		if s.zstd == nil {
			z, err := openZstd(r)
			s.zstd = z
			return z, err
		}
		return s.zstd, s.zstd.Reset(r)
	case codecGzip, codecBrotli:
		return s.reader(codec, r)
	}
	return nil, ErrCodec
}

// memory is how many bytes it takes to read a page of so many bytes as a stream.
func streamMemory(codec int, size int64) int64 {
	switch codec {
	case codecZstd:
		return min(size, maxWindow) + 1<<20
	case codecBrotli:
		return min(size, 16<<20) + 1<<20
	}
	return 4 * backWindow
}
