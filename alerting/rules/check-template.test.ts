import { describe, expect, it } from 'vitest';
import { checkTemplate } from './check-template.ts';

describe('templates that may be delivered', () => {
  it.each([
    ['plain text', 'CPU of acme is high }} { }'],
    ['empty', ''],
    ['labels and value', '{{ $labels.pod }} is at {{ $value | humanizePercentage }}'],
    ['trimmed', 'a {{-  $value  -}} b'],
    ['a comment', '{{/* why: "{{" */}}x{{- /* and */ -}}'],
    ['a choice', '{{ if gt $value 5.0 }}a{{ else if eq $labels.a "x" }}b{{ else }}c{{ end }}'],
    ['with', '{{ with $labels.namespace }}{{ . }}{{ else }}home{{ end }}'],
    ['a quoted label name', '{{ index $labels "a.b" }}'],
    ['a loop over the labels', '{{ range $k, $v := $labels }}{{ $k }}={{ $v }} {{ end }}'],
    ['printf with a width', '{{ printf "%.2f%% of %5s" $value $labels.pod }}'],
    ['a kept label', '{{ $p := $labels.pod }}{{ $p | toUpper }}'],
    ['a replacement', '{{ reReplaceAll "(.*)-.*" "$1" $labels.pod }}'],
    ['braces in a string', '{{ "}}" }}{{ `{{` }}'],
    ['parentheses', '{{ if and (gt $value 1.0) (lt $value 2.0) }}x{{ end }}'],
    ['the root', '{{ .Labels.pod }} {{ .Value }}'],
  ])('%s', (_name, text) => {
    expect(checkTemplate(text)).toBeUndefined();
  });
});

describe('templates that may not', () => {
  it.each([
    ['not closed', 'x {{ $value', 'not closed'],
    ['a string not closed', '{{ "x }}', 'unexpected'],
    ['a string over two lines', '{{ "a\nb" }}', 'unexpected'],
    ['if without end', '{{ if $value }}x', 'not closed by'],
    ['end without if', '{{ end }}', '"end" without'],
    ['else without if', '{{ else }}', '"else" without'],
    ['reading other series', '{{ query "up{tenant=\'globex\'}" }}', 'outside of the scope'],
    ['the same in parentheses', '{{ with ($x) }}{{ end }}', 'undefined variable'],
    ['the same in a loop', '{{ range query "up" }}{{ .Labels }}{{ end }}', 'only the labels'],
    ['piped into query', '{{ "up" | query | first | value }}', 'outside of the scope'],
    ['the address of Prometheus', '{{ externalURL }}', 'address of the backend'],
    ['the same in a variable', '{{ $externalURL }}', 'address of the backend'],
    ['the same in a field', '{{ if true }}{{ $.ExternalURL }}{{ end }}', 'address of the backend'],
    ['the whole root', '{{ . }}', 'address of the backend'],
    ['the whole root by name', '{{ with $ }}{{ . }}{{ end }}', 'address of the backend'],
    [
      'the root after with',
      '{{ with $labels.a }}x{{ else }}{{ . }}{{ end }}',
      'address of the backend',
    ],
    ['its own templates', '{{ define "a" }}{{ template "a" }}{{ end }}', '"define" is not allowed'],
    ['calling templates', '{{ tmpl "x" . }}', '"tmpl" is not allowed'],
    ['an unknown function', '{{ exec "x" }}', 'not known'],
    ['a loop over a number', '{{ range 1000000000 }}x{{ end }}', 'only the labels'],
    [
      'nested loops',
      '{{ range $labels }}{{ range $labels }}{{ end }}{{ end }}',
      '"range" inside of "range"',
    ],
    ['doubling in a variable', '{{ $a := print "x" "x" }}{{ $a = print $a $a }}', 'not kept'],
    ['doubling in with', '{{ with print . . }}{{ end }}', 'not kept'],
    ['doubling by quoting', '{{ $value | js | js | js }}', 'more than 2'],
    ['wide padding', '{{ printf "%1000000d" 1 }}', 'literal format'],
    ['many paddings', '{{ printf "%100d" 1 }}', 'widths below 100'],
    [
      'a padding for every label',
      '{{ range $labels }}{{ printf "%99d" 1 }}{{ end }}',
      '"printf" inside of "range"',
    ],
    [
      'a replacement of a replacement',
      '{{ reReplaceAll "" "xxxxxxxx" (reReplaceAll "" "xxxxxxxx" $labels.pod) }}',
      'more than one of',
    ],
    ['padding from a value', '{{ printf "%*d" 1000000 1 }}', 'literal format'],
    ['a format that is computed', '{{ printf $labels.f 1 }}', 'literal format'],
    ['parentheses not closed', '{{ (print 1 }}', '"(" is not closed'],
    ['parentheses not opened', '{{ 1) }}', '")" without'],
    ['an undefined variable', '{{ $nope }}', 'undefined variable "$nope"'],
    ['a stray character', '{{ $value ; }}', 'unexpected ";"'],
  ])('%s', (_name, text, message) => {
    expect(checkTemplate(text)?.message).toContain(message);
  });
});
