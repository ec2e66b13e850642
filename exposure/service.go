package exposure

import "slices"

// AnyService is the scheme of a server of which is not known what it is.
const AnyService = "tcp"

// services are what servers speak, with the port that each has by default
// (IANA's registry of port numbers, and the vendors' manuals).
var services = map[string]uint16{
	"amqp": 5672, "cassandra": 9042, "clickhouse": 8123, "consul": 8500, "couchdb": 5984, "docker": 2375,
	"elasticsearch": 9200, "etcd": 2379, "firebase": 443, "ftp": 21, "grafana": 3000, "influxdb": 8086,
	"jenkins": 8080, "kafka": 9092, "kibana": 5601, "kubelet": 10250, "kubernetes": 6443, "ldap": 389,
	"memcached": 11211, "minio": 9000, "mongodb": 27017, "mqtt": 1883, "mysql": 3306, "nats": 4222,
	"neo4j": 7474, "postgres": 5432, "prometheus": 9090, "rabbitmq": 15672, "redis": 6379, "rsync": 873,
	"solr": 8983, "zookeeper": 2181,
}

// Services returns the schemes of servers, in order: "redis", "postgres", ….
func Services() []string {
	names := make([]string, 0, len(services))
	for name := range services {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ServicePort returns the port on which a service listens by default.
func ServicePort(service string) (port uint16, ok bool) {
	port, ok = services[service]
	return port, ok
}

// otherSchemes are how programs write what is called otherwise here. Whether a server
// speaks TLS is found out by asking it.
var otherSchemes = map[string]string{
	"postgresql": "postgres", "mariadb": "mysql", "rediss": "redis", "valkey": "redis", "opensearch": "elasticsearch", "memcache": "memcached",
}
