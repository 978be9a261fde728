import type { BilingualText } from '../../../queries/templates/named-metric.ts';
import type { RuleDraft } from '../rule-draft.ts';
import { type ExchangeFinding, said } from './exchange-finding.ts';
import type { ExchangeGroup, ExchangeRule } from './exchange-group.ts';
import { importAlert, importRecording } from './import-alert.ts';
import type { ImportContext } from './import-context.ts';
import { LevelMerger } from './merge-levels.ts';
import type { ReadRules } from './read-rules.ts';

/**
 * What became of one rule of the text.
 * - `taken`: it is a draft of its own, or the first level of one.
 * - `merged`: it is a further level of a draft.
 * - `refused`: it cannot be taken; the message says why.
 */
export interface ImportLine {
  readonly group: string;
  /** Empty where something that is no rule was refused. */
  readonly rule: string;
  /** From 1; 0 for what has no line. */
  readonly line: number;
  readonly outcome: 'taken' | 'merged' | 'refused';
  /** Index of its draft in `drafts`. */
  readonly index: number | null;
  readonly message: BilingualText;
}

export interface ImportedRules {
  readonly drafts: readonly RuleDraft[];
  /** By line: one for each rule of the text, and one for everything else that was refused. */
  readonly report: readonly ImportLine[];
  /** Fields and texts that were left out or read in one of several ways. */
  readonly notes: readonly ExchangeFinding[];
}

/**
 * Turns what was read into drafts of our rules. Nothing is saved: the caller looks at the whole
 * report first, so that nothing is half-imported. Every draft has passed `validateRule`; channels
 * and rights are not looked at here.
 */
export function importRules(
  read: Extract<ReadRules, { kind: 'read' }>,
  context: ImportContext,
): ImportedRules {
  const drafts: RuleDraft[] = [];
  const report: ImportLine[] = read.refusals.map(refusedLine);
  for (const group of read.documents.flatMap(({ groups }) => groups)) {
    const merger = new LevelMerger(context.ladder);
    const lost = lostOf(group);
    for (const rule of group.rules) {
      report.push(take(rule, group, context, merger, drafts.length, lost));
    }
    drafts.push(...merger.drafts);
  }
  const inOrder = report.toSorted((a, b) => a.line - b.line);
  return { drafts, report: inOrder, notes: read.notes };
}

function refusedLine({ group, rule, line, message }: ExchangeFinding): ImportLine {
  return { group, rule, line, outcome: 'refused', index: null, message };
}

function take(
  rule: ExchangeRule,
  group: ExchangeGroup,
  context: ImportContext,
  merger: LevelMerger,
  offset: number,
  lost: readonly BilingualText[],
): ImportLine {
  const at = { group: group.name, rule: rule.name, line: rule.line };
  const imported =
    rule.kind === 'alert'
      ? importAlert(rule, group, context)
      : importRecording(rule, group, context);
  if (imported.kind === 'refused') {
    return { ...at, outcome: 'refused', index: null, message: joined(imported.reasons) };
  }
  const { index, isMerged } = merger.add(imported.draft);
  const how = isMerged ? MERGED : taken(imported.draft);
  const message = joined([how, ...imported.notes, ...lost]);
  return { ...at, outcome: isMerged ? 'merged' : 'taken', index: index + offset, message };
}

const MERGED = said(
  'It is a further level of the rule of the same name.',
  '已作为同名规则的另一个级别合并。',
);

const RECORDS = said(
  'It is taken; it is evaluated by itself, for each environment, so that what it builds on may be one evaluation old.',
  '已导入；该规则按环境单独评估，所依赖的序列可能来自上一次评估。',
);

function taken({ levels, record }: RuleDraft): BilingualText {
  if (record !== undefined) return RECORDS;
  const [level] = levels;
  if (level?.threshold === undefined) {
    return said(
      'It is taken; its expression compares by itself, so it has no threshold to change.',
      '已导入；表达式自带比较，没有可调整的阈值。',
    );
  }
  const condition = `${level.operator ?? ''} ${level.threshold}`;
  return said(`It is taken with the threshold ${condition}.`, `已导入，阈值为 ${condition}。`);
}

/** Fields of the group that our rules do not have. */
function lostOf({ limit, queryOffset, extra }: ExchangeGroup): readonly BilingualText[] {
  const fields = [
    ...(limit === null ? [] : ['limit']),
    ...(queryOffset === null ? [] : ['query_offset']),
    ...extra.keys(),
  ];
  if (fields.length === 0) return [];
  const names = fields.join(', ');
  return [said(`Left out from its group: ${names}.`, `未导入组的字段：${names}。`)];
}

function joined(texts: readonly BilingualText[]): BilingualText {
  return said(texts.map(({ en }) => en).join(' '), texts.map(({ zh }) => zh).join(''));
}
