import { describe, expect, it } from 'vitest';
import { done, type Outcome } from '../objects/kubernetes-failure.ts';
import {
  judgeSelection,
  type ObjectSelectors,
  type SelectionSubject,
  selectionOf,
} from './object-selection.ts';

const SUBJECT: SelectionSubject = {
  kinds: [{ kind: 'Prometheus', version: 'v1' }],
  objects: 'probeSelector',
  namespaces: 'probeNamespaceSelector',
  who: 'Prometheus',
};
const PROBE = {
  ...{ apiVersion: 'monitoring.coreos.com/v1', kind: 'Probe' },
  metadata: { name: 'web', namespace: 'acme', labels: { team: 'shop' } },
};
const LABELS = new Map([
  ['acme', { zone: 'a' }],
  ['globex', {}],
]);

const by = (namespace: string, objects: unknown, namespaces: unknown) =>
  done<ObjectSelectors>({
    subject: SUBJECT,
    selectors: [{ name: `Prometheus ${namespace}/k8s`, namespace, objects, namespaces }],
    namespaces: LABELS,
  });

const isForeign = (namespace: string) => namespace === 'globex';

describe('which Prometheus selects an object', () => {
  it.each<[string, Outcome<ObjectSelectors>, object]>([
    ['{} selects everything', by('monitoring', {}, {}), { by: ['Prometheus monitoring/k8s'] }],
    [
      'labels that it has',
      by('monitoring', { matchLabels: { team: 'shop' } }, { matchLabels: { zone: 'a' } }),
      { by: ['Prometheus monitoring/k8s'] },
    ],
    [
      'null selects nothing',
      by('monitoring', null, {}),
      { reasons: ['Prometheus monitoring/k8s has no probeSelector, so it selects nothing'] },
    ],
    [
      'a null selector of namespaces is its own',
      by('monitoring', {}, null),
      {
        reasons: ['Prometheus monitoring/k8s looks only into its own namespace, and not into acme'],
      },
    ],
    ['and so selects what lies beside it', by('acme', {}, null), { by: ['Prometheus acme/k8s'] }],
    [
      'labels that the object lacks',
      by('monitoring', { matchLabels: { release: 'x' } }, {}),
      { reasons: ['Prometheus monitoring/k8s wants the label release=x'] },
    ],
    ["another tenant's is counted, not named", by('globex', {}, {}), { by: [], foreign: 1 }],
    ['nor is why it does not', by('globex', null, {}), { reasons: [], hasAny: true }],
    ['a cluster that does not say', { kind: 'not_found', message: 'gone' }, { kind: 'unknown' }],
  ])('%s', (_, read, expected) => {
    expect(judgeSelection(PROBE, read, isForeign)).toMatchObject(expected);
  });

  it('is told as a sentence', () => {
    const text = (read: Outcome<ObjectSelectors>) =>
      selectionOf(PROBE, SUBJECT, read, isForeign).text;
    expect(text(by('globex', {}, {}))).toBe('selected by a Prometheus of another tenant');
    expect(text(by('globex', null, {}))).toBe('no Prometheus selects it');
    expect(text(done({ subject: SUBJECT, selectors: [], namespaces: LABELS }))).toBe(
      'the cluster has no Prometheus object that could select it',
    );
  });
});
