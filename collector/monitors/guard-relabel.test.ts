import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRelabel } from '../relabel/relabel.ts';
import { RELABEL_ACTIONS, type RelabelRule } from '../relabel/relabel-rule.ts';
import { guardRelabel, type RelabelStage } from './guard-relabel.ts';

const TENANCY = new Set(['namespace', 'tenant']);

/** `${1}`, as Go's templates have it. */
const brace = (group: string) => `$\{${group}}`;

const findingsOf = (rule: Partial<RelabelRule>, stage: RelabelStage = 'target') =>
  guardRelabel([{ action: 'replace', ...rule }], stage, TENANCY, '/r').map(
    ({ message }) => message,
  );

describe('relabelling of a tenant', () => {
  it.each<[string, Partial<RelabelRule>, RelabelStage?]>([
    ['sets the namespace', { targetLabel: 'namespace', replacement: 'globex' }],
    ['sets it on series', { targetLabel: 'namespace', replacement: 'globex' }, 'series'],
    ['sets the tenant', { targetLabel: 'tenant', replacement: 'globex' }],
    ['makes the name of a group', { targetLabel: '$1', regex: '(namespace)' }],
    ['makes it of two', { targetLabel: brace('1') + brace('2'), regex: '(name)(space)' }],
    ['makes its end', { targetLabel: 'name$1', regex: '(space)' }],
    ['makes its middle', { targetLabel: `n${brace('1')}e`, regex: '(amespac)' }],
    ['makes an internal name of one underscore', { targetLabel: '_$1', regex: '(_address__)' }],
    ['makes an internal name', { targetLabel: '__param_$1', regex: '(target)' }],
    ['maps every name', { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)' }],
    ['maps a name onto it', { action: 'labelmap', regex: 'x', replacement: 'namespace' }],
    [
      'maps a name onto its address',
      { action: 'labelmap', regex: 'x', replacement: '__address__' },
    ],
    ['maps to its beginning', { action: 'labelmap', regex: 'x(.*)', replacement: 'names$1' }],
    ['drops it', { action: 'labeldrop', regex: 'namespace' }],
    ['drops it by a pattern', { action: 'labeldrop', regex: 'n.*|pod' }, 'series'],
    ['drops everything', { action: 'labeldrop', regex: '.*' }],
    ['drops the address', { action: 'labeldrop', regex: '__address__' }],
    ['hashes into it', { action: 'hashmod', targetLabel: 'namespace', modulus: 2 }],
    ['lowers into it', { action: 'lowercase', targetLabel: 'namespace', sourceLabels: ['x'] }],
    ['raises into it', { action: 'uppercase', targetLabel: 'tenant', sourceLabels: ['x'] }],
    ['sets the address', { targetLabel: '__address__', replacement: '10.0.0.1:80' }],
    ['sets the interval', { targetLabel: '__scrape_interval__', replacement: '1ms' }],
    ['sets what shards', { action: 'hashmod', targetLabel: '__tmp_hash', modulus: 2 }],
    ['sets what is found', { targetLabel: '__meta_kubernetes_namespace', replacement: 'x' }],
    ['sets what a prober asks', { targetLabel: '__param_target', replacement: 'x' }, 'probe'],
    ['sets a path of a prober', { targetLabel: '__metrics_path__', replacement: '/x' }, 'probe'],
    ['has no label name', { targetLabel: 'name space', replacement: 'x' }],
    ['is no step', { action: 'hashmod', targetLabel: 'x' }],
    ['has a costly regex', { targetLabel: 'x', regex: '(a{1000}){1000}' }],
  ])('that %s is refused', (_, rule, stage) => {
    expect(findingsOf(rule, stage)).toHaveLength(1);
  });

  it.each<[string, Partial<RelabelRule>, RelabelStage?]>([
    // Another label: no enforced matcher and no backend takes it for the real one.
    ['another case of it', { targetLabel: 'Namespace', replacement: 'globex' }],
    ['what is pushed aside', { targetLabel: 'exported_namespace', replacement: 'globex' }],
    ['a name with a beginning', { action: 'labelmap', regex: 'l_(.+)', replacement: 'pod_$1' }],
    ['keeping some labels', { action: 'labelkeep', regex: '__name__|code' }, 'series'],
    ['a path', { targetLabel: '__metrics_path__', replacement: '/x' }],
    ['a parameter', { targetLabel: '__param_module', replacement: 'x' }],
    ['a metric name', { targetLabel: '__name__', replacement: 'x' }, 'series'],
    ['dropping series', { action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }, 'series'],
    ['reading it', { targetLabel: 'copy', sourceLabels: ['namespace'] }],
  ])('is free in %s', (_, rule, stage) => {
    expect(findingsOf(rule, stage)).toEqual([]);
  });

  it('that is let in never changes the address or a label of tenancy', () => {
    const name = fc.constantFrom(
      ...['namespace', 'tenant', 'Namespace', '__address__', 'names', '_', '__', 'x', 'pod_'],
      ...['$1', brace('1'), '$1$2', 'name$1', '_$1', '__$1', 'x$1', '__tmp_$1', '__param_x', ''],
    );
    const regex = fc.constantFrom(
      ...['(.*)', '(.)(.*)', 'namespace', 'name(space)', '_(_address__)', 'x', '.*', '[a-z]+'],
      ...['(namespace|tenant)', '__address__', '(pod).*', '__.*'],
    );
    const rule = fc.record(
      {
        action: fc.constantFrom(...RELABEL_ACTIONS),
        sourceLabels: fc.subarray(['namespace', 'x', '__address__', 'pod']),
        regex,
        targetLabel: name,
        replacement: name,
        modulus: fc.constantFrom(1, 7),
      },
      { requiredKeys: ['action'] },
    );
    const before = {
      namespace: 'acme',
      tenant: 'acme',
      __address__: '10.1.1.1:80',
      x: 'namespace',
    };
    let taken = 0;
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), (rules) => {
        if (guardRelabel(rules, 'target', TENANCY, '').length > 0) return;
        taken += 1;
        const labels = new Map([...Object.entries(before), ['space', 'y'], ['pod', 'tenant']]);
        const keepsNames = rules.every(({ action }) => action !== 'labelkeep');
        if (!compileRelabel(rules)(labels)) return;
        for (const [label, value] of Object.entries(before).slice(0, 3)) {
          const now = labels.get(label);
          // What labelkeep takes away is stamped again, and without an address nothing is scraped.
          if (keepsNames || now !== undefined) expect([label, now]).toEqual([label, value]);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
