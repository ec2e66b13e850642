package extract

// office returns how to read z as an office document, nil where it is none.
func (z *zipFile) office() func(*zipFile) error { return nil }
