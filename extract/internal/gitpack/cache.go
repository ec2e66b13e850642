package gitpack

// A cache keeps the objects that were used last, up to cacheSize. Its zero value
// works.
type cache struct {
	objects map[int32]*cached
	newest  *cached
	oldest  *cached
	size    int
	spare   spare
}

type cached struct {
	i            int32
	data         []byte
	newer, older *cached
}

func (c *cache) get(i int32) ([]byte, bool) {
	o, ok := c.objects[i]
	if !ok {
		return nil, false
	}
	c.unlink(o)
	c.push(o)
	return o.data, true
}

func (c *cache) put(i int32, data []byte) {
	if c.objects == nil {
		c.objects = make(map[int32]*cached)
	}
	if o, ok := c.objects[i]; ok {
		c.drop(o)
	}
	o := &cached{i: i, data: data}
	c.objects[i] = o
	c.size += len(data) + 64
	c.push(o)
	for c.size > cacheSize && c.oldest != o {
		c.drop(c.oldest)
	}
}

func (c *cache) drop(o *cached) {
	c.unlink(o)
	c.size -= len(o.data) + 64
	delete(c.objects, o.i)
	c.spare.put(o.data)
	o.data = nil
}

func (c *cache) push(o *cached) {
	o.older, o.newer = c.newest, nil
	if c.newest != nil {
		c.newest.newer = o
	} else {
		c.oldest = o
	}
	c.newest = o
}

func (c *cache) unlink(o *cached) {
	if o.newer != nil {
		o.newer.older = o.older
	} else {
		c.newest = o.older
	}
	if o.older != nil {
		o.older.newer = o.newer
	} else {
		c.oldest = o.newer
	}
}
