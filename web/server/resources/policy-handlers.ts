import type { FlapDamping } from '../../../alerting/flapping/flap-damping.ts';
import {
  type Policy,
  type PolicyContent,
  severitiesOfPolicy,
} from '../../../alerting/policies/policy.ts';
import type { PolicyService } from '../../../alerting/policies/policy-service.ts';
import type { TimeWindow } from '../../../alerting/policies/time-window.ts';
import type { Grouping } from '../../../alerting/routing/grouping.ts';
import { writeGrouping } from '../../../alerting/routing/read-grouping.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/policies.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';
import { presentRepeat } from './present-rule.ts';

type PolicyHandlers = Pick<Handlers, Extract<keyof Handlers, `policies.${string}`>>;

/** Policies over HTTP. */
export function policyHandlers(policies: PolicyService): PolicyHandlers {
  const show = (policy: Policy) => presentPolicy(policy, policies.usesOf(policy));
  return {
    'policies.list': ({ params, query }, context) => {
      const { principal } = context.caller();
      return Promise.resolve(
        presentPage(policies.list(principal, params.owner, pageRequest(query)), show),
      );
    },
    'policies.get': ({ params }, context) =>
      Promise.resolve(show(policies.get(context.caller().principal, params.owner, params.id))),
    'policies.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const write = { principal, owner: params.owner, draft: body };
      return show(await policies.create(write));
    },
    'policies.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, draft: body };
      return show(await policies.update(write, params.id, revision));
    },
    'policies.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await policies.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
    'policies.rules': ({ params }, context) => {
      const found = policies.rulesOf(context.caller().principal, params.owner, params.id);
      const items = found.rules.map(({ id, name, scope }) => ({
        id,
        name,
        scope: printScopeName(scope),
      }));
      return Promise.resolve({ items, count: found.count });
    },
    'policies.history': async ({ params }, context) => {
      const { principal } = context.caller();
      const changes = await policies.history(principal, params.owner, params.id);
      const items = changes.map(({ revision, kind, atMs, author, content }) => ({
        revision,
        kind,
        at: instant(atMs),
        author: author.name,
        policy: presentContent(content),
      }));
      return { items };
    },
  };
}

function presentPolicy(policy: Policy, rules: number): contract.Policy {
  return {
    id: policy.id,
    owner: policy.owner,
    ...presentContent(policy),
    rules,
    revision: policy.revision,
    createdAt: instant(policy.createdAtMs),
    updatedAt: instant(policy.updatedAtMs),
    updatedBy: policy.updatedBy,
  };
}

function presentContent(policy: PolicyContent): contract.PolicyInput {
  const { name, description, channels, repeat, windows, grouping, escalation, flapping } = policy;
  return {
    name,
    description,
    channels: [...channels],
    ...(repeat === null ? {} : { repeat: presentRepeat(repeat) }),
    severities: severitiesOfPolicy(policy).map((severity) => presentSeverity(policy, severity)),
    windows: windows.map(presentWindow),
    ...(grouping === null ? {} : { grouping: presentGrouping(grouping) }),
    escalation: escalation.map(({ afterMs, channels: to }) => ({
      after: printDurationMs(afterMs),
      channels: [...to],
    })),
    ...(flapping === null ? {} : { flapping: presentFlapping(flapping) }),
  };
}

function presentFlapping({ changes, withinMs, quietMs }: FlapDamping): contract.FlapDamping {
  return { changes, within: printDurationMs(withinMs), quiet: printDurationMs(quietMs) };
}

function presentSeverity(policy: PolicyContent, severity: string): contract.PolicySeverity {
  const channels = policy.severityChannels.get(severity);
  const repeat = policy.severityRepeats.get(severity);
  return {
    severity,
    ...(channels === undefined ? {} : { channels: [...channels] }),
    ...(repeat === undefined ? {} : { repeat: presentRepeat(repeat) }),
  };
}

export function presentWindow(window: TimeWindow): contract.TimeWindow {
  const { name, kind, weekdays, times, monthDays, months, zone } = window;
  return {
    name,
    kind,
    weekdays: [...weekdays],
    times: times.map(({ fromMinute, toMinute }) => ({
      from: timeText(fromMinute),
      to: timeText(toMinute),
    })),
    monthDays: [...monthDays],
    months: [...months],
    zone,
  };
}

/** As people send it; null: each alone. */
export function presentGrouping(grouping: Grouping | null): contract.Grouping {
  const { by, ...rest } = writeGrouping(grouping);
  return { ...rest, by: [...by] };
}

/** `HH:MM`, `24:00` at the end of a day. */
export function timeText(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
