//go:build !unix

package folder

import (
	"fmt"
	"io/fs"
)

const nonBlocking = 0

// etag names the state of a file by its size and time of change.
func etag(info fs.FileInfo) string {
	return fmt.Sprintf("%x-%x", info.Size(), info.ModTime().UnixNano())
}
