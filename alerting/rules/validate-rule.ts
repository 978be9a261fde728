import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import { PLATFORM, parseScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { RuleContent, RuleDraft } from './rule-draft.ts';
import { checkDistinct } from './rule-receivers.ts';
import { type FindRenderable, readSource } from './rule-source.ts';
import { checkExpression } from './validate-expression.ts';
import { checkAbsence, checkRecording } from './validate-kind.ts';
import { checkLevels, comparesByItself, readLevels } from './validate-levels.ts';
import { checkAnnotations, checkLabels, isWellFormed } from './validate-texts.ts';

/** What a draft is judged by. */
export interface RuleContext {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  /** The owner's severities, most severe first. */
  readonly ladder: readonly string[];
  /** Labels that say whose a series is, on any cluster the rule may go to: not for people to set. */
  readonly tenancyLabels: ReadonlySet<string>;
  readonly findTemplate: FindRenderable;
}

/** The rule as it may be stored, or everything that is wrong with it, by JSON pointer. */
export type RuleVerdict =
  | { readonly kind: 'valid'; readonly content: RuleContent }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 86_400_000;
const MAX_NAME = 120;
const MAX_LINK = 2_048;

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
  const made = readSource(draft.source, context.findTemplate);
  const levels = readLevels(draft.levels, intervalMs ?? 0);
  const findings = [
    ...checkName(draft.name),
    ...(scope.finding ? [scope.finding] : []),
    ...(made.kind === 'invalid'
      ? made.findings
      : checkExpression(made.expression, made.language, comparesByItself(draft.levels))),
    ...checkUnit(draft),
    ...checkInterval(draft.interval, intervalMs),
    ...(draft.record === undefined
      ? checkLevels(draft.levels, context.ladder)
      : checkRecording(draft, draft.record)),
    ...checkLabels(draft.labels, context.tenancyLabels),
    ...checkAnnotations(draft.annotations),
    ...checkContact(draft.contact ?? ''),
    ...checkLink('/runbookUrl', draft.runbookUrl ?? ''),
    ...checkLink('/dashboardUrl', draft.dashboardUrl ?? ''),
    ...checkDistinct(draft.channels, '/channels'),
    ...checkAbsence(draft, made.kind === 'ok' ? made.language : null),
  ];
  if (findings.length > 0 || made.kind === 'invalid' || !scope.name || intervalMs === undefined) {
    return { kind: 'invalid', findings };
  }
  const { source, language, expression } = made;
  const { name, labels, annotations, channels, levelChange, enabled } = draft;
  const { contact = '', runbookUrl = '', dashboardUrl = '' } = draft;
  const texts = { name, source, language, expression, labels, annotations };
  const people = { contact: contact.trim(), runbookUrl, dashboardUrl };
  const { record = null, unit = null, noData = 'ignore', onError = 'keep', policy = null } = draft;
  const settings = { record, unit, intervalMs, levels, channels, levelChange, enabled };
  const absence = { noData, onError, policy };
  return {
    kind: 'valid',
    content: { ...texts, ...people, ...settings, ...absence, scope: scope.name },
  };
}

function checkUnit({ source, unit }: RuleDraft): readonly ErrorDetail[] {
  if (unit === undefined || source.kind === 'text') return [];
  const message = 'is said by the template or form that the rule is made from: leave it out';
  return [{ path: '/unit', message }];
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

function checkInterval(text: string, intervalMs: number | undefined): readonly ErrorDetail[] {
  const path = '/interval';
  if (intervalMs === undefined) return [{ path, message: `"${text}" is not a duration like 1m` }];
  if (intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS) return [];
  const bounds = `from ${printDurationMs(MIN_INTERVAL_MS)} to ${printDurationMs(MAX_INTERVAL_MS)}`;
  return [{ path, message: `must be ${bounds}, is "${text}"` }];
}

function checkContact(contact: string): readonly ErrorDetail[] {
  const path = '/contact';
  if ([...contact].length > MAX_NAME) {
    return [{ path, message: `must have at most ${MAX_NAME} characters` }];
  }
  const isPlain = isWellFormed(contact) && !/\p{Cc}/u.test(contact);
  return isPlain ? [] : [{ path, message: 'must not contain control characters' }];
}

function checkLink(path: string, link: string): readonly ErrorDetail[] {
  if (link === '') return [];
  if (link.length > MAX_LINK) {
    return [{ path, message: `must have at most ${MAX_LINK} characters` }];
  }
  const isWeb = /^https?:\/\/[^/]/.test(link) && URL.canParse(link) && !/[\s\p{Cc}{]/u.test(link);
  return isWeb ? [] : [{ path, message: 'expected an http or https address, without templates' }];
}
