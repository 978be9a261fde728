import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import { PLATFORM, parseScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { typeName, typeOf } from '../../queries/promql/type-of.ts';
import type { RuleLevel } from './rule.ts';
import type { LevelDraft, RuleContent, RuleDraft } from './rule-draft.ts';
import { checkAnnotations, checkLabels, isWellFormed } from './validate-texts.ts';

/** What a draft is judged by. */
export interface RuleContext {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** The owner's severities, most severe first. */
  readonly ladder: readonly string[];
  /** Labels that say whose a series is, on any cluster the rule may go to: not for people to set. */
  readonly tenancyLabels: ReadonlySet<string>;
}

/** The rule as it may be stored, or everything that is wrong with it, by JSON pointer. */
export type RuleVerdict =
  | { readonly kind: 'valid'; readonly content: RuleContent }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 86_400_000;
const MAX_FOR_MS = 365 * 86_400_000;
const MAX_NAME = 120;

/**
 * Checks a draft against everything that can be known without asking anyone: whether channels
 * exist and who may write the rule is not decided here. All findings are listed, not the first.
 *
 * @example validateRule({ …, interval: '0' }, context)
 * // { kind: 'invalid', findings: [{ path: '/interval', message: 'must be from 1s to 1d, is "0"' }] }
 */
export function validateRule(draft: RuleDraft, context: RuleContext): RuleVerdict {
  const scope = readScope(draft.scope, context.owner);
  const intervalMs = parseDurationMs(draft.interval);
  const levels = draft.levels.map(readLevel);
  const findings = [
    ...checkName(draft.name),
    ...(scope.finding ? [scope.finding] : []),
    ...checkExpression(draft.expression),
    ...checkInterval(draft.interval, intervalMs),
    ...draft.levels.flatMap((level, index) => checkLevel(level, index)),
    ...checkLadder(draft.levels, context.ladder),
    ...checkLabels(draft.labels, context.tenancyLabels),
    ...checkAnnotations(draft.annotations),
    ...checkDistinct(draft.channels),
  ];
  if (findings.length > 0 || !scope.name || intervalMs === undefined) {
    return { kind: 'invalid', findings };
  }
  const { name, expression, labels, annotations, channels, levelChange, enabled } = draft;
  const texts = { name, expression, labels, annotations };
  const settings = { intervalMs, levels, channels, levelChange, enabled };
  return { kind: 'valid', content: { ...texts, ...settings, scope: scope.name } };
}

function checkName(name: string): readonly ErrorDetail[] {
  const path = '/name';
  if (name.trim() === '') return [{ path, message: 'must not be blank' }];
  if ([...name].length > MAX_NAME) {
    return [{ path, message: `must have at most ${MAX_NAME} characters` }];
  }
  if (!isWellFormed(name) || /\p{Cc}/u.test(name)) {
    return [{ path, message: 'must not contain control characters' }];
  }
  return [];
}

function readScope(text: string, owner: string): { name?: ScopeName; finding?: ErrorDetail } {
  const path = '/scope';
  const name = parseScopeName(text);
  if (!name) {
    return {
      finding: { path, message: `"${text}" is not tenant[.project[.environment]][@cluster]` },
    };
  }
  const holder = name.kind === 'platform' ? PLATFORM : name.node.tenant;
  if (holder !== owner) return { finding: { path, message: `must lie within ${owner}` } };
  return { name };
}

function checkExpression(expression: string): readonly ErrorDetail[] {
  const path = '/expression';
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [{ path, message: parsed.error.text }];
  const type = typeOf(parsed.expr);
  if (type !== 'vector' && type !== 'scalar') {
    const message = `must be an instant vector or a scalar, is ${typeName(type)}`;
    return [{ path, message }];
  }
  return [];
}

function checkInterval(text: string, intervalMs: number | undefined): readonly ErrorDetail[] {
  const path = '/interval';
  if (intervalMs === undefined) return [{ path, message: `"${text}" is not a duration like 1m` }];
  if (intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS) return [];
  const bounds = `from ${printDurationMs(MIN_INTERVAL_MS)} to ${printDurationMs(MAX_INTERVAL_MS)}`;
  return [{ path, message: `must be ${bounds}, is "${text}"` }];
}

function readLevel(level: LevelDraft): RuleLevel {
  const { severity, operator, threshold } = level;
  return { severity, operator, threshold, forMs: parseDurationMs(level.for) ?? 0 };
}

function checkLevel(level: LevelDraft, index: number): readonly ErrorDetail[] {
  const findings: ErrorDetail[] = [];
  if (!Number.isFinite(level.threshold)) {
    findings.push({ path: `/levels/${index}/threshold`, message: 'must be a finite number' });
  }
  const forMs = parseDurationMs(level.for);
  const path = `/levels/${index}/for`;
  if (forMs === undefined) {
    findings.push({ path, message: `"${level.for}" is not a duration like 5m` });
  } else if (forMs > MAX_FOR_MS) {
    findings.push({ path, message: `must be at most 1y, is "${level.for}"` });
  }
  return findings;
}

function checkLadder(
  levels: readonly LevelDraft[],
  ladder: readonly string[],
): readonly ErrorDetail[] {
  if (levels.length === 0) return [{ path: '/levels', message: 'must hold at least one level' }];
  const findings: ErrorDetail[] = [];
  let lowest = -1;
  for (const [index, { severity }] of levels.entries()) {
    const rung = ladder.indexOf(severity);
    const path = `/levels/${index}/severity`;
    if (rung < 0) {
      findings.push({ path, message: `"${severity}" is not one of ${ladder.join(', ')}` });
    } else if (levels.findIndex((level) => level.severity === severity) < index) {
      findings.push({ path, message: `"${severity}" stands twice` });
    } else if (rung < lowest) {
      findings.push({ path, message: `"${severity}" must stand before less severe levels` });
    }
    lowest = Math.max(lowest, rung);
  }
  return findings;
}

function checkDistinct(channels: readonly string[]): readonly ErrorDetail[] {
  return channels.flatMap((channel, index) =>
    channels.indexOf(channel) < index
      ? [{ path: `/channels/${index}`, message: `channel ${channel} stands twice` }]
      : [],
  );
}
