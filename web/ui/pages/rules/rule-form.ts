import type { UnitName } from '../../../../queries/templates/units.data.ts';
import type {
  AbsenceBehaviour,
  Rule,
  RuleInput,
  RuleLanguage,
  RuleLevel,
  RuleRepeat,
  RuleSourceInput,
} from '../../../contract/rules.ts';
import type { Pair } from '../../forms/pairs-field.tsx';
import { sentSource } from './templates/sent-source.ts';

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
  /** Null: the rule's. */
  readonly channels: readonly string[] | null;
  /** Null: as its policy says. */
  readonly repeat: RuleRepeat | null;
}

/** A rule as it is typed. */
export interface RuleForm {
  readonly name: string;
  readonly scope: string;
  readonly language: RuleLanguage;
  /** What the expression comes from; null: it was typed, or has been changed since. */
  readonly source: RuleSourceInput | null;
  readonly expression: string;
  /** Of the values of an expression that was typed; null: not said. */
  readonly unit: UnitName | null;
  /** Name of the series to record; null: it alerts. */
  readonly record: string | null;
  readonly interval: string;
  readonly levels: readonly LevelForm[];
  readonly labels: readonly Pair[];
  readonly annotations: readonly Pair[];
  readonly contact: string;
  readonly runbookUrl: string;
  readonly dashboardUrl: string;
  readonly noData: AbsenceBehaviour;
  readonly onError: AbsenceBehaviour;
  readonly policy: string | null;
  readonly channels: readonly string[];
  readonly levelChange: RuleInput['levelChange'];
  readonly enabled: boolean;
  /** While it is written as YAML, which then says what the rule is. */
  readonly yaml?: RuleYamlText;
}

/** A rule as somebody writes it in YAML. */
export interface RuleYamlText {
  readonly text: string;
  /** What it says; null while it cannot be read: the fields are those of what could be. */
  readonly input: RuleInput | null;
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
    unit: null,
    record: null,
    interval: '30s',
    levels: [nextLevel([], ladder)],
    labels: [],
    annotations: [],
    contact: '',
    runbookUrl: '',
    dashboardUrl: '',
    noData: 'ignore',
    onError: 'keep',
    policy: null,
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
    channels: null,
    repeat: null,
  };
}

export function formOfRule(rule: Rule | RuleInput): RuleForm {
  const { name, scope, expression = '', interval, channels, levelChange, enabled } = rule;
  return {
    name,
    scope,
    language: rule.language ?? 'promql',
    source: rule.source ?? null,
    expression,
    unit: rule.unit ?? null,
    record: rule.record ?? null,
    interval,
    levels: rule.levels.map(formOfLevel),
    labels: pairsOf(rule.labels),
    annotations: pairsOf(rule.annotations),
    contact: rule.contact ?? '',
    runbookUrl: rule.runbookUrl ?? '',
    dashboardUrl: rule.dashboardUrl ?? '',
    noData: rule.noData ?? 'ignore',
    onError: rule.onError ?? 'keep',
    policy: rule.policy ?? null,
    channels,
    levelChange,
    enabled,
  };
}

/** The body of a save. Ask `checkRule` first: what is no number here becomes NaN. */
export function inputOfRule(form: RuleForm): RuleInput {
  return form.yaml?.input ?? inputOfFields(form);
}

/** What the fields say, whatever is written as YAML. */
export function inputOfFields(form: RuleForm): RuleInput {
  return {
    name: form.name.trim(),
    scope: form.scope,
    ...(form.source === null
      ? {
          language: form.language,
          expression: form.expression.trim(),
          ...(form.unit == null ? {} : { unit: form.unit }),
        }
      : { source: sentSource(form.source) }),
    ...(form.record === null ? {} : { record: form.record.trim() }),
    interval: form.interval.trim(),
    levels: form.levels.map(inputOfLevel),
    labels: mapOf(form.labels),
    annotations: mapOf(form.annotations),
    contact: form.contact.trim(),
    runbookUrl: form.runbookUrl.trim(),
    dashboardUrl: form.dashboardUrl.trim(),
    noData: form.noData,
    onError: form.onError,
    ...(form.policy === null ? {} : { policy: form.policy }),
    channels: [...form.channels],
    levelChange: form.levelChange,
    enabled: form.enabled,
  };
}

/** The rule with another threshold of one of its levels. */
export function withThreshold(form: RuleForm, level: number, threshold: string): RuleForm {
  const levels = form.levels.map((one, index) => (index === level ? { ...one, threshold } : one));
  return { ...form, levels };
}

function formOfLevel(level: RuleLevel): LevelForm {
  const { severity, operator = '', threshold, checks, keepFiringFor = '' } = level;
  return {
    severity,
    operator,
    threshold: threshold === undefined ? '' : String(threshold),
    for: checks === undefined ? (level.for ?? '0') : `${checks}x`,
    keepFiringFor,
    channels: level.channels ?? null,
    repeat: level.repeat ?? null,
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
    ...(level.channels === null ? {} : { channels: [...level.channels] }),
    ...(level.repeat === null ? {} : { repeat: level.repeat }),
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
