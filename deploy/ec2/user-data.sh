#!/usr/bin/env bash
# User data of an EC2 instance with Debian 12: installs a release, Nginx in front, and starts both.
# Fill in the five settings. The instance's role needs s3:ListBucket and s3:GetObject on the bucket
# and, for secrets named aws-sm:…, secretsmanager:GetSecretValue; no key is kept on the machine.
# What it did stands in /var/log/cloud-init-output.log.
set -euo pipefail

release_url="${REDQUILL_RELEASE_URL:-}"        # https://…/redquill_0.1.0_amd64.deb
release_sha256="${REDQUILL_RELEASE_SHA256:-}"  # as published beside it
models="${REDQUILL_MODELS:-}"                  # s3://bucket/prefix; empty: the ones that ship
region="${REDQUILL_REGION:-}"                  # of the bucket
replicas="${REDQUILL_REPLICAS:-2}"             # processes on this machine

if [ -z "$release_url" ] || [ -z "$release_sha256" ]; then
  echo "user-data: release_url and release_sha256 must be filled in" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates curl nginx

package=$(mktemp --suffix=.deb)
curl -fsSL --retry 5 --retry-connrefused -o "$package" "$release_url"
echo "$release_sha256  $package" | sha256sum --check --quiet || {
  echo "user-data: the release is not the one that was named; nothing was installed" >&2
  exit 1
}
chmod 644 "$package"
apt-get install -y -qq --no-install-recommends "$package"
rm -f "$package"

examples=/usr/share/doc/redquill/deploy
install -d -m 755 /etc/redquill /var/cache/nginx
cat >/etc/redquill/redquill.toml <<EOF
[models]
folder = "$models"

[s3]
region = "$region"

[log]
format = "json"
EOF

install -m 644 "$examples/nginx/redquill.conf" /etc/nginx/conf.d/
install -m 644 "$examples/nginx/redquill-proxy.conf" /etc/nginx/
{
  echo "upstream redquill {"
  echo "  least_conn;"
  for ((i = 1; i <= replicas; ++i)); do
    echo "  server 127.0.0.1:$((8080 + i)) max_fails=1 fail_timeout=5s;"
  done
  echo "  keepalive 64;"
  echo "}"
} >/etc/nginx/conf.d/redquill-upstream.conf
rm -f /etc/nginx/sites-enabled/default
nginx -t -q

for ((i = 1; i <= replicas; ++i)); do
  systemctl enable --now "redquill@$((8080 + i)).service"
done
for ((i = 1; i <= replicas; ++i)); do
  curl -fsS --retry 60 --retry-delay 1 --retry-all-errors -o /dev/null "http://127.0.0.1:$((8080 + i))/readyz"
done
systemctl restart nginx
echo "user-data: $replicas replicas are ready behind port 8080"
