//go:build unix

package folder

import (
	"fmt"
	"io/fs"
	"syscall"
)

// nonBlocking keeps the opening of a pipe, put in a file's place after it was
// looked at, from waiting for its other end.
const nonBlocking = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

// etag names the state of a file by its size, time of change and inode.
func etag(info fs.FileInfo) string {
	var inode uint64
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		inode = uint64(st.Ino)
	}
	return fmt.Sprintf("%x-%x-%x", info.Size(), info.ModTime().UnixNano(), inode)
}
