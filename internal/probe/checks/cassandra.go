package checks

import (
	"context"
	"encoding/binary"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// cassandra asks a server that speaks the protocol of Cassandra: Cassandra, ScyllaDB.
type cassandra struct{}

// Info implements [probe.Check].
func (cassandra) Info() probe.Info {
	return probe.Info{
		Name: "cassandra", Service: "cassandra", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Experimental: true,
		Asks:   "STARTUP (protocol 4); where it is READY the version, the names of tables and the key of system.local; at depth list the tables",
		Source: "github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec",
	}
}

// The operations (native_protocol_v4.spec, 2.4).
const (
	cassandraError        = 0x00
	cassandraStartup      = 0x01
	cassandraReady        = 0x02
	cassandraAuthenticate = 0x03
	cassandraQuery        = 0x07
	cassandraResult       = 0x08
)

// A cassandraReply is a frame that came.
type cassandraReply struct {
	op   byte
	code int        // of an error
	rows [][]string // of a result: its values, as the bytes that they are
}

// Ask implements [probe.Check].
func (cassandra) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		const options = "\x00\x01\x00\x0bCQL_VERSION\x00\x053.0.0"
		r, e, err := askCassandra(ctx, c, "STARTUP", cassandraStartup, []byte(options))
		if err != nil {
			return err
		}
		s.Exists(probe.Exists)
		s.Runs("Cassandra")
		switch r.op {
		case cassandraAuthenticate:
			tellAll(s, probe.Closed("AUTHENTICATE: it wants an account"), e)
			return nil
		case cassandraReady:
			return cassandraInside(ctx, s, c)
		}
		tellAll(s, probe.Doubt("error %d to STARTUP", r.code), e)
		return nil
	})
}

func cassandraInside(ctx context.Context, s *probe.Session, c *probe.Conn) error {
	for _, ask := range []struct {
		right exposure.Right
		what  string
		cql   string
	}{
		{exposure.RightMetadata, "the version", "SELECT release_version FROM system.local"},
		{exposure.RightRead, "a row", "SELECT key FROM system.local"},
		{exposure.RightList, "the names of tables", "SELECT keyspace_name, table_name FROM system_schema.tables LIMIT " + map[bool]string{true: "4000", false: "1"}[s.Depth >= exposure.List]},
	} {
		body := append(binary.BigEndian.AppendUint32(nil, uint32(len(ask.cql))), ask.cql...)
		r, e, err := askCassandra(ctx, c, "QUERY of "+ask.what, cassandraQuery, append(body, 0, 1, 0)) // consistency ONE, no flags
		if err != nil {
			return err
		}
		j := probe.Doubt("error %d to QUERY of %s", r.code, ask.what)
		switch {
		case r.op == cassandraResult:
			j = probe.Open("%s: shown to whoever did not sign in", ask.what)
		case r.code == 0x2100 || r.code == 0x0100: // unauthorized, authentication error
			j = probe.Closed("error %d: %s is refused to whoever did not sign in", r.code, ask.what)
		}
		s.Told(ask.right, j, e)
		if s.Depth >= exposure.List && ask.right == exposure.RightList {
			for _, row := range r.rows {
				if len(row) == 2 && !s.Holds(probe.Part{Kind: "table", Name: row[0] + "." + row[1], Count: -1, Bytes: -1}) {
					break
				}
			}
		}
	}
	return nil
}

func askCassandra(ctx context.Context, c *probe.Conn, what string, op byte, body []byte) (r cassandraReply, e *probe.Evidence, err error) {
	frame := binary.BigEndian.AppendUint32([]byte{4, 0, 0, 0, op}, uint32(len(body)))
	e, err = c.Exchange(ctx, "cassandra "+what, append(frame, body...), func() (string, error) {
		r, err = readCassandra(c)
		return "operation " + itoa(int(r.op)), err
	})
	return r, e, err
}

// readCassandra reads a frame: version, flags, stream, operation, length, body. One that
// speaks another version says so in it.
func readCassandra(c *probe.Conn) (r cassandraReply, err error) {
	head, err := readFrame(c, 9)
	if err != nil {
		return r, err
	}
	if head[0] < 0x83 || head[0] > 0x86 || head[1]&^0x08 != 0 || head[2] != 0 || head[3] != 0 {
		return r, errProtocol
	}
	body, err := readFrame(c, int64(binary.BigEndian.Uint32(head[5:])))
	if err != nil {
		return r, err
	}
	f := fields{order: binary.BigEndian, rest: body}
	if head[1]&0x08 != 0 { // warnings come before the body
		for range f.u16() {
			f.take(f.u16())
		}
	}
	switch r.op = head[4]; r.op {
	case cassandraReady:
	case cassandraAuthenticate:
		if f.str(f.u16()) == "" {
			f.bad = true
		}
	case cassandraError:
		r.code = f.i32()
		f.take(f.u16())
	case cassandraResult:
		r.rows = cassandraRows(&f)
	default:
		return r, errProtocol
	}
	if f.bad {
		return r, errProtocol
	}
	return r, nil
}

// cassandraRows reads a result of rows, all of whose columns are texts (4.2.5.2).
func cassandraRows(f *fields) (rows [][]string) {
	const kindRows, morePages, oneTable, noMetadata = 2, 2, 1, 4
	if f.i32() != kindRows {
		f.bad = true
		return nil
	}
	flags, columns := f.i32(), f.i32()
	if columns < 1 || columns > 16 {
		f.bad = true
		return nil
	}
	if flags&morePages != 0 {
		f.take(max(f.i32(), 0))
	}
	if flags&noMetadata == 0 {
		if flags&oneTable != 0 {
			f.take(f.u16())
			f.take(f.u16())
		}
		for range columns {
			if flags&oneTable == 0 {
				f.take(f.u16())
				f.take(f.u16())
			}
			f.take(f.u16())
			if kind := f.u16(); kind != 0x0d && kind != 0x01 { // varchar, ascii
				f.bad = true
			}
		}
	}
	for range f.i32() {
		if f.bad {
			return nil
		}
		row := make([]string, columns)
		for i := range row {
			if n := f.i32(); n >= 0 {
				row[i] = f.str(n)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
