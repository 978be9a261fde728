import { expect, it } from 'vitest';
import { validateTemplate } from '../../../../../queries/templates/rules/validate-template.ts';
import { openQuery } from './open-query.ts';

it.each([
  [
    'sum by (job) (rate(errors_total[5m]))',
    'sum by ($by) (rate(errors_total{namespace=~"$namespace",job=~"$job"}[$window]))',
    '5m',
  ],
  [
    'sum by (namespace) (a{x="1"}) / sum by (namespace) (b{})',
    'sum by ($by) (a{namespace=~"$namespace",x="1"}) / sum by ($by) (b{namespace=~"$namespace"})',
    '',
  ],
  ['jobs_waiting', 'max by ($by) (jobs_waiting{namespace=~"$namespace"})', ''],
  [
    'rate(a[5m]) + rate(b[1h])',
    'max by ($by) (rate(a{namespace=~"$namespace"}[5m]) + rate(b{namespace=~"$namespace"}[1h]))',
    '',
  ],
])('%s is opened', (text, promql, window) => {
  expect(openQuery(text)).toMatchObject({ promql, window });
});

it('opens no text that does not parse', () => {
  expect(openQuery('sum(')).toBeUndefined();
});

it('makes what the service takes', () => {
  const opened = openQuery('sum by (service) (redis_connected_clients) > 0');
  const document = {
    resource: 'redis',
    rule: 'ownClients',
    title: { en: 'Clients', zh: '' },
    description: { en: 'How many.', zh: '' },
    advice: { en: 'Look.', zh: '' },
    ...openQuery('sum by (service) (redis_connected_clients)'),
    window: null,
    unit: 'count',
    operator: '>',
    levels: [{ severity: 'critical', threshold: 5 }],
    for: '5m',
  };
  expect(opened).toBeDefined();
  const validated = validateTemplate(document, { isPlatform: false, ladder: ['critical'] });
  expect(validated).toMatchObject({ kind: 'ok' });
});
