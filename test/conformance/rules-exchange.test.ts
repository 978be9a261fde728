import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  ExchangeDocument,
  ExchangeGroup,
  ExchangeRule,
} from '../../alerting/rules/exchange/exchange-group.ts';
import { exportRule } from '../../alerting/rules/exchange/export-rule.ts';
import { importRules } from '../../alerting/rules/exchange/import-rules.ts';
import { type ReadRules, readRules } from '../../alerting/rules/exchange/read-rules.ts';
import { writeRules } from '../../alerting/rules/exchange/write-rules.ts';
import type { RuleDraft } from '../../alerting/rules/rule-draft.ts';
import { validateRule } from '../../alerting/rules/validate-rule.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import type { Expr } from '../../queries/promql/ast.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { printPromql } from '../../queries/promql/print.ts';
import { inRepository } from '../support/repository.ts';

const folder = inRepository('..', 'shared', 'corpora', 'rules');

/** Not part of the repository, so its absence is no failure, not even in CI; the name says why. */
const isThere = existsSync(folder);
const title = isThere
  ? 'public rule objects'
  : 'public rule objects [needs the folder shared/corpora beside the checkout]';

const LADDER = ['critical', 'major', 'minor', 'warning', 'info'];

describe.skipIf(!isThere)(title, () => {
  const files = isThere
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.ya?ml$/.test(name),
      )
    : [];
  const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

  it.each(files)('%s is written and read without loss', (name) => {
    const read = mustRead(textOf(name));
    expect([read.refusals, read.notes]).toEqual([[], []]);
    const again = mustRead(writeRules(read.documents));
    expect(plain(again.documents)).toEqual(plain(read.documents));
    // Beside a count that knows nothing of the reader.
    const alerts = textOf(name).match(/^\s*- (?:alert|record|expr):|^\s+record:/gm) ?? [];
    expect(alerts.length).toBeGreaterThan(0);
  });

  it('say for every rule what becomes of it, and it is as it was counted', () => {
    const counts = new Map<string, number>();
    const count = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
    for (const name of files) {
      const read = mustRead(textOf(name));
      const groups = read.documents.flatMap((document) => document.groups);
      count('groups', groups.length);
      count(
        'rules',
        groups.reduce((sum, { rules }) => sum + rules.length, 0),
      );
      const { report, drafts } = importRules(read, contextOf(name));
      for (const { outcome } of report) count(outcome);
      count('drafts', drafts.length);
      count('recording', drafts.filter(({ record }) => record !== undefined).length);
      count(
        'with threshold',
        drafts.filter(({ levels }) => levels[0]?.threshold !== undefined).length,
      );
      const refused = report.filter(({ outcome }) => outcome === 'refused');
      for (const { rule, message } of refused) count(`${rule}: ${message.en}`);
    }
    process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`);
    const of = (what: string) => counts.get(what) ?? 0;
    expect(of('taken') + of('merged') + of('refused')).toBe(of('rules'));
    expect(of('taken')).toBe(of('drafts'));
  });

  it('come out as they went in', () => {
    let compared = 0;
    for (const name of files) {
      const read = mustRead(textOf(name));
      const context = { ...contextOf('even'), severities: new Map([['none', 'info']]) };
      const { drafts, report } = importRules(read, context);
      const refused = new Set(
        report.filter(({ outcome }) => outcome === 'refused').map(({ line }) => line),
      );
      const went = read.documents
        .flatMap(({ groups }) => groups)
        .flatMap((group) =>
          group.rules
            .filter(({ line }) => !refused.has(line))
            .map((rule) => meaningOf(withSeverity(rule), group, '1m')),
        );
      const came = drafts.flatMap((draft) => exported(draft, context));
      compared += came.length;
      expect(byText(came)).toEqual(byText(went));
    }
    expect(compared).toBeGreaterThan(200);
  });
});

function exported(draft: RuleDraft, context: ReturnType<typeof contextOf>): readonly Meaning[] {
  const verdict = validateRule(draft, { ...context, findTemplate: () => undefined });
  if (verdict.kind === 'invalid') throw new Error(JSON.stringify(verdict.findings));
  const made = exportRule(verdict.content);
  if (made.kind === 'refused') throw new Error(made.reason);
  return made.group.rules.map((rule) => meaningOf(rule, made.group, null));
}

/** As the test says that severities of others are to be read. */
function withSeverity(rule: ExchangeRule): ExchangeRule {
  if (rule.labels.get('severity') !== 'none') return rule;
  return { ...rule, labels: new Map([...rule.labels, ['severity', 'info']]) };
}

function byText(meanings: readonly Meaning[]): readonly string[] {
  return meanings.map((meaning) => JSON.stringify(meaning)).sort();
}

/** What an alert or recorded series is, however it is written. */
interface Meaning {
  readonly kind: string;
  readonly name: string;
  readonly expr: string;
  readonly for: string;
  readonly keepFiringFor: string;
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  readonly interval: string | null;
}

function meaningOf(rule: ExchangeRule, group: ExchangeGroup, interval: string | null): Meaning {
  const parsed = parsePromql(rule.expr);
  if (parsed.kind === 'error') throw new Error(`${rule.name}: ${parsed.error.text}`);
  const texts = (map: ReadonlyMap<string, string>) => [...map].map(String).sort();
  return {
    kind: rule.kind,
    name: rule.name,
    expr: printPromql(withoutParens(parsed.expr)),
    for: durationText(rule.for),
    keepFiringFor: durationText(rule.keepFiringFor),
    labels: texts(new Map([...group.labels, ...rule.labels])),
    annotations: texts(rule.annotations),
    interval: durationText(group.interval ?? interval),
  };
}

function durationText(text: string | null): string {
  return printDurationMs(parseDurationMs(text ?? '0') ?? -1);
}

/** Parentheses around the left side of a threshold are ours. */
function withoutParens(expr: Expr): Expr {
  if (expr.kind === 'paren') return withoutParens(expr.expr);
  return expr.kind === 'binary' ? { ...expr, lhs: withoutParens(expr.lhs) } : expr;
}

/** Two tenants take them over: one with the ladder of the service, one with its own. */
function contextOf(name: string) {
  const isAcme = name.length % 2 === 0;
  const own = new Map([
    ['critical', 'high'],
    ['warning', 'low'],
    ['info', 'low'],
  ]);
  return {
    owner: isAcme ? 'acme' : 'globex',
    scope: isAcme ? 'acme' : 'globex',
    interval: '1m',
    ladder: isAcme ? LADDER : ['high', 'low'],
    severities: isAcme ? new Map<string, string>() : own,
    defaultSeverity: null,
    tenancyLabels: new Set(['namespace']),
    channels: [],
    enabled: true,
  };
}

function mustRead(text: string): Extract<ReadRules, { kind: 'read' }> {
  const read = readRules(text);
  if (read.kind === 'refused') throw new Error(read.finding.message.en);
  return read;
}

function plain(documents: readonly ExchangeDocument[]): unknown {
  return documents.map((document) => ({
    ...document,
    groups: document.groups.map((group) => ({
      ...group,
      line: 0,
      rules: group.rules.map((rule) => ({ ...rule, line: 0 })),
    })),
  }));
}
