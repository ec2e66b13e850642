package extract

import (
	"archive/tar"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// tarBlock is the size of a block and of a header of a tar archive, in bytes.
const tarBlock = 512

// sniffTar checks the sum over the first header, which every variant has.
func sniffTar(h *head) int {
	if len(h.raw) < tarBlock || h.raw[0] == 0 {
		return 0
	}
	var sum int64
	for i, b := range h.raw[:tarBlock] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int64(b)
	}
	want, err := strconv.ParseInt(strings.Trim(string(h.raw[148:156]), " \x00"), 8, 64)
	if err != nil || want != sum {
		return 0
	}
	return 85
}

// readTar reads a tar archive from front to back.
func readTar(c *content, h *head) error {
	tr := tar.NewReader(c.stream())
	for {
		e, err := tr.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return firstError(c.w.err, broken("breaks off or does not follow its format"))
		}
		if err := c.room(); err != nil {
			return err
		}
		name := cleanName(e.Name)
		switch e.Typeflag {
		case tar.TypeDir, tar.TypeXGlobalHeader:
			continue
		case tar.TypeReg, tar.TypeGNUSparse, '\x00', tar.TypeCont:
			err = c.child(member{name: name, size: e.Size, modified: e.ModTime.UTC()}, tr)
		default:
			err = c.notRead(c.memberWay(name), exposure.NotReadSpecial, 0, "a link, a device or a pipe")
		}
		if err != nil {
			return err
		}
	}
}
