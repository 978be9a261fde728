import { expect, it } from 'vitest';
import { needsTwoScrapes } from './amount.ts';

it('knows expressions that have a value only after two scrapes', () => {
  expect(needsTwoScrapes('sum(rate(node_cpu_seconds_total[1m]))')).toBe(true);
  expect(needsTwoScrapes('increase (app_errors_total[5m])')).toBe(true);
  expect(needsTwoScrapes('max by (queue) (queue_depth)')).toBe(false);
  expect(needsTwoScrapes('error_rate > 3')).toBe(false);
});
