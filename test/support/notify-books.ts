import type { EventRuleContent } from '../../alerting/event-rules/event-rule.ts';
import type { HeartbeatContent } from '../../alerting/heartbeats/heartbeat.ts';
import type { InhibitionContent } from '../../alerting/inhibition/inhibition-rule.ts';
import type { Policy } from '../../alerting/policies/policy.ts';
import { type PreparedRoute, prepareTree } from '../../alerting/routing/prepared-tree.ts';
import type { Route } from '../../alerting/routing/route-tree.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import {
  BLANK_EVENT_RULE,
  BLANK_HEARTBEAT,
  policyOf,
  ruleOf,
  TestInhibitions,
  TestThings,
} from './notify-things.ts';

/** What people have written, in both tenants. */
export interface TestBooks {
  readonly rules: Map<string, Rule>;
  readonly policies: Map<string, Policy>;
  readonly routes: Map<string, PreparedRoute>;
  readonly inhibitions: TestInhibitions;
  readonly heartbeats: TestThings<HeartbeatContent>;
  readonly eventRules: TestThings<EventRuleContent>;
}

export function testBooks(): TestBooks {
  return {
    rules: new Map(),
    policies: new Map(),
    routes: new Map(),
    inhibitions: new TestInhibitions(),
    heartbeats: new TestThings(),
    eventRules: new TestThings(),
  };
}

/** What people would write. */
export function writing(
  { rules, policies, routes, inhibitions, heartbeats, eventRules }: TestBooks,
  newId: () => string,
  clock: Clock,
) {
  return {
    addRule: (owner: string, changes: Partial<Rule> & { name: string }) =>
      keep(rules, ruleOf(owner, newId(), changes)),
    addPolicy: (owner: string, changes: Partial<Policy> & { name: string }) =>
      keep(policies, policyOf(owner, newId(), changes)),
    setRoutes: (owner: string, tree: readonly Route[]) => {
      const root = prepareTree(tree);
      if (root) routes.set(owner, root);
    },
    addInhibition: (owner: string, changes: Partial<InhibitionContent> & { name: string }) =>
      inhibitions.with(owner, newId(), changes),
    addEventRule: (owner: string, changes: Partial<EventRuleContent> & { name: string }) =>
      eventRules.add(owner, newId(), { ...BLANK_EVENT_RULE, ...changes }),
    addHeartbeat: (owner: string, changes: Partial<HeartbeatContent> & { name: string }) => {
      const id = newId();
      heartbeats.add(owner, id, { ...BLANK_HEARTBEAT, ...changes }, clock.nowMs());
      return id;
    },
  };
}

function keep<Thing extends { readonly id: string }>(things: Map<string, Thing>, thing: Thing) {
  things.set(thing.id, thing);
  return thing;
}
