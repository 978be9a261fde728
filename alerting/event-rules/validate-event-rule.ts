import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { checkDescription, checkName } from '../kept/check-texts.ts';
import type { KeptVerdict } from '../kept/kept-service.ts';
import { parseCondition } from './condition/parse-condition.ts';
import type { EventRuleContent } from './event-rule.ts';
import { isSeverity } from './priority.ts';

/** An event rule as people send it; `quiet` is a duration. */
export interface EventRuleDraft extends Omit<EventRuleContent, 'quietMs'> {
  readonly quiet: string;
}

/** What an event rule may name. */
export interface EventRulePlace {
  readonly owner: string;
  readonly ladder: readonly string[];
  readonly directory: Directory;
  readonly hasPolicy: (id: string) => boolean;
}

const LEAST_QUIET_MS = 60_000;
const MOST_QUIET_MS = 7 * 86_400_000;

export function validateEventRule(
  draft: EventRuleDraft,
  { owner, ladder, directory, hasPolicy }: EventRulePlace,
): KeptVerdict<EventRuleContent> {
  const { quiet, ...content } = draft;
  const { severity, environment, policy } = content;
  const quietMs = parseDurationMs(quiet) ?? 0;
  const node = environment === null ? null : parseNodePath(`${owner}.${environment}`);
  const isPlace = node === null || (node !== undefined && directory.environmentAt(node));
  const condition = parseCondition(draft.condition);
  const findings: readonly (ErrorDetail | null)[] = [
    ...checkName(content.name),
    ...checkDescription(content.description),
    condition.kind === 'error' ? { path: '/condition', message: condition.message } : null,
    isSeverity(severity, ladder)
      ? null
      : { path: '/severity', message: `"${severity}" is none of ${ladder.join(', ')}` },
    quietMs >= LEAST_QUIET_MS && quietMs <= MOST_QUIET_MS
      ? null
      : { path: '/quiet', message: 'expected a duration from 1m to 7d' },
    isPlace ? null : { path: '/environment', message: `${environment} does not exist` },
    policy === null || hasPolicy(policy)
      ? null
      : { path: '/policy', message: `policy ${policy} does not exist` },
  ];
  const found = findings.filter((finding) => finding !== null);
  if (found.length > 0) return { kind: 'invalid', findings: found };
  return { kind: 'valid', content: { ...content, quietMs } };
}
