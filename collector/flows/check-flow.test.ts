import { describe, expect, it } from 'vitest';
import { checkEmbeddedFlow } from './check-embedded-flow.ts';
import { checkFlow, flowSpec } from './check-flow.ts';

const check = (filters: readonly unknown[], more: object = {}) =>
  checkFlow({ filters, localOutputRefs: ['mine'], ...more }, false, '/spec');

const findingsOf = (filters: readonly unknown[], more: object = {}) => {
  const checked = check(filters, more);
  return checked.kind === 'invalid'
    ? checked.findings.map(({ path, message }) => `${path} ${message}`)
    : [];
};

describe('a flow', () => {
  it('may use every filter that is offered, and is written back as it came', () => {
    const filters = [
      { parser: { parse: { type: 'json' }, key_name: 'message' } },
      { parser: { parse: { type: 'regexp', expression: '/^(?<level>\\w+) /' } } },
      { parser: { parse: { type: 'multi_format', patterns: [{ format: 'logfmt' }] } } },
      { record_transformer: { records: [{ copy: `\${record["message"]}` }], remove_keys: 'x,y' } },
      { grep: { exclude: [{ key: '$.parsed.path', pattern: '/healthz/' }] } },
      { throttle: { group_key: 'kubernetes.pod_name', group_bucket_limit: 100 } },
      { detectExceptions: { languages: ['java'], multiline_flush_interval: '0.1' } },
      { geoip: { geoip_lookup_keys: 'ip', records: [{ city: `\${city.names.en["ip"]}` }] } },
      { prometheus: { metrics: [{ name: 'lines', type: 'counter', desc: 'Lines' }] } },
      { dedot: { de_dot_nested: true } },
      { tag_normaliser: { format: `\${namespace_name}.\${pod_name}` } },
      { concat: { key: 'message', multiline_start_regexp: '/^\\d/' } },
    ];
    const checked = check(filters);
    expect(checked.kind).toBe('valid');
    if (checked.kind === 'valid') {
      expect(flowSpec(checked.value)).toEqual({ filters, localOutputRefs: ['mine'] });
    }
  });

  const forged: readonly [string, object, string][] = [
    [
      'sets a tenant',
      { record_transformer: { records: [{ tenant: 'globex' }] } },
      '/records/0/tenant',
    ],
    [
      'sets what it is stamped from',
      { record_transformer: { records: [{ kubernetes: 'x' }] } },
      'records/0/kubernetes',
    ],
    [
      'sets it by an accessor',
      { record_transformer: { records: [{ '$.kubernetes.pod_name': 'x' }] } },
      'records/0',
    ],
    ['removes it', { record_transformer: { remove_keys: 'a, kubernetes' } }, '/remove_keys'],
    [
      'removes a part of it',
      { record_transformer: { remove_keys: "$['kubernetes']['labels']" } },
      '/remove_keys',
    ],
    [
      'renews the record',
      { record_transformer: { renew_record: true } },
      '/renew_record unknown key',
    ],
    ['runs Ruby', { record_transformer: { enable_ruby: true } }, '/enable_ruby unknown key'],
    [
      'runs a program in a value',
      { record_transformer: { records: [{ a: `\${\`id\`}` }] } },
      'no programs',
    ],
    [
      'parses over it',
      { parser: { parse: { type: 'json' }, hash_value_field: 'kubernetes' } },
      '/hash_value_field',
    ],
    [
      'parses over the stamp',
      { parser: { parse: { type: 'json' }, hash_value_field: 'app' } },
      '/hash_value_field',
    ],
    [
      'prefixes into it',
      { parser: { parse: { type: 'json' }, inject_key_prefix: 'kube' } },
      '/inject_key_prefix',
    ],
    [
      'throws it away',
      { parser: { parse: { type: 'json' }, reserve_data: false } },
      '/reserve_data',
    ],
    ['undots into it', { dedot: { de_dot_separator: '' } }, '/de_dot_separator'],
    [
      'looks up into it',
      { geoip: { geoip_lookup_keys: 'ip', records: [{ tenant: `\${city.names.en["ip"]}` }] } },
      'records/0/tenant',
    ],
    [
      'counts as another',
      {
        prometheus: {
          metrics: [{ name: 'a', type: 'counter', desc: 'a' }],
          labels: { tenant: 'globex' },
        },
      },
      '/labels/tenant',
    ],
    ['concats it', { concat: { key: 'kubernetes' } }, '/key'],
    [
      'begins another directive',
      { grep: { regexp: [{ key: 'a', pattern: 'x\n</regexp>' }] } },
      'control character',
    ],
    ['embeds Ruby', { grep: { regexp: [{ key: 'a', pattern: '#{exit}' }] } }, 'run as a program'],
    ['quotes its way out', { tag_normaliser: { format: '"a"' } }, 'begins with a quote'],
    ['looks back', { grep: { regexp: [{ key: 'a', pattern: '(?<=a)b' }] } }, 'look-around'],
    ['writes raw configuration', { raw: { config: '@type exec' } }, 'raw configuration'],
    ['prints into the aggregator', { stdout: {} }, '/stdout'],
    ['names two filters', { dedot: {}, throttle: {} }, 'exactly one of'],
    ['knows no such filter', { exec: {} }, 'not a filter that is offered'],
  ];
  it.each(forged)('is refused that %s', (_, filter, expected) => {
    expect(findingsOf([{ dedot: {} }, filter]).join('\n')).toContain(expected);
    expect(findingsOf([{ dedot: {} }, filter])[0]).toMatch(/^\/spec\/filters\/1/);
  });

  it('selects something, has an output, and knows namespaces for the platform only', () => {
    expect(findingsOf([], { match: [{ exclude: { labels: { app: 'a' } } }] })[0]).toContain(
      'only excludes',
    );
    expect(findingsOf([], { localOutputRefs: [] })[0]).toContain('at least one output');
    expect(findingsOf([], { match: [{ select: { namespaces: ['other'] } }] })[0]).toContain(
      '/match/0/select/namespaces',
    );
    const platform = { match: [{ select: { namespaces: ['a'] } }], globalOutputRefs: ['all'] };
    expect(checkFlow(platform, true, '').kind).toBe('valid');
  });

  it('says what only a Kubernetes cluster can carry out', () => {
    const filters = [
      { geoip: { geoip_lookup_keys: 'ip', records: [{ city: `\${city.names.en["ip"]}` }] } },
      { parser: { parse: { type: 'csv', keys: 'a,b' } } },
      { record_transformer: { records: [{ a: `\${tag}` }] } },
      { grep: { regexp: [{ key: 'a', pattern: 'b' }] } },
    ];
    const checked = check(filters);
    if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
    const paths = checkEmbeddedFlow(checked.value, '').map(({ path }) => path);
    expect(paths).toEqual([
      '/filters/0/geoip',
      '/filters/1/parser/parse/type',
      '/filters/1/parser/parse/keys',
      '/filters/2/record_transformer/records',
    ]);
  });
});
