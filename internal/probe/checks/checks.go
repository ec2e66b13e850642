// Package checks knows how to ask each sort of place whether it is open: a file a
// check, each listed once in [All], each held to probetest.
package checks

import (
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// All returns every check, storage first. A server of no certain service is asked by one after
// the other until it is known.
func All() []probe.Check {
	return []probe.Check{
		azure{}, s3{}, gcs{}, web{},
		redis{}, postgres{}, mysql{}, memcached{}, nats{}, mqtt{}, amqp{}, ftp{}, rsync{}, zookeeper{}, ldap{}, mongodb{}, cassandra{}, kafka{},
		etcd{}, elasticsearch, kibana, couchdb{}, docker, kubernetes, kubelet, consul, jenkins{}, grafana, prometheus, influxdb,
		clickhouse{}, solr{}, neo4j, rabbitmq{}, minio, firebase,
	}
}

// For returns the checks that t is asked by: several for a server of no certain
// service.
func For(t exposure.Target) (list []probe.Check) {
	for _, c := range All() {
		if c.Info().For(t) {
			list = append(list, c)
		}
	}
	return list
}

// Whole returns what is asked of a target: a server as a whole, whichever part of it is named,
// where its check asks for no part.
func Whole(t exposure.Target) exposure.Target {
	if t.Provider != exposure.Server {
		return t
	}
	for _, c := range For(t) {
		if c.Info().Parts {
			return t
		}
	}
	t.Container, t.Prefix = "", ""
	return t
}

// storageRights are those of a place that holds objects.
func storageRights() []exposure.Right {
	return []exposure.Right{
		exposure.RightList, exposure.RightRead, exposure.RightListVersions, exposure.RightReadACL, exposure.RightMetadata, exposure.RightWrite,
	}
}

// serverRights are those of a server: to say what it holds, and to hand it out.
func serverRights() []exposure.Right {
	return []exposure.Right{exposure.RightList, exposure.RightRead, exposure.RightMetadata}
}
