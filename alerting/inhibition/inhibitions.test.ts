import { describe, expect, it } from 'vitest';
import { incidentOf } from '../../test/support/incident-of.ts';
import { TestInhibitions } from '../../test/support/notify-things.ts';
import type { Incident } from '../incidents/incident.ts';
import type { OpenIncidentsListener } from '../incidents/open-incidents.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import type { InhibitionContent } from './inhibition-rule.ts';
import { Inhibitions } from './inhibitions.ts';
import { validateInhibition } from './validate-inhibition.ts';

type Rule = Partial<InhibitionContent> & { name: string };

const NODE: Rule = {
  name: 'node',
  source: ['alertname="NodeDown"'],
  target: ['alertname=~"Pod.+"', 'severity!="critical"'],
  equal: ['node'],
};

function incident(id: string, labels: Record<string, string>, changes: Partial<Incident> = {}) {
  return incidentOf(id, { labels: new Map(Object.entries(labels)), ...changes });
}

/** Open incidents that come and go. */
function world(rules: readonly Rule[], open: readonly Incident[], owner = 'acme') {
  const stored = new TestInhibitions();
  for (const [index, rule] of rules.entries()) stored.with(owner, String(index), rule);
  const listeners: OpenIncidentsListener[] = [];
  const watch = (listener: OpenIncidentsListener) => void listeners.push(listener);
  const inhibitions = new Inhibitions(stored, { all: () => open, watch });
  return { inhibitions, stored, listeners };
}

const node = incident('a', { alertname: 'NodeDown', node: 'n1' });
const pod = incident('b', { alertname: 'PodDown', node: 'n1' });

describe('what keeps messages of an incident back', () => {
  const both: Rule = { name: 'both', source: ['team="x"'], target: ['team="x"'] };
  const back: Rule = {
    name: 'back',
    source: ['alertname="PodDown"'],
    target: ['alertname="NodeDown"'],
  };
  const team = (id: string) => incident(id, { team: 'x' });
  const cases: readonly (readonly [
    string,
    readonly Rule[],
    readonly Incident[],
    Incident,
    string | null,
  ])[] = [
    ['a source with the same label', [NODE], [node], pod, 'node a'],
    [
      'with another value',
      [NODE],
      [node],
      incident('b', { alertname: 'PodDown', node: 'n2' }),
      null,
    ],
    ['a target that is not meant', [NODE], [node], incident('b', { alertname: 'Disk' }), null],
    ['its severity counts', [NODE], [node], { ...pod, severity: 'critical' }, null],
    ['nothing fires', [NODE], [], pod, null],
    ['the source is over', [NODE], [{ ...node, status: 'resolved' }], pod, null],
    ['switched off', [{ ...NODE, enabled: false }], [node], pod, null],
    ['the source of another tenant', [NODE], [{ ...node, owner: 'globex' }], pod, null],
    ['the target of another tenant', [NODE], [node], { ...pod, owner: 'globex' }, null],
    [
      'a label that both lack is equal',
      [NODE],
      [incident('a', { alertname: 'NodeDown' })],
      incident('b', { alertname: 'PodDown' }),
      'node a',
    ],
    ['never itself', [both], [team('a')], team('a'), null],
    ['both source and target: none of them', [both], [team('a')], team('b'), null],
    ['two rules one against the other: the older holds', [NODE, back], [node, pod], pod, 'node a'],
    ['and the younger does not', [NODE, back], [node, pod], node, null],
    [
      'nobody moves an alert into another environment with a label',
      [{ name: 'env', source: ['environment="prod"'], target: ['alertname=~"Pod.+"'] }],
      [incident('a', { environment: 'prod' }, { environment: 'dev' })],
      pod,
      null,
    ],
  ];
  it.each(cases)('%s', (_name, rules, open, target, expected) => {
    const found = world(rules, open).inhibitions.inhibitorOf(target);
    expect(found === null ? null : `${found.rule} ${found.source.id}`).toBe(expected);
  });

  it('follows incidents and rules as they change', () => {
    const { inhibitions, listeners, stored } = world([], []);
    const tell = (now: Incident) => {
      for (const listener of listeners) listener.put(now);
    };
    tell(node);
    expect(inhibitions.inhibitorOf(pod)).toBeNull();
    stored.with('acme', 'r', NODE);
    tell(node);
    expect(inhibitions.inhibitorOf(pod)?.source.id).toBe('a');
    tell({ ...node, status: 'resolved' });
    expect(inhibitions.inhibitorOf(pod)).toBeNull();
    tell(node);
    for (const listener of listeners) listener.gone(node.key);
    expect(inhibitions.inhibitorOf(pod)).toBeNull();
  });

  it('knows when a source is one no longer', () => {
    const { inhibitions } = world(
      [NODE, { ...NODE, name: 's', source: ['severity="critical"'] }],
      [],
    );
    const critical = { ...pod, severity: 'critical' };
    expect(inhibitions.isReleased(node, { ...node, status: 'resolved' })).toBe(true);
    expect(inhibitions.isReleased(critical, pod)).toBe(true);
    expect(inhibitions.isReleased(pod, critical)).toBe(false);
    expect(inhibitions.isReleased(node, node)).toBe(false);
    expect(inhibitions.isReleased(undefined, node)).toBe(false);
    const foreign = { ...node, owner: 'globex' };
    expect(inhibitions.isReleased(foreign, { ...foreign, status: 'resolved' })).toBe(false);
  });

  it('puts sources before the others of a post, the others in their order', () => {
    const { inhibitions } = world([NODE], []);
    const work = (subject: Incident): IncidentWork => ({
      subject,
      observations: [
        {
          kind: 'firing',
          levelKey: 'warning',
          severity: 'warning',
          rung: 1,
          gradeReason: 'severity_on_ladder',
          annotations: new Map(),
          startsAtMs: 0,
          endsAtMs: 1,
          endsAtIsTimeout: false,
          source: 'east',
        },
      ],
    });
    const other = incident('c', {});
    const ordered = inhibitions.sourcesFirst([pod, other, node].map(work));
    expect(ordered.map(({ subject }) => subject.key)).toEqual([node, pod, other].map((i) => i.key));
  });

  it('costs the same with ten thousand sources', () => {
    const open = Array.from({ length: 10_000 }, (_, index) =>
      incident(`n${index}`, { alertname: 'NodeDown', node: String(index) }),
    );
    const { inhibitions } = world([NODE], open);
    const target = incident('t', { alertname: 'PodDown', node: '7000' });
    const begunMs = performance.now();
    for (let round = 0; round < 1_000; round++) inhibitions.inhibitorOf(target);
    expect(performance.now() - begunMs).toBeLessThan(500);
    expect(inhibitions.inhibitorOf(target)?.source.id).toBe('n7000');
  });
});

describe('an inhibition rule as people send it', () => {
  const good = {
    ...NODE,
    description: '',
    enabled: true,
    source: ['a="b"'],
    target: ['c!~"d|e"', 'f="g"'],
    equal: ['node'],
  };
  it.each<readonly [string, Partial<InhibitionContent>, readonly string[]]>([
    ['is good', {}, []],
    ['without a name', { name: ' ' }, ['/name']],
    ['without conditions', { source: [] }, ['/source']],
    ['that holds for everything', { target: ['a!="b"'] }, ['/target']],
    ['every severity but one', { target: ['severity!="critical"'] }, []],
    ['that is no condition', { source: ['a', 'b="c"', 'd=~"("'] }, ['/source/0', '/source/2']],
    ['two in one', { source: ['a="b",c="d"'] }, ['/source/0']],
    ['a name of a metric', { source: ['"up"'] }, ['/source/0']],
    ['a pattern that is too large', { source: ['a=~"(x{500}){500}"'] }, ['/source/0']],
    ['a label that is none', { equal: [''] }, ['/equal/0']],
  ])('%s', (_name, changes, expected) => {
    const verdict = validateInhibition({ ...good, ...changes });
    const paths = verdict.kind === 'invalid' ? verdict.findings.map(({ path }) => path) : [];
    expect(paths).toEqual(expected);
  });
});
