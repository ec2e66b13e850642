package wire

import (
	"math/big"
	"testing"
	"time"
)

func TestColumns(t *testing.T) {
	for want, got := range map[string][]byte{
		"1970-01-01":                           AppendDate(nil, 0),
		"0001-01-01":                           AppendDate(nil, -719162),
		"-719163":                              AppendDate(nil, -719163),
		"9223372036854775807":                  AppendDate(nil, 1<<63-1),
		"12:00:00.5":                           AppendClock(nil, 43200500, time.Millisecond),
		"-2":                                   AppendClock(nil, -2, time.Nanosecond),
		"1969-12-31T23:59:59Z":                 AppendTime(nil, -1000, time.Millisecond, true),
		"-9223372036854775808":                 AppendTime(nil, -1<<63, time.Millisecond, true),
		"2262-04-11T23:47:16.854775807":        AppendTime(nil, 1<<63-1, time.Nanosecond, false),
		"-0.05":                                AppendDecimal(nil, big.NewInt(-5), 2),
		"0.00":                                 AppendDecimal(nil, big.NewInt(0), 2),
		"12":                                   AppendDecimal(nil, big.NewInt(12), 0),
		"12E3":                                 AppendDecimal(nil, big.NewInt(12), -3),
		"12E-300":                              AppendDecimal(nil, big.NewInt(12), 300),
		"-1":                                   AppendDecimal(nil, BigEndian([]byte{255, 255}), 0),
		"0":                                    AppendDecimal(nil, BigEndian(nil), 0),
		"00010203-0405-0607-0809-0a0b0c0d0e0f": AppendUUID(nil, []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f")),
	} {
		if string(got) != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
