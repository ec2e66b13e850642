package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/elasticsearch"
	"github.com/hemostat/hemostat/source/redis"
)

// A signedIn is a source that tells how it signs in.
type signedIn interface {
	source.Source
	Access() source.Access
}

// readable makes the sources of servers of which rows, documents and keys are read.
var readable = map[string]func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error){
	"elasticsearch": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return elasticsearch.New(elasticsearch.Options{Target: t, Transports: serverTransports(g), PageSize: pageSize})
	},
	"redis": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return redis.New(redis.Options{Target: t, Dialer: scope.NewServerDialer(g), PageSize: pageSize})
	},
}

// openServer makes the source of a server.
func openServer(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
	open, ok := readable[t.Service]
	if !ok {
		services := strings.Join(slices.Sorted(maps.Keys(readable)), ", ")
		if t.Service == exposure.AnyService {
			return nil, usageError{fmt.Errorf("%s: to read it, say what it is: %s; `hemostat probe %s` finds out", t, services, t)}
		}
		return nil, usageError{fmt.Errorf("%s: what stands in it is not read, only asked for by `hemostat probe`; read are %s", t, services)}
	}
	src, err := open(t, g, pageSize)
	if err != nil {
		return nil, usageError{err}
	}
	return src, nil
}

func serverTransports(g *scope.Grant) source.Transports {
	list, read := scope.ServerTransports(g, version())
	return source.Transports{List: list, Read: read}
}
