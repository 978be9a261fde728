import { createRequire } from 'node:module';
import type * as grafana from '@grafana/data';
import { describe, expect, it, vi } from 'vitest';
import { findNamedMetric, NAMED_METRICS } from '../../queries/templates/catalogue.ts';
import { EXPORTER_METRICS } from '../../queries/templates/exporter-metrics.data.ts';
import { LABEL_OF_FILTER, LEVELS } from '../../queries/templates/levels.data.ts';
import { lintNamedMetric } from '../../queries/templates/lint-named-metric.ts';
import { RULE_TEMPLATES } from '../../queries/templates/rules/rule-templates.ts';
import { UNITS } from '../../queries/templates/units.data.ts';
import {
  MetricFilterName,
  MetricFilters,
  MetricLevelName,
} from '../../web/contract/named-metrics.ts';
import { inRepository } from '../support/repository.ts';
import { cataloguePage } from './named-metrics-page.ts';
import { REQUIRED_NAMES } from './named-metrics-required.data.ts';

describe('the catalogue of named metrics', () => {
  it.each(NAMED_METRICS.map((metric) => [metric.id, metric] as const))('%s', (_id, metric) => {
    expect(lintNamedMetric(metric)).toEqual([]);
  });

  it('has every id once', () => {
    const ids = NAMED_METRICS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('has a title in both languages for each, which no other of its level has', () => {
    const untitled = NAMED_METRICS.filter(
      ({ title }) => title.en === '' || !/\p{Script=Han}|^(CPU|Inode)/u.test(title.zh),
    );
    expect(untitled.map(({ id }) => id)).toEqual([]);
    const titles = NAMED_METRICS.flatMap(({ id, level, component, title }) =>
      [title.en, title.zh].map((text) => ({ id, key: `${level} ${component} ${text}` })),
    );
    const keys = titles.map(({ key }) => key);
    expect(titles.filter(({ key }, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(Object.entries(REQUIRED_NAMES))('has the names that are asked of %s', (_level, names) => {
    expect(names.filter((name) => findNamedMetric(name) === undefined)).toEqual([]);
  });

  it('is listed in the docs (made by this test: vitest -u)', async () => {
    await expect(cataloguePage()).toMatchFileSnapshot(
      inRepository('docs/named-metrics-catalogue.md'),
    );
  });

  it('takes the filters and levels that the API takes', () => {
    expect(Object.keys(MetricFilters.properties).sort()).toEqual(
      Object.keys(LABEL_OF_FILTER).sort(),
    );
    expect(MetricLevelName.anyOf.map((level) => level.const)).toEqual(Object.keys(LEVELS));
    expect(MetricFilterName.anyOf.map((name) => name.const)).toEqual(Object.keys(LABEL_OF_FILTER));
  });

  it('uses each of its units, and Grafana knows them', () => {
    const used = new Set([...NAMED_METRICS, ...RULE_TEMPLATES].map(({ unit }) => unit));
    expect(Object.keys(UNITS).filter((unit) => ![...used].some((name) => name === unit))).toEqual(
      [],
    );
    vi.stubGlobal('navigator', { language: 'en', languages: ['en'] });
    const { getValueFormats }: typeof grafana = createRequire(import.meta.url)('@grafana/data');
    const known = new Set(
      getValueFormats().flatMap(({ submenu }) => (submenu ?? []).map(({ value }) => value)),
    );
    const unknown = Object.values(UNITS).filter(({ grafana }) => !known.has(grafana));
    expect(unknown).toEqual([]);
  });

  it('knows each metric from one exporter', () => {
    const names = Object.values(EXPORTER_METRICS).flat();
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
