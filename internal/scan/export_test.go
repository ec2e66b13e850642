package scan

import "github.com/hemostat/hemostat/extract"

// OnFinish has f told of each content that is about to be finished.
func (o *Options) OnFinish(f func(*extract.Content)) { o.finishing = f }
