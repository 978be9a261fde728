import type {
  Rule,
  RuleInput,
  RuleLanguage,
  RuleLevel,
  RuleSourceInput,
} from '../../../contract/rules.ts';
import type { Pair } from '../../forms/pairs-field.tsx';

/** A level as it is typed: numbers and times are still text. */
export interface LevelForm {
  readonly severity: string;
  /** Empty: the expression compares by itself, and there is no threshold. */
  readonly operator: NonNullable<RuleLevel['operator']> | '';
  readonly threshold: string;
  /** `5m`, or `3x` for three evaluations in a row. */
  readonly for: string;
  /** Empty for not at all. */
  readonly keepFiringFor: string;
}

/** A rule as it is typed. */
export interface RuleForm {
  readonly name: string;
  readonly scope: string;
  readonly language: RuleLanguage;
  /** What the expression comes from; null: it was typed, or has been changed since. */
  readonly source: RuleSourceInput | null;
  readonly expression: string;
  readonly interval: string;
  readonly levels: readonly LevelForm[];
  readonly labels: readonly Pair[];
  readonly annotations: readonly Pair[];
  readonly contact: string;
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
  readonly channels: readonly string[];
  readonly levelChange: RuleInput['levelChange'];
  readonly enabled: boolean;
}

/** A new rule on a scope, with one level of the most severe rung. */
export function blankRule(
  scope: string,
  expression: string,
  ladder: readonly string[],
  language: RuleLanguage = 'promql',
): RuleForm {
  return {
    name: '',
    scope,
    language,
    source: null,
    expression,
    interval: '30s',
    levels: [nextLevel([], ladder)],
    labels: [],
    annotations: [],
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    channels: [],
    levelChange: 'raised',
    enabled: true,
  };
}

/** The rule with a text of another language, which no template or form has made. */
export function inLanguage(form: RuleForm, language: RuleLanguage, expression: string): RuleForm {
  return language === form.language ? form : { ...form, language, expression, source: null };
}

/** One more level: the next rung below the ones in use, compared and held like the last. */
export function nextLevel(levels: readonly LevelForm[], ladder: readonly string[]): LevelForm {
  const used = new Set(levels.map(({ severity }) => severity));
  const last = levels.at(-1);
  const lowest = ladder.indexOf(last?.severity ?? '');
  const below = ladder.slice(lowest + 1).find((severity) => !used.has(severity));
  const severity = below ?? ladder.find((each) => !used.has(each)) ?? ladder[0] ?? '';
  return {
    severity,
    operator: last?.operator || '>',
    threshold: '',
    for: last?.for ?? '5m',
    keepFiringFor: last?.keepFiringFor ?? '',
  };
}

export function formOfRule(rule: Rule): RuleForm {
  const { name, scope, expression, interval, channels, levelChange, enabled } = rule;
  return {
    name,
    scope,
    language: rule.language,
    source: rule.source ?? null,
    expression,
    interval,
    levels: rule.levels.map(formOfLevel),
    labels: pairsOf(rule.labels),
    annotations: pairsOf(rule.annotations),
    contact: rule.contact ?? '',
    runbookUrl: rule.runbookUrl ?? '',
    dashboardUrl: rule.dashboardUrl ?? '',
    channels,
    levelChange,
    enabled,
  };
}

/** The body of a save. Ask `checkRule` first: what is no number here becomes NaN. */
export function inputOfRule(form: RuleForm): RuleInput {
  return {
    name: form.name.trim(),
    scope: form.scope,
    ...(form.source === null
      ? { language: form.language, expression: form.expression.trim() }
      : { source: form.source }),
    interval: form.interval.trim(),
    levels: form.levels.map(inputOfLevel),
    labels: mapOf(form.labels),
    annotations: mapOf(form.annotations),
    contact: form.contact.trim(),
    runbookUrl: form.runbookUrl.trim(),
    dashboardUrl: form.dashboardUrl.trim(),
    channels: [...form.channels],
    levelChange: form.levelChange,
    enabled: form.enabled,
  };
}

function formOfLevel(level: RuleLevel): LevelForm {
  const { severity, operator = '', threshold, checks, keepFiringFor = '' } = level;
  return {
    severity,
    operator,
    threshold: threshold === undefined ? '' : String(threshold),
    for: checks === undefined ? (level.for ?? '0') : `${checks}x`,
    keepFiringFor,
  };
}

function inputOfLevel(level: LevelForm): RuleLevel {
  const { severity, operator, threshold } = level;
  const checks = checksOf(level.for);
  const keepFiringFor = level.keepFiringFor.trim();
  return {
    severity,
    ...(operator === '' ? {} : { operator, threshold: numberOf(threshold) }),
    ...(checks === null ? { for: level.for.trim() } : { checks }),
    ...(keepFiringFor === '' ? {} : { keepFiringFor }),
  };
}

/** `3x`: at three evaluations in a row. Null: the text is a time, or nothing. */
export function checksOf(text: string): number | null {
  const [, count] = /^(\d{1,6})\s*[x×]$/i.exec(text.trim()) ?? [];
  return count === undefined ? null : Number(count);
}

/** The number of a text; the empty text and words are NaN. */
export function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function pairsOf(map: Readonly<Record<string, string>>): readonly Pair[] {
  return Object.entries(map).map(([name, value]) => ({ name, value }));
}

/** Lines without a name are still being typed and are left out. */
function mapOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), value]])),
  );
}

/** Tells a draft of this form from anything else. */
export function isRuleForm(value: unknown): value is RuleForm {
  if (typeof value !== 'object' || value === null) return false;
  const texts = [
    ...['name', 'scope', 'language', 'expression', 'interval', 'levelChange'],
    ...['contact', 'runbookUrl', 'dashboardUrl'],
  ];
  const lists = ['levels', 'labels', 'annotations', 'channels'];
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    typeof entries.get('source') === 'object' &&
    lists.every((key) => Array.isArray(entries.get(key))) &&
    typeof entries.get('enabled') === 'boolean'
  );
}
