import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLogql } from '../../queries/logql/parse.ts';
import { parsePromql } from '../../queries/promql/parse.ts';
import { inRepository } from '../../test/support/repository.ts';
import type { Dashboard } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import { planPanel } from '../queries/plan-panel.ts';
import { parseVariableQuery } from '../variables/variable-query.ts';
import { importDashboardText } from './import-dashboard.ts';

const FOLDER = inRepository('..', 'shared', 'corpora', 'dashboards');
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
  : [];
if (files.length === 0)
  process.stderr.write('skipped: no dashboards in ../shared/corpora/dashboards\n');

const panelsOf = (panels: readonly Panel[]): readonly Panel[] =>
  panels.flatMap((panel) => [panel, ...panelsOf(panel.panels)]);

/** Every object of the JSON with an `expr`, wherever it stands. */
function expressionsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'expr' in value && typeof value.expr === 'string' ? [value.expr] : [];
  return [...own, ...Object.values(value).flatMap(expressionsIn)];
}

function sampleContext({ variables, uid, title }: Dashboard) {
  const values = new Map(
    variables.map(({ name }) => [
      name,
      { name, values: ['a.b', 'c"d'], texts: ['a', 'b'], isChoice: true, verbatim: null },
    ]),
  );
  const time = { fromMs: 1_700_000_000_000, toMs: 1_700_021_600_000, timeZone: 'UTC' };
  return {
    time,
    variables: values,
    filters: [],
    dashboard: { uid, title },
    scrapeIntervalMs: 15_000,
  };
}

describe.skipIf(files.length === 0)('the dashboards of the corpus', () => {
  it('are imported without loss of a query, and every query parses with values put in', () => {
    let planned = 0;
    for (const file of files) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const result = importDashboardText(text);
      if (result.kind === 'refused') throw new Error(`${file}: ${result.message}`);
      const { dashboard, notes } = result;
      expect(
        notes.filter(({ message }) => message.startsWith('Not asked')),
        file,
      ).toEqual([]);
      const panels = panelsOf(dashboard.panels);
      const found = panels.flatMap(({ targets }) => targets.map(({ expression }) => expression));
      expect(found.toSorted(), file).toEqual(expressionsIn(JSON.parse(text)).toSorted());
      const context = sampleContext(dashboard);
      for (const panel of panels) {
        const shown = {
          ...panel,
          targets: panel.targets.map((each) => ({ ...each, isHidden: false })),
        };
        const plan = planPanel(shown, context, 600);
        expect(plan.problems, `${file} ${panel.title}`).toEqual([]);
        for (const { expression, target } of plan.queries) {
          const parse = target.language === 'promql' ? parsePromql : parseLogql;
          expect(parse(expression).kind, `${file}: ${expression}`).toBe('ok');
          planned += 1;
        }
      }
    }
    expect({ files: files.length, planned }).toEqual({ files: 34, planned: 867 });
  });

  it('lose nothing but what is really not drawn', () => {
    const notes = files.flatMap((file) => {
      const result = importDashboardText(readFileSync(join(FOLDER, file), 'utf8'));
      return result.kind === 'refused'
        ? [result.message]
        : result.notes.map((note) => `${file} ${note.panelTitle}: ${note.message}`);
    });
    expect(notes).toEqual([]);
  });

  it('have panels that are all drawn, and variables that are all read', () => {
    for (const file of files) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      const result = importDashboardText(text);
      if (result.kind === 'refused') throw new Error(`${file}: ${result.message}`);
      const panels = panelsOf(result.dashboard.panels);
      expect(
        panels.filter(({ kind }) => kind === 'unknown'),
        file,
      ).toEqual([]);
      expect(new Set(panels.map(({ id }) => id)).size, file).toBe(panels.length);
      for (const variable of result.dashboard.variables) {
        if (variable.kind !== 'query') continue;
        expect(parseVariableQuery(variable.query).kind, variable.query).toBe('label_values');
      }
    }
  });
});
