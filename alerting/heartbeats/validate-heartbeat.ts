import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { compileLabelMatcher } from '../inhibition/label-matcher.ts';
import { checkDescription, checkName } from '../kept/check-texts.ts';
import type { KeptVerdict } from '../kept/kept-service.ts';
import type { HeartbeatContent } from './heartbeat.ts';

/** A heartbeat as people send it; `every` and `grace` are durations. */
export interface HeartbeatDraft
  extends Omit<HeartbeatContent, 'everyMs' | 'graceMs' | 'tokenHash'> {
  readonly every: string;
  readonly grace: string;
  /** Of a new token; null keeps the one before. */
  readonly tokenHash: string | null;
}

/** What a heartbeat may name. */
export interface HeartbeatPlace {
  readonly owner: string;
  readonly ladder: readonly string[];
  readonly directory: Directory;
  readonly hasPolicy: (id: string) => boolean;
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const MAX_CONDITIONS = 20;

export function validateHeartbeat(
  draft: HeartbeatDraft,
  place: HeartbeatPlace,
  before: HeartbeatContent | null,
): KeptVerdict<HeartbeatContent> {
  const everyMs = parseDurationMs(draft.every);
  const graceMs = parseDurationMs(draft.grace);
  const conditions = conditionsOf(draft);
  const findings = [
    ...checkName(draft.name),
    ...checkDescription(draft.description),
    ...checkSpan(everyMs, '/every', {
      least: 10 * SECOND_MS,
      most: 31 * DAY_MS,
      say: '10s to 31d',
    }),
    ...checkSpan(graceMs, '/grace', { least: 0, most: 7 * DAY_MS, say: '0s to 7d' }),
    ...conditions.findings,
    ...checkPlace(draft, place),
  ];
  if (findings.length > 0 || everyMs === undefined || graceMs === undefined) {
    return { kind: 'invalid', findings };
  }
  const { name, description, enabled, kind, severity, environment, policy } = draft;
  const tokenHash = kind === 'ping' ? (draft.tokenHash ?? before?.tokenHash ?? null) : null;
  const texts = { name, description, enabled, kind, matchers: conditions.texts };
  const content = { ...texts, everyMs, graceMs, severity, environment, policy, tokenHash };
  return { kind: 'valid', content };
}

function conditionsOf({ kind, matchers }: HeartbeatDraft) {
  const texts: string[] = [];
  if (kind === 'ping') {
    const message = 'a ping has no conditions';
    return { texts, findings: matchers.length === 0 ? [] : [{ path: '/matchers', message }] };
  }
  if (matchers.length === 0 || matchers.length > MAX_CONDITIONS) {
    const message = `expected 1 to ${MAX_CONDITIONS} conditions`;
    return { texts, findings: [{ path: '/matchers', message }] };
  }
  const findings: ErrorDetail[] = [];
  for (const [index, text] of matchers.entries()) {
    const verdict = compileLabelMatcher(text);
    if (verdict.kind === 'ok') texts.push(verdict.matcher.text);
    else findings.push({ path: `/matchers/${index}`, message: verdict.message });
  }
  return { texts, findings };
}

function checkSpan(
  spanMs: number | undefined,
  path: string,
  { least, most, say }: { readonly least: number; readonly most: number; readonly say: string },
): readonly ErrorDetail[] {
  const isGood = spanMs !== undefined && spanMs >= least && spanMs <= most;
  return isGood ? [] : [{ path, message: `expected a duration from ${say}` }];
}

function checkPlace(
  { severity, environment, policy }: HeartbeatDraft,
  { owner, ladder, directory, hasPolicy }: HeartbeatPlace,
): readonly ErrorDetail[] {
  const node = environment === null ? null : parseNodePath(`${owner}.${environment}`);
  const isPlace = node === null || (node !== undefined && directory.environmentAt(node));
  return [
    ...(ladder.includes(severity)
      ? []
      : [{ path: '/severity', message: `"${severity}" is none of ${ladder.join(', ')}` }]),
    ...(isPlace ? [] : [{ path: '/environment', message: `${environment} does not exist` }]),
    ...(policy === null || hasPolicy(policy)
      ? []
      : [{ path: '/policy', message: `policy ${policy} does not exist` }]),
  ];
}
