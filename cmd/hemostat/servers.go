package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/couchdb"
	"github.com/hemostat/hemostat/source/elasticsearch"
	"github.com/hemostat/hemostat/source/mongodb"
	"github.com/hemostat/hemostat/source/mysql"
	"github.com/hemostat/hemostat/source/postgres"
	"github.com/hemostat/hemostat/source/redis"
)

// A signedIn is a source that tells how it signs in.
type signedIn interface {
	source.Source
	Access() source.Access
}

// readable makes the sources of servers of which rows, documents and keys are read.
var readable = map[string]func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error){
	"couchdb": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return couchdb.New(couchdb.Options{Target: t, Transports: serverTransports(g), PageSize: pageSize, KeepsValues: g.Basis.KeepsValues()})
	},
	"elasticsearch": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return elasticsearch.New(elasticsearch.Options{Target: t, Transports: serverTransports(g), PageSize: pageSize})
	},
	"mongodb": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return mongodb.New(mongodb.Options{Target: t, Dialer: scope.NewServerDialer(g), PageSize: pageSize, KeepsValues: g.Basis.KeepsValues()})
	},
	"mysql": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return mysql.New(mysql.Options{Target: t, Dialer: scope.NewServerDialer(g), Accounts: g.Accounts, PageSize: pageSize})
	},
	"postgres": func(t exposure.Target, g *scope.Grant, pageSize int) (signedIn, error) {
		return postgres.New(postgres.Options{Target: t, Dialer: scope.NewServerDialer(g), Accounts: g.Accounts, PageSize: pageSize})
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
