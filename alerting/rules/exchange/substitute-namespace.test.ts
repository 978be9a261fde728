import { describe, expect, it } from 'vitest';
import { substituteNamespace } from './substitute-namespace.ts';

const substitution = {
  names: new Map([['acme-prod', 'acme-test']]),
  labels: new Set(['namespace', 'exported_namespace']),
};

describe('a rule copied to another environment', () => {
  it.each([
    ['a matcher', 'promql', 'up{namespace="acme-prod"}', 'up{namespace="acme-test"}'],
    ['in other quotes', 'promql', "up{ namespace = 'acme-prod' }", 'up{ namespace="acme-test" }'],
    ['negated', 'promql', 'up{namespace!="acme-prod"}', 'up{namespace!="acme-test"}'],
    [
      'one of several names',
      'promql',
      'up{namespace=~"x|acme-prod"}',
      'up{namespace=~"x|acme-test"}',
    ],
    [
      'everywhere',
      'promql',
      'sum(rate(a{exported_namespace="acme-prod"}[5m])) / # acme-prod\nmax_over_time(b{namespace="acme-prod"}[1h:5m])',
      'sum(rate(a{exported_namespace="acme-test"}[5m])) / # acme-prod\nmax_over_time(b{namespace="acme-test"}[1h:5m])',
    ],
    ['not another tenant', 'promql', 'up{namespace="globex-prod"}', 'up{namespace="globex-prod"}'],
    ['not part of a name', 'promql', 'up{namespace="acme-prod-2"}', 'up{namespace="acme-prod-2"}'],
    ['not other labels', 'promql', 'up{job="acme-prod"}', 'up{job="acme-prod"}'],
    [
      'not other texts',
      'promql',
      'label_replace(up, "namespace", "acme-prod", "job", ".*")',
      'label_replace(up, "namespace", "acme-prod", "job", ".*")',
    ],
    [
      'streams and label filters, not lines',
      'logql',
      'sum(rate({namespace="acme-prod"} |= "namespace=\\"acme-prod\\"" | json | namespace="acme-prod" [5m])) > 1',
      'sum(rate({namespace="acme-test"} |= "namespace=\\"acme-prod\\"" | json | namespace="acme-test" [5m])) > 1',
    ],
  ] as const)('%s', (_name, language, text, expected) => {
    const done = substituteNamespace(text, language, substitution);
    expect(done).toMatchObject({ kind: 'ok', text: expected, untouched: [] });
    if (done.kind === 'ok') {
      const changed = done.changes.map(({ start, end, before }) => [
        text.slice(start, end),
        before,
      ]);
      for (const [there, before] of changed) expect(there).toBe(before);
      expect(changed.length > 0).toBe(text !== expected);
    }
  });

  it('names patterns that people must look at', () => {
    const text = 'up{namespace=~"acme-.*",job="a"}';
    expect(substituteNamespace(text, 'promql', substitution)).toEqual({
      kind: 'ok',
      text,
      changes: [],
      untouched: ['namespace=~"acme-.*"'],
    });
  });

  it('refuses what does not parse', () => {
    expect(substituteNamespace('up{', 'promql', substitution).kind).toBe('refused');
    expect(substituteNamespace('{a="b"', 'logql', substitution).kind).toBe('refused');
  });
});
