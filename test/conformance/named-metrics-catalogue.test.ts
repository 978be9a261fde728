import { describe, expect, it } from 'vitest';
import { NAMED_METRICS } from '../../queries/templates/catalogue.ts';
import { lintNamedMetric } from '../../queries/templates/lint-named-metric.ts';

describe('every named metric', () => {
  it.each(NAMED_METRICS.map((metric) => [metric.id, metric] as const))('%s', (_id, metric) => {
    expect(lintNamedMetric(metric)).toEqual([]);
  });
});
