import { describe, expect, it } from 'vitest';
import {
  FIXTURE_NAMESPACES,
  FIXTURE_NOW_MS,
  type FixtureVariant,
  templateSource,
  UNBOUNDED_TURN,
} from '../../../test/support/template-fixture.ts';
import { parseLogql } from '../../logql/parse.ts';
import { evaluateInstant } from '../../promql/evaluate/evaluate.ts';
import type { VectorResult } from '../../promql/evaluate/query-result.ts';
import { parsePromql } from '../../promql/parse.ts';
import { printPromql } from '../../promql/print.ts';
import { selectorsOf } from '../../promql/selectors-of.ts';
import { UNITS } from '../units.data.ts';
import { lintTemplate } from './lint-template.ts';
import { LOG_RECORDINGS } from './log-recordings.data.ts';
import { type RenderedTemplate, renderLevels, renderTemplate } from './render-template.ts';
import { REQUIRED_TEMPLATES } from './required-templates.data.ts';
import { RESOURCE_NAMES } from './rule-resources.ts';
import type { RuleTemplate } from './rule-template.ts';
import { findRuleTemplate, RULE_TEMPLATES } from './rule-templates.ts';
import { templateReads } from './template-reads.ts';
import { RESOURCES, SCOPE_TITLES } from './template-resources.data.ts';

const SOURCES = {
  normal: templateSource('normal'),
  overload: templateSource('overload'),
  collapse: templateSource('collapse'),
};

async function ask(promql: string, variant: FixtureVariant): Promise<VectorResult> {
  const parsed = parsePromql(promql);
  if (parsed.kind === 'error') throw new Error(`${parsed.error.text} in ${promql}`);
  const question = { expr: parsed.expr, text: promql };
  const at = { startMs: FIXTURE_NOW_MS, endMs: FIXTURE_NOW_MS, stepMs: 0 };
  const { value } = await evaluateInstant(question, at, SOURCES[variant], UNBOUNDED_TURN);
  if (value.kind !== 'vector') throw new Error(`answers a ${value.kind}`);
  return value;
}

function usable<T extends { readonly kind: string }>(
  rendered: T,
): Exclude<T, { readonly kind: 'refused' }> {
  if (rendered.kind === 'refused') throw new Error(JSON.stringify(rendered));
  return rendered as Exclude<T, { readonly kind: 'refused' }>;
}

const promqlOf = (rendered: RenderedTemplate): string => usable(rendered).promql;

/** Too little, or down: what the others call too much. */
const troubleOf = ({ operator, levels }: RuleTemplate): FixtureVariant =>
  operator.startsWith('<') || (operator === '==' && levels[0]?.threshold === 0)
    ? 'collapse'
    : 'overload';

const EACH = RULE_TEMPLATES.map((template) => [template.id, template] as const);
const namespacesOf = ({ series }: VectorResult): readonly string[] =>
  [...new Set(series.map((labels) => labels.get('namespace') ?? ''))].sort();

/** Values that the template says it cannot have; they are no numbers, or its unit is wrong. */
const outOfRange = ({ range }: RuleTemplate, { values }: VectorResult): readonly number[] =>
  [...values].filter(
    (value) =>
      !Number.isFinite(value) ||
      value < (range.min ?? Number.NEGATIVE_INFINITY) ||
      value > (range.max ?? Number.POSITIVE_INFINITY),
  );

describe('the catalogue of rule templates', () => {
  it('has the 5 scopes, 24 resources and 304 rules that are asked for', () => {
    const required = Object.entries(REQUIRED_TEMPLATES).flatMap(([resource, rules]) =>
      rules.map((rule) => `${resource}.${rule}`),
    );
    expect(required.filter((id) => findRuleTemplate(id) === undefined)).toEqual([]);
    expect(new Set(required).size).toBe(304);
    expect(RESOURCE_NAMES.map((name) => `${RESOURCES[name].scope}.${name}`)).toEqual(
      expect.arrayContaining(Object.keys(REQUIRED_TEMPLATES)),
    );
    expect(Object.keys(REQUIRED_TEMPLATES)).toHaveLength(24);
    expect(Object.keys(SCOPE_TITLES)).toEqual([
      ...new Set(RESOURCE_NAMES.map((name) => RESOURCES[name].scope)),
    ]);
    expect(Object.keys(SCOPE_TITLES)).toHaveLength(5);
  });

  it.each(Object.entries(REQUIRED_TEMPLATES))('has all of %s', (resource, rules) => {
    const have = RULE_TEMPLATES.filter(({ id }) => id.startsWith(`${resource}.`));
    expect(rules.filter((rule) => !have.some((template) => template.rule === rule))).toEqual([]);
  });

  it('has every id once, and titles that tell the templates of a resource apart', () => {
    const keys = RULE_TEMPLATES.flatMap(({ id, resource, title }) => [
      id,
      `${resource} ${title.en}`,
      `${resource} ${title.zh}`,
    ]);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('speaks both languages', () => {
    const texts = RULE_TEMPLATES.flatMap(({ id, title, description, advice }) =>
      [title, description, advice].map((text) => ({ id, ...text })),
    );
    expect(texts.filter(({ zh }) => !/\p{Script=Han}/u.test(zh)).map(({ id }) => id)).toEqual([]);
    expect(texts.filter(({ en }) => /\p{Script=Han}/u.test(en)).map(({ id }) => id)).toEqual([]);
    expect(RULE_TEMPLATES.filter(({ description }) => !description.en.endsWith('.'))).toHaveLength(
      RULE_TEMPLATES.filter(({ description }) => description.en.endsWith('?')).length,
    );
  });

  it('says who exposes what each of them reads', () => {
    for (const template of RULE_TEMPLATES) {
      const { metrics, exporters, whyEmpty } = templateReads(template);
      expect([template.id, metrics.length > 0, exporters.length > 0]).toEqual([
        template.id,
        true,
        true,
      ]);
      expect(whyEmpty.zh).not.toBe('');
    }
  });

  it('knows a unit for each', () => {
    expect(RULE_TEMPLATES.filter(({ unit }) => UNITS[unit] === undefined)).toEqual([]);
  });

  it('records from logs what its templates read, in LogQL that parses', () => {
    const read = RULE_TEMPLATES.filter(({ resource }) => resource === 'log').flatMap(
      (template) => templateReads(template).metrics,
    );
    expect(LOG_RECORDINGS.map(({ record }) => record).sort()).toEqual([...read].sort());
    expect(LOG_RECORDINGS.map(({ logql }) => parseLogql(logql).kind)).toEqual(['ok', 'ok']);
  });

  it.each(EACH)('%s has no finding', (_id, template) => {
    expect(lintTemplate(template)).toEqual([]);
  });
});

describe('rule templates on the data of two tenants', () => {
  it.each(EACH)('%s has data, and fires in trouble only', async (_id, template) => {
    const rendered = usable(renderLevels(template));
    const calm = await ask(rendered.promql, 'normal');
    expect(calm.series.length).toBeGreaterThan(0);
    expect(outOfRange(template, calm)).toEqual([]);
    for (const level of rendered.levels) {
      expect((await ask(level.promql, 'normal')).series).toEqual([]);
    }
    const worst = rendered.levels[0]?.promql ?? '';
    const alarmed = await ask(worst, troubleOf(template));
    expect(alarmed.series.length).toBeGreaterThan(0);
    expect(outOfRange(template, alarmed)).toEqual([]);
    if (!templateReads(template).namespaced) return;
    expect(namespacesOf(alarmed)).toEqual([FIXTURE_NAMESPACES[0]]);
    expect(namespacesOf(calm)).toEqual(expect.arrayContaining([...FIXTURE_NAMESPACES]));
  });

  it.each(EACH)('%s keeps its labels however it is grouped, and narrows', async (_id, template) => {
    const all = template.labels.map(({ name }) => name);
    const widest = usable(renderTemplate(template, { groupBy: all }));
    const { series } = await ask(widest.promql, 'normal');
    const carried = new Set(series.flatMap((labels) => [...labels.keys()]));
    expect([...carried].sort()).toEqual([...all].sort());
    if (!templateReads(template).namespaced) return;
    const [mine] = FIXTURE_NAMESPACES;
    const filters = [...template.filters, { label: 'namespace', op: '=' as const, value: mine }];
    const narrow = await ask(
      promqlOf(renderTemplate(template, { groupBy: [], filters })),
      'normal',
    );
    expect(namespacesOf(narrow)).toEqual([mine]);
    expect(narrow.series.every((labels) => labels.size === 1)).toBe(true);
  });

  it.each<[string, number]>([
    ['system.cluster.certExpirationRemainTime', 200 * 86_400],
    ['system.cluster.memoryUsagePercent', 1 - 20 / 32],
    ['system.node.cpuUsagePercent', 0.2],
    ['system.node.diskUsagePercent', 1 - 120 / 200],
    ['system.node.load5PerCore', 8 / 32],
    ['containers.container.cpuUsagePercent', 0.8 / 4],
    ['containers.container.memoryUsagePercent', 2 / 8],
    ['containers.pvc.volumeUsagePercent', 40 / 100],
    ['middlewires.redis.redisKeysHitRate', 900 / 1_000],
    ['middlewires.redis.redisNoExpiringKeyRate', 1 - 1.5 / 2],
    ['middlewires.mysql.mysqlBufferPoolPage', 6_500 / 10_000],
    ['middlewires.mysql.mysqlTableOpenCacheHitRatio', 1_000 / 1_005],
    ['middlewires.postgres.pgCacheHitRate', 9_900 / 9_950],
    ['middlewires.apisix.apisixHttp5xx', 0.5 / 92.5],
    ['middlewires.apisix.apisixTotalHttpSucess', 90 / 92.5],
    ['middlewires.mongodb.mongodbWiredtigerCacheRate', 6 / 16],
    ['middlewires.mongodb.mongdoResponseTime', 0.002],
    ['middlewires.jmx.javaGCDuration', 0.005],
    ['middlewires.kafka.kafkaMessageConsumer', 100],
    ['opentelemetry.otel_http.http_server_duration_avg', 0.04],
  ])('%s is %d where that is what the data says', async (id, expected) => {
    const template = findRuleTemplate(id);
    const promql = template === undefined ? '' : promqlOf(renderTemplate(template));
    const { values } = await ask(promql, 'normal');
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).toBeCloseTo(expected, 6);
  });

  it('reads nothing that the data does not have: each version of each exporter is there', async () => {
    const selectors = new Set(
      RULE_TEMPLATES.flatMap((template) => {
        const text = promqlOf(renderTemplate(template, { filters: [] }));
        const parsed = parsePromql(text);
        if (parsed.kind !== 'ok') throw new Error(`${template.id}: ${text}`);
        return selectorsOf(parsed.expr).map(printPromql);
      }),
    );
    const missing: string[] = [];
    for (const selector of selectors) {
      const { series } = await ask(`count(${selector})`, 'overload');
      if (series.length === 0) missing.push(selector);
    }
    expect(missing).toEqual([]);
  });
});
