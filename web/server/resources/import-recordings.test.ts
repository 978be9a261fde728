import { expect, it } from 'vitest';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { type ImportedBoards, ImportRecordings } from './import-recordings.ts';

const RULES = `groups:
  - name: mixin
    rules:
      - { record: 'shop:load:sum', expr: 'sum(shop:cpu:rate)' }
      - { record: 'shop:cpu:rate', expr: 'rate(cpu_total[5m])' }
      - { record: 'other:thing:sum', expr: 'up' }`;
const board = (uid: string, expr: string) => ({
  uid,
  source: JSON.stringify({
    ...{ uid, title: uid },
    panels: [{ id: 1, type: 'timeseries', targets: [{ refId: 'A', expr }] }],
  }),
});
const by = (tenant: string, more: Partial<ImportedBoards> = {}): ImportedBoards => ({
  principal: { kind: 'user', id: tenant, name: tenant, bindings: [] },
  ...{ owner: tenant, scope: `${tenant}.shop`, ruleFiles: [{ text: RULES }], makes: true },
  boards: [board('load', 'shop:load:sum / up'), board('odd', 'nobody:knows:it')],
  ...more,
});

/** acme lacks everything, globex has what its boards need; only acme may write rules. */
function world() {
  const made: {
    readonly owner: string;
    readonly draft: Parameters<RuleService['create']>[0]['draft'];
  }[] = [];
  const recordings = new ImportRecordings({
    rules: {
      readable: (_, owner) =>
        made.flatMap((one) => (one.owner === owner ? [{ record: one.draft.record } as never] : [])),
      create: async ({ owner, draft }) => {
        if (owner !== 'acme') throw new AppError('scope_denied', 'no right to write rules');
        made.push({ owner, draft });
        return {} as never;
      },
    },
    metricsOf: async ({ name }) =>
      name === 'globex' ? new Set(['up', 'shop:cpu:rate']) : new Set(['up']),
    publicUrl: () => 'https://tocsin.example',
  });
  return { recordings, made };
}

const outcomes = (found: Awaited<ReturnType<ImportRecordings['of']>>) =>
  found.map(({ record, outcome, boards }) => [record, outcome, boards.join()]);

it('are said without being made, and made where somebody wants them', async () => {
  const { recordings, made } = world();
  expect(outcomes(await recordings.of(by('acme', { makes: false })))).toEqual([
    ['shop:cpu:rate', 'missing', 'load'],
    ['shop:load:sum', 'missing', 'load'],
    ['nobody:knows:it', 'unknown', 'odd'],
  ]);
  expect(made).toEqual([]);
  expect(outcomes(await recordings.of(by('acme')))).toEqual([
    ['shop:cpu:rate', 'made', 'load'],
    ['shop:load:sum', 'made', 'load'],
    ['nobody:knows:it', 'unknown', 'odd'],
  ]);
  expect(made.map(({ draft }) => draft)).toMatchObject([
    {
      ...{ record: 'shop:cpu:rate', scope: 'acme.shop' },
      dashboardUrl: 'https://tocsin.example/dashboards/load?scope=acme.shop',
    },
    { record: 'shop:load:sum' },
  ]);
  expect(outcomes(await recordings.of(by('acme')))[0]).toEqual([
    'shop:cpu:rate',
    'waiting',
    'load',
  ]);
  expect(made).toHaveLength(2);
});

it('are refused to who may write no rules, and are what the own scope lacks', async () => {
  const { recordings, made } = world();
  const found = await recordings.of(by('globex'));
  expect(outcomes(found)).toEqual([
    ['shop:load:sum', 'refused', 'load'],
    ['nobody:knows:it', 'unknown', 'odd'],
  ]);
  expect(found[0]?.message).toBe('no right to write rules');
  expect(made).toEqual([]);
});

it('asks nothing where no board needs any', async () => {
  const { recordings } = world();
  expect(await recordings.of(by('acme', { boards: [board('up', 'up')] }))).toEqual([]);
  const broken = { uid: 'broken', source: '{' };
  expect(await recordings.of(by('acme', { boards: [broken] }))).toEqual([]);
});
