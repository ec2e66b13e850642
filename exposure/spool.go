package exposure

import "errors"

// ErrSpoolFull says that one content is larger than temporary files may be. It
// depends on the content and the quota alone.
var ErrSpoolFull = errors.New("spool full: the content is larger than its quota")
