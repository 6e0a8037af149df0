{{- define "demo.section" -}}
{{- $names := dict "front-end" "front" "back-end" "back" -}}
{{- index .ctx.Values (index $names .component) | toYaml -}}
{{- end -}}
{{- define "demo.grace" -}}
{{- $section := include "demo.section" . | fromYaml -}}
{{- $section.gracePeriod | default 30 -}}
{{- end -}}
