import { beforeEach, expect, it } from 'vitest';
import { ruleTemplatesMigration } from '../../alerting/migration-0004-rule-templates.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import { keptOf, templateChange } from '../../alerting/rules/rule-source.ts';
import { TemplateBook } from '../../alerting/rules/templates/template-book.ts';
import { TemplateService } from '../../alerting/rules/templates/template-service.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import { testDirectory, testRule } from '../support/rule-fixture.ts';
import { acme, admin, dev, reader, umbrella } from '../support/rule-writers.ts';

const DOCUMENT = {
  resource: 'redis',
  rule: 'queueLength',
  title: { en: 'Length of queues', zh: '队列长度' },
  description: { en: 'Jobs that wait in a queue.', zh: '队列中等待的任务数。' },
  advice: { en: 'See whether the workers run.', zh: '检查工作进程是否在运行。' },
  promql: 'sum by ($by) (redis_key_size{namespace=~"$namespace", service=~"$service"})',
  unit: 'count',
  labels: [
    { name: 'namespace', group: 'always', filter: true },
    { name: 'service', group: 'default', filter: true },
  ],
  filters: [],
  window: null,
  operator: '>',
  levels: [{ severity: 'critical', threshold: 100 }],
  for: '5m',
};
const ID = 'middlewires.redis.queueLength';

describeOnBothStates("owners' templates", ({ open }) => {
  const clock = new VirtualClock();
  let state: State;
  let book: TemplateBook;
  let rules: readonly Rule[];
  let service: TemplateService;

  beforeEach(async () => {
    state = await open([ruleTemplatesMigration]);
    book = await TemplateBook.open(state);
    rules = [];
    service = new TemplateService({
      book,
      rules: { all: () => rules },
      directory: () => testDirectory(),
      ladderOf: () => ['critical', 'warning'],
      clock,
    });
  });

  const create = (document: unknown = DOCUMENT) =>
    service.create({ principal: acme, owner: 'acme', document });

  it('stand before the catalogue, for their owner alone, and again after a start', async () => {
    const made = await create();
    expect(made.own).toMatchObject({ owner: 'acme', revision: 1, updatedBy: acme.name });
    expect(service.list(reader, 'acme')[0]?.template.id).toBe(ID);
    expect(service.list(umbrella, 'umbrella').map(({ own }) => own)).not.toContainEqual(made.own);
    expect(service.find('umbrella', ID)).toBeUndefined();
    expect(() => service.get(umbrella, 'umbrella', ID)).toThrow(/does not exist/);
    expect(() => service.list(umbrella, 'acme')).toThrow(
      expect.objectContaining({ kind: 'scope_denied' }),
    );
    const again = await TemplateBook.open(state);
    expect(again.get('acme', ID)).toEqual(made.own);
  });

  it('are the whole catalogue for the platform, and what has a namespace for tenants', () => {
    const ids = (owner: string) =>
      service.list(owner === 'acme' ? acme : admin, owner).map(({ template }) => template.id);
    const [mine, all] = [ids('acme'), ids('_platform')];
    expect(all.length).toBeGreaterThan(mine.length);
    expect(mine.some((id) => id.startsWith('system.node.'))).toBe(false);
    expect(
      service.find('acme', all.find((id) => id.startsWith('system.node.')) ?? ''),
    ).toBeUndefined();
  });

  it.each([
    ['a query that does not parse', { promql: 'sum(' }, '/promql'],
    ['an aggregation that loses the namespace', { promql: 'sum(redis_key_size)' }, '/promql'],
    ['a resource of the platform', { resource: 'node' }, '/resource'],
    ['an unknown unit', { unit: 'parsecs' }, '/unit'],
    [
      'a severity that is not on the ladder',
      { levels: [{ severity: 'x', threshold: 1 }] },
      '/levels',
    ],
    ['the name of a built-in one', { rule: 'redisClients' }, '/rule'],
  ])('are refused with what is wrong: %s', async (_, change, path) => {
    const refused = await create({ ...DOCUMENT, ...change }).catch((error) => error);
    expect(refused).toMatchObject({ kind: 'invalid' });
    const paths: readonly string[] = refused.details.map((each: { path: string }) => each.path);
    expect(
      paths.some((each) => each.startsWith(path)),
      paths.join(),
    ).toBe(true);
    expect(book.ofOwner('acme')).toEqual([]);
  });

  it('are changed by whoever saw them last, and not by others', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ kind: 'conflict' });
    const document = { ...DOCUMENT, for: '10m' };
    const write = { principal: acme, owner: 'acme', document };
    expect((await service.update(write, ID, 1)).own).toMatchObject({ revision: 2 });
    await expect(service.update(write, ID, 1)).rejects.toMatchObject({
      kind: 'precondition_failed',
    });
    const renamed = { ...write, document: { ...document, rule: 'other' } };
    await expect(service.update(renamed, ID, 2)).rejects.toMatchObject({ kind: 'invalid' });
    for (const principal of [dev, reader, umbrella]) {
      const foreign = { ...write, principal };
      await expect(service.update(foreign, ID, 2)).rejects.toMatchObject({ kind: 'scope_denied' });
      await expect(service.delete(principal, 'acme', ID, 2)).rejects.toMatchObject({
        kind: 'scope_denied',
      });
    }
    const builtIn = 'middlewires.redis.redisClients';
    await expect(service.delete(acme, 'acme', builtIn, null)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('stay while a rule is made from them, and tell it what a change would make of it', async () => {
    const { template } = await create();
    const source = { kind: 'template', template: keptOf(template), parameters: {} } as const;
    const rule = testRule({ source, expression: 'sum by (namespace, service) (redis_key_size)' });
    rules = [rule];
    const find = (id: string) => service.find('acme', id);
    expect(templateChange(rule, find)).toBeNull();
    const promql = 'max by ($by) (redis_key_size{namespace=~"$namespace", service=~"$service"})';
    const document = { ...DOCUMENT, promql };
    await service.update({ principal: acme, owner: 'acme', document }, ID, null);
    expect(templateChange(rule, find)).toBe('max by (namespace, service) (redis_key_size)');
    await expect(service.delete(acme, 'acme', ID, null)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining(rule.name),
    });
    rules = [];
    await service.delete(acme, 'acme', ID, null);
    expect(templateChange(rule, find)).toBeNull();
    expect((await TemplateBook.open(state)).ofOwner('acme')).toEqual([]);
  });
});
