import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExchangeDocument } from '../../alerting/rules/exchange/exchange-group.ts';
import { importRules } from '../../alerting/rules/exchange/import-rules.ts';
import { type ReadRules, readRules } from '../../alerting/rules/exchange/read-rules.ts';
import { writeRules } from '../../alerting/rules/exchange/write-rules.ts';
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
      const { report, drafts, recording } = importRules(read, contextOf(name));
      for (const { outcome } of report) count(outcome);
      count('drafts', drafts.length);
      count('recording', recording.length);
      count(
        'with threshold',
        drafts.filter(({ levels }) => levels[0]?.threshold !== undefined).length,
      );
      const refused = report.filter(({ outcome }) => outcome === 'refused');
      for (const { rule, message } of refused) count(`${rule}: ${message.en}`);
    }
    process.stdout.write(`${JSON.stringify(Object.fromEntries(counts))}\n`);
    const of = (what: string) => counts.get(what) ?? 0;
    expect(of('taken') + of('merged') + of('kept_apart') + of('refused')).toBe(of('rules'));
    expect(of('taken')).toBe(of('drafts'));
  });
});

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
