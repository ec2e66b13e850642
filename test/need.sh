# Installs what the tests need of Debian's programs, all at once: each line has a program, by its
# name or path, and the package that has it.
set -eu
dir=$(dirname "$0")
missing=
while read -r program package; do
	sh "$dir/have.sh" $program || missing="$missing $package"
done <<'EOF'
gcc gcc libc6-dev
zip zip
zstd zstd
xz xz-utils
bzip2 bzip2
7z p7zip-full
bsdtar libarchive-tools
openssl openssl
tesseract tesseract-ocr tesseract-ocr-eng
/usr/share/tesseract-ocr/*/tessdata/deu.traineddata tesseract-ocr-deu
chromium chromium
nginx nginx-light
apache2 apache2-bin
lighttpd lighttpd
caddy caddy
python3 python3
redis-server redis-server
redis-cli redis-tools
/usr/lib/postgresql/*/bin/postgres postgresql
mariadbd mariadb-server-core
my_print_defaults mariadb-client-core
memcached memcached
etcd etcd-server
nats-server nats-server
mosquitto mosquitto
epmd rabbitmq-server
rabbitmq-server rabbitmq-server
vsftpd vsftpd
rsync rsync
prometheus prometheus
influxd influxdb
clickhouse-server clickhouse-server
dockerd docker.io
/usr/share/zookeeper/bin/zkServer.sh zookeeper
slapd slapd
EOF
test -z "$missing" || sh "$dir/apt.sh" $missing
