import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../contract/incidents.ts';
import type { Rule } from '../../../contract/rules.ts';
import { parseScope, type ScopeParts } from '../../scope/scope-text.ts';
import {
  type ComparingLevel,
  evidenceAmong,
  isTrial,
  ruleToTry,
  runningTrial,
  TRIAL_OF,
  trialOf,
  trialThreshold,
} from './trial.ts';

const AT = '2026-11-20T09:00:00.000Z';

function rule(id: string, change: Partial<Rule> = {}): Rule {
  return {
    id,
    owner: 'acme',
    name: `rule ${id}`,
    scope: 'acme.shop.prod',
    language: 'promql',
    expression: 'busy',
    interval: '15s',
    levels: [
      { severity: 'critical', operator: '>', threshold: 95, for: '5m' },
      { severity: 'warning', operator: '>', threshold: 85, for: '2m' },
    ],
    labels: { team: 'web' },
    annotations: { summary: 'busy', description: 'lower it' },
    channels: ['pager'],
    levelChange: 'any',
    enabled: true,
    templateChange: null,
    lint: [],
    status: [],
    revision: 1,
    createdAt: AT,
    updatedAt: AT,
    updatedBy: 'ann',
    ...change,
  };
}

const trial = (id: string, change: Partial<Rule> = {}) =>
  rule(id, { annotations: { [TRIAL_OF]: 'a' }, ...change });

function scope(text: string): ScopeParts {
  const parts = parseScope(text);
  if (parts === undefined) throw new Error(`no scope: ${text}`);
  return parts;
}

const WORDS = { name: (name: string) => `${name} (trial)`, description: 'a copy' };

describe('a threshold that the value has reached', () => {
  it.each<[ComparingLevel['operator'], readonly number[], number | undefined]>([
    ['>', [34.2], 3],
    ['>', [0.96], 0.1],
    ['>', [2, 40], 4],
    ['>=', [1], 0.1],
    ['>', [0], -1],
    ['>', [-3], -30],
    ['<', [34.2], 300],
    ['<', [0], 1],
    ['<=', [-50], -5],
    ['<', [70, 2], 20],
    ['==', [7, 8], 7],
    ['!=', [7, 8], 9],
    ['>', [], undefined],
    ['>', [Number.NaN], undefined],
    ['<', [Number.POSITIVE_INFINITY], undefined],
  ])('%s of %j is %s', (operator, values, expected) => {
    expect(trialThreshold(operator, values)).toBe(expected);
  });
});

describe('the trial of a rule', () => {
  it('is a copy with one level that fires in seconds, marked as such', () => {
    expect(trialOf(rule('a'), [50], ['browser'], WORDS)).toEqual({
      name: 'rule a (trial)',
      scope: 'acme.shop.prod',
      expression: 'busy',
      interval: '2s',
      levels: [{ severity: 'warning', operator: '>', threshold: 5, for: '4s' }],
      labels: { team: 'web' },
      annotations: { summary: 'busy', description: 'a copy', trial_of: 'a' },
      channels: ['browser'],
      levelChange: 'raised',
      enabled: true,
    });
  });

  it('has a name that is not too long', () => {
    const made = trialOf(rule('a', { name: 'n'.repeat(120) }), [50], [], WORDS);
    expect(made?.name).toHaveLength(120);
    expect(made?.name).toMatch(/ \(trial\)$/);
  });

  it('waits for a value', () => {
    expect(trialOf(rule('a'), [], [], WORDS)).toBeUndefined();
  });
});

describe('which rule', () => {
  const rules = [
    rule('c'),
    trial('d'),
    rule('a', { enabled: false }),
    rule('b', { scope: 'acme.shop.dev' }),
  ];
  it.each([
    ['acme', 'b', 'd'],
    ['acme.shop', 'b', 'd'],
    ['acme.shop.prod', 'c', 'd'],
    ['acme.shop.dev', 'b', undefined],
    ['globex', undefined, undefined],
  ])('of %s is %s, and the trial %s', (text, tried, running) => {
    expect(ruleToTry(rules, scope(text))?.id).toBe(tried);
    expect(runningTrial(rules, scope(text))?.id).toBe(running);
  });

  it('takes no name for an annotation', () => {
    expect(isTrial({ annotations: {} })).toBe(false);
    expect(isTrial(trial('x'))).toBe(true);
  });
});

describe('the incident that shows that alerts work', () => {
  const incident = (id: string, startedAt: string, annotations: Record<string, string> = {}) =>
    ({
      id,
      owner: 'acme',
      tenant: 'acme',
      project: 'shop',
      environment: 'prod',
      cluster: 'eu-1',
      namespace: 'shop-prod',
      ruleId: null,
      title: id,
      status: 'resolved',
      severity: 'major',
      labels: {},
      annotations,
      levels: [],
      startedAt,
      resolvedAt: null,
      resolveReason: null,
      acknowledgedAt: null,
      acknowledgedBy: null,
      assignee: null,
      resolvable: false,
      lastEvent: 1,
    }) satisfies Incident;
  it('is the latest of a trial, else the latest', () => {
    const early = incident('early', '2026-11-20T09:00:00.000Z', { [TRIAL_OF]: 'a' });
    const again = incident('again', '2026-11-20T09:30:00.000Z', { [TRIAL_OF]: 'a' });
    const other = incident('other', '2026-11-20T10:00:00.000Z');
    expect(evidenceAmong([])).toBeUndefined();
    expect(evidenceAmong([early, other, again])?.id).toBe('again');
    expect(evidenceAmong([other])?.id).toBe('other');
  });
});
