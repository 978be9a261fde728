import type { InhibitionContent } from '../../alerting/inhibition/inhibition-rule.ts';
import type { KeptThing, NamedContent } from '../../alerting/kept/kept-thing.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import type { Route } from '../../alerting/routing/route-tree.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';

/** A rule as stored, everything defaulted. */
export function ruleOf(owner: string, id: string, changes: Partial<Rule> & { name: string }): Rule {
  const scope = parseScopeName(owner);
  if (!scope) throw new Error(`no scope: ${owner}`);
  return {
    id,
    owner,
    scope,
    source: { kind: 'text' },
    language: 'promql',
    expression: 'up',
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    unit: null,
    intervalMs: 60_000,
    levels: [],
    labels: new Map(),
    annotations: new Map(),
    record: null,
    noData: 'ignore',
    onError: 'keep',
    policy: null,
    channels: [],
    levelChange: 'raised',
    enabled: true,
    revision: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
    updatedBy: 'test',
    ...changes,
  };
}

/** Levels of a rule that tells nobody, not even its author. */
export const NOBODY_TOLD: Rule['levels'] = ['critical', 'warning', 'info'].map((severity) => ({
  severity,
  condition: null,
  forMs: 0,
  checks: null,
  keepFiringForMs: 0,
  channels: [],
  repeat: null,
}));

/** A policy as stored, everything defaulted. */
export function policyOf(
  owner: string,
  id: string,
  changes: Partial<Policy> & { name: string },
): Policy {
  return {
    id,
    owner,
    description: '',
    channels: [],
    severityChannels: new Map(),
    repeat: null,
    severityRepeats: new Map(),
    windows: [],
    grouping: null,
    escalation: [],
    flapping: null,
    revision: 1,
    createdAtMs: 0,
    updatedAtMs: 0,
    updatedBy: 'test',
    ...changes,
  };
}

/** A route below the root, everything inherited. */
export function routeOf(id: string, changes: Partial<Route> = {}): Route {
  return {
    id,
    parent: 'root',
    name: id,
    matchers: [],
    continues: false,
    receiver: { kind: 'inherit' },
    grouping: 'inherit',
    repeat: 'inherit',
    windows: 'inherit',
    ...changes,
  };
}

/** Things that are simply there; who subscribed is told of each. */
export class TestThings<Content extends NamedContent> {
  readonly #things: KeptThing<Content>[] = [];
  readonly #listeners: ((owner: string) => void)[] = [];

  all() {
    return this.#things;
  }

  ofOwner(owner: string) {
    return this.#things.filter((thing) => thing.owner === owner);
  }

  subscribe(listener: (owner: string) => void) {
    this.#listeners.push(listener);
  }

  add(owner: string, id: string, content: Content, atMs = 0) {
    const times = { createdAtMs: atMs, updatedAtMs: atMs, updatedBy: 'test' };
    this.#things.push({ id, owner, content, revision: 1, ...times });
    for (const listener of this.#listeners) listener(owner);
  }
}

/** Inhibition rules, everything defaulted. */
export class TestInhibitions extends TestThings<InhibitionContent> {
  with(owner: string, id: string, changes: Partial<InhibitionContent> & { name: string }) {
    const blank = { description: '', enabled: true, source: [], target: [], equal: [] };
    this.add(owner, id, { ...blank, ...changes });
  }
}

/** A heartbeat every five minutes that may be one minute late. */
export const BLANK_HEARTBEAT = {
  description: '',
  enabled: true,
  kind: 'ping',
  matchers: [],
  everyMs: 300_000,
  graceMs: 60_000,
  severity: 'warning',
  environment: null,
  policy: null,
  tokenHash: null,
} as const;

/** A rule on warnings of clusters. */
export const BLANK_EVENT_RULE = {
  description: '',
  enabled: true,
  source: 'event',
  condition: 'type = "Warning"',
  severity: 'WARNING',
  quietMs: 600_000,
  environment: null,
  policy: null,
} as const;
