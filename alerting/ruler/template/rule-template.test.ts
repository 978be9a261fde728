import { describe, expect, it } from 'vitest';
import { compileRuleTemplate, expandRuleTemplate, type RuleTemplateData } from './rule-template.ts';

const series = (tenant: string, value: number) => ({
  labels: new Map([
    ['__name__', 'm'],
    ['tenant', tenant],
  ]),
  value,
});

function dataOf(tenant: string, asked: string[] = []): RuleTemplateData {
  return {
    labels: new Map([
      ['tenant', tenant],
      ['instance', 'web-1.example.org:9100'],
    ]),
    value: 1234567,
    externalLabels: new Map([['dc', 'eu']]),
    externalUrl: 'https://tocsin.example.org/base',
    nowMs: 1_700_000_000_500,
    query: (promql) => {
      asked.push(promql);
      if (promql === 'bad(') return Promise.reject(new Error('1:5: parse error'));
      return Promise.resolve(promql === 'none' ? [] : [series('b', 7), series(tenant, 2)]);
    },
  };
}

const expand = async (text: string): Promise<string> =>
  (await expandRuleTemplate(text, { ...dataOf('acme'), alertName: 'A' })).text;

/** Answers of Prometheus 2.42 where it has the function. */
describe('expandRuleTemplate', () => {
  it.each([
    ['no template', 'no template'],
    ['{{ $labels.tenant }} {{ .Labels.tenant }} {{ $labels.nosuch }}|', 'acme acme |'],
    [
      '{{ $value }} {{ $externalLabels.dc }} {{ $externalURL }}',
      '1.234567e+06 eu https://tocsin.example.org/base',
    ],
    ['{{ pathPrefix }} {{ externalURL }}', '/base https://tocsin.example.org/base'],
    [
      '{{ humanize 0.0 }} {{ humanize -1234.5 }} {{ humanize 1e30 }} {{ humanize 999999.0 }} {{ humanize "1000" }}',
      '0 -1.234k 1e+06Y 1000k 1k',
    ],
    [
      '{{ humanize1024 1048576.0 }} {{ humanize1024 0.5 }} {{ humanize1024 1500.0 }}',
      '1Mi 0.5 1.465ki',
    ],
    [
      '{{ humanizeDuration 93784.0 }} {{ humanizeDuration 0.001 }} {{ humanizeDuration -61.5 }} {{ humanizeDuration 0 }}',
      '1d 2h 3m 4s 1ms -1m 1s 0s',
    ],
    [
      '{{ humanizePercentage 0.1234567 }} {{ humanizeTimestamp 1435065584.128 }}',
      '12.35% 2015-06-23 13:19:44.128 +0000 UTC',
    ],
    [
      '{{ (toTime 1435065584.0).Year }} {{ toDuration 90 }} {{ now }}',
      '2015 1m30s 1.7000000005e+09',
    ],
    ['{{ parseDuration "1h2m10s" }}', '3730'],
    [
      '{{ stripPort $labels.instance }} {{ stripDomain $labels.instance }} {{ stripDomain "[::1]:80" }}',
      'web-1.example.org web-1:9100 [::1]:80',
    ],
    [
      '{{ title "a b" }} {{ toUpper "é" }} {{ toLower "ÀB" }} {{ match "a.*" "xab" }}',
      'A B É àb true',
    ],
    ['{{ reReplaceAll "(a)(b)?" "$1-$2" "abxa" }} {{ urlQueryEscape "a b" }}', 'a-bxa- a+b'],
    [
      '{{ graphLink "up{a=\\"b\\"}" }} {{ tableLink "up" }}',
      '/graph?g0.expr=up%7Ba%3D%22b%22%7D&g0.tab=0 /graph?g0.expr=up&g0.tab=1',
    ],
    [
      '{{ define "x" }}[{{ .arg0 }}]{{ end }}{{ template "x" (args "q") }}{{ tmpl "x" (args 1) }}',
      '[q][1]',
    ],
    [
      '{{ with query "m" }}{{ . | first | value }} {{ . | first | label "tenant" }}{{ end }}',
      '7 b',
    ],
    [
      '{{ range query "m" | sortByLabel "tenant" }}{{ .Labels.tenant }}={{ .Value }} {{ end }}',
      'acme=2 b=7 ',
    ],
    ['{{ range query "none" }}x{{ else }}nothing{{ end }} {{ safeHtml "<b>" }}', 'nothing <b>'],
  ])('%s', async (text, expected) => expect(await expand(text)).toBe(expected));

  it.each([
    [
      '{{ query "none" | first }}',
      'error calling first: first() called on vector with no elements',
    ],
    ['{{ query "bad(" }}', 'error calling query: 1:5: parse error'],
    ['{{ humanize "x" }}', 'strconv.ParseFloat: parsing "x": invalid syntax'],
    ['{{ humanize $labels }}', "can't convert map[string]string to float"],
    [
      '{{ toTime 1e30 }}',
      'cannot be represented as a nanoseconds timestamp since it overflows int64',
    ],
    [
      '{{ reReplaceAll "(" "" "x" }}',
      'regexp: Compile(`(`): error parsing regexp: missing closing ): `(`',
    ],
    [
      '{{ nosuch }}',
      'error parsing template __alert_A: template: __alert_A:1: function "nosuch" not defined',
    ],
    ['{{ .Nosuch }}', "can't evaluate field Nosuch in type struct"],
    ['{{ range $i := 30 }}{{ query (print $i) }}{{ end }}', 'more than 20 queries'],
    ['{{ range 1000000000 }}{{ end }}', 'more than 100000 steps'],
  ])('%s fails', async (text, reason) => {
    const expanded = await expand(text);
    expect(expanded).toMatch(/^<error expanding template: error (?:parsing|executing) template/);
    expect(expanded).toContain(reason);
  });

  it('asks each query once, in the order of the text', async () => {
    const asked: string[] = [];
    const text = '{{ query "a" | len }}{{ query "b" | len }}{{ query "a" | len }}';
    const { text: made } = await compileRuleTemplate(text, 'A').expand(dataOf('acme', asked));
    expect(made).toBe('222');
    expect(asked).toEqual(['a', 'b']);
  });

  it('keeps two tenants apart that wait at the same time', async () => {
    const template = compileRuleTemplate(
      '{{ $labels.tenant }} {{ query "m" | len }} {{ $labels.tenant }}',
      'A',
    );
    const both = await Promise.all(
      [dataOf('acme'), dataOf('umbrella')].map((data) => template.expand(data)),
    );
    expect(both.map(({ text }) => text)).toEqual(['acme 2 acme', 'umbrella 2 umbrella']);
  });
});
