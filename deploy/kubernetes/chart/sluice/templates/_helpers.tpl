{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* Names of servers get a number and names of Services a word behind this: short enough for 63 characters. */}}
{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "sluice.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "sluice.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "sluice.routerSelector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: router
{{- end -}}

{{- define "sluice.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
{{ include "sluice.commonLabels" . }}
{{- end -}}

{{- define "sluice.routerLabels" -}}
{{ include "sluice.routerSelector" . }}
{{ include "sluice.commonLabels" . }}
{{- end -}}

{{- define "sluice.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "sluice.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{/* The Secret of variables; empty for none. */}}
{{- define "sluice.secret" -}}
{{- if .Values.secrets.existing -}}
{{- .Values.secrets.existing -}}
{{- else if .Values.secrets.values -}}
{{- include "sluice.fullname" . -}}
{{- end -}}
{{- end -}}

{{/* How many servers there may be: each has Services and addresses of its own. */}}
{{- define "sluice.most" -}}
{{- if .Values.autoscaling.enabled -}}
{{- .Values.autoscaling.maxReplicas -}}
{{- else -}}
{{- .Values.replicas -}}
{{- end -}}
{{- end -}}

{{- define "sluice.graceSeconds" -}}
{{- add .Values.drain.preStopSeconds .Values.drain.seconds .Values.drain.uploadSeconds .Values.drain.marginSeconds -}}
{{- end -}}

{{/* The Service that clients' HTTP goes to. */}}
{{- define "sluice.entry" -}}
{{- if eq .Values.routing.mode "router" -}}
{{- printf "%s-router" (include "sluice.fullname" .) -}}
{{- else -}}
{{- include "sluice.fullname" . -}}
{{- end -}}
{{- end -}}

{{- define "sluice.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "sluice.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Sentences about values that do not go together. */}}
{{- define "sluice.check" -}}
{{- $v := .Values -}}
{{- $most := include "sluice.most" . | int -}}
{{- if and (gt $most 1) (eq $v.routing.mode "none") -}}
{{- fail "replicas: a room lives in one server, so more than one needs routing.mode router, ingressNginx or hosts" -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (lt (int $v.autoscaling.maxReplicas) (int $v.autoscaling.minReplicas)) -}}
{{- fail "autoscaling.maxReplicas is less than autoscaling.minReplicas" -}}
{{- end -}}
{{- if and (eq $v.routing.mode "ingressNginx") (not (and $v.ingress.enabled $v.ingress.className)) -}}
{{- fail "routing.mode ingressNginx needs ingress.enabled and ingress.className" -}}
{{- end -}}
{{- if eq $v.routing.mode "hosts" -}}
{{- if not (contains "%d" $v.routing.hosts) -}}
{{- fail "routing.mode hosts needs routing.hosts with %d for the server's number" -}}
{{- end -}}
{{- if not $v.ingress.enabled -}}
{{- fail "routing.mode hosts needs ingress.enabled" -}}
{{- end -}}
{{- end -}}
{{- if and (eq $v.media.exposure "loadBalancer") (lt (len $v.media.loadBalancer.addresses) $most) -}}
{{- fail (printf "media.loadBalancer.addresses: %d servers need as many addresses" $most) -}}
{{- end -}}
{{- if and (eq $v.media.exposure "none") (not $v.http.shareMedia) -}}
{{- fail "media.exposure none needs http.shareMedia: media must come in somewhere" -}}
{{- end -}}
{{- if and $v.http.shareMedia (gt $most 1) -}}
{{- fail "http.shareMedia is for one server: a load balancer in front of several does not know whose media it has" -}}
{{- end -}}
{{- if and $v.http.tlsSecret (eq $v.routing.mode "router") -}}
{{- fail "http.tlsSecret: the router speaks plain HTTP to the servers; end TLS in front of it" -}}
{{- end -}}
{{- if and $v.networkPolicy.enabled (eq $v.media.exposure "hostNetwork") -}}
{{- fail "networkPolicy.enabled: network policies do not hold on the host's network; use media.exposure hostPort" -}}
{{- end -}}
{{- if and $v.secrets.existing $v.secrets.values -}}
{{- fail "secrets.existing and secrets.values exclude each other" -}}
{{- end -}}
{{- if and (eq $v.routing.mode "router") (not $v.http.trustedProxies) -}}
{{- fail "http.trustedProxies: name the network of the router's pods, or every client has the router's address" -}}
{{- end -}}
{{- end -}}
