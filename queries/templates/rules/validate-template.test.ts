import { describe, expect, it } from 'vitest';
import { renderLevels } from './render-template.ts';
import type { TemplateFinding } from './template-finding.ts';
import { validateTemplate } from './validate-template.ts';

const DOCUMENT = {
  resource: 'otel_http',
  rule: 'cart_items',
  title: { en: 'Items in carts' },
  description: { zh: '购物车中的商品数量' },
  advice: { en: 'Ask the shop.', zh: '联系商城团队。' },
  promql:
    'sum by ($by) (rate(shop_cart_items_total{namespace=~"$namespace",pod=~"$pod"}[$window]))',
  unit: 'per_second',
  labels: [{ name: 'namespace', group: 'always' }, { name: 'pod' }],
  window: '10m',
  operator: '>',
  levels: [{ severity: 'critical', threshold: 100 }],
  for: '5m',
};

const TENANT = { isPlatform: false };

const findings = (change: object, owner = TENANT): readonly TemplateFinding[] => {
  const validated = validateTemplate({ ...DOCUMENT, ...change }, owner);
  return validated.kind === 'ok' ? validated.warnings : validated.findings;
};
const told = (change: object, owner = TENANT): readonly string[] =>
  findings(change, owner).map(({ code, path }) => `${code} ${path}`);

describe("a tenant's own template", () => {
  it('becomes a template like the built-in ones', () => {
    const validated = validateTemplate(DOCUMENT, TENANT);
    if (validated.kind === 'refused') throw new Error(JSON.stringify(validated.findings));
    expect(validated.template).toMatchObject({
      id: 'opentelemetry.otel_http.cart_items',
      scope: 'opentelemetry',
      title: { en: 'Items in carts', zh: 'Items in carts' },
      description: { en: '购物车中的商品数量', zh: '购物车中的商品数量' },
      labels: [
        { name: 'namespace', group: 'always', filter: true },
        { name: 'pod', group: 'default', filter: true },
      ],
      windowMs: 600_000,
      forMs: 300_000,
      range: { min: 0, max: null },
    });
    expect(renderLevels(validated.template)).toEqual({
      kind: 'ok',
      promql: 'sum by (namespace, pod) (rate(shop_cart_items_total[10m]))',
      levels: [
        {
          severity: 'critical',
          promql: '(sum by (namespace, pod) (rate(shop_cart_items_total[10m]))) > 100',
        },
      ],
    });
  });

  it('may read metrics that only its author knows, with a warning', () => {
    expect(told({})).toEqual(['metric_unknown /promql']);
  });

  it.each<[string, object, readonly string[]]>([
    ['a resource that is none', { resource: 'otel_grpc' }, ['shape /resource']],
    ['a name that is none', { rule: 'cart items' }, ['shape /rule']],
    ['a label that is none', { labels: [{ name: 'a"b' }] }, ['shape /labels/0/name']],
    ['what the form does not know', { scope: 'system' }, ['shape /scope']],
    ['a query without end', { promql: 'x'.repeat(9_000) }, ['shape /promql']],
    [
      'a missing window',
      { window: null },
      ['metric_unknown /promql', 'window_out_of_place /window'],
    ],
    [
      'a "for" that is too long',
      { for: '3d' },
      ['metric_unknown /promql', 'for_out_of_range /for'],
    ],
    [
      'no text at all',
      { advice: {} },
      ['metric_unknown /promql', 'text_missing /advice/en', 'text_missing /advice/zh'],
    ],
    [
      'the name of a built-in one',
      { rule: 'http_server_duration' },
      ['id_taken /rule', 'metric_unknown /promql'],
    ],
    [
      'the host metrics of everybody',
      { resource: 'node' },
      ['platform_only /resource', 'metric_unknown /promql'],
    ],
    [
      'a namespace that is given away',
      {
        labels: [{ name: 'pod' }],
        promql: 'sum by ($by) (rate(shop_cart_items_total{pod=~"$pod"}[$window]))',
      },
      ['namespace_lost /labels', 'metric_unknown /promql'],
    ],
  ])('is refused with %s', (_name, change, expected) => {
    expect(validateTemplate({ ...DOCUMENT, ...change }, TENANT).kind).toBe('refused');
    expect(told(change)).toEqual(expected);
  });

  it.each([null, 5, 'x', [], {}])('is refused as %j', (document) => {
    expect(validateTemplate(document, TENANT).kind).toBe('refused');
  });

  it('may be about hosts where the platform writes it', () => {
    const change = {
      resource: 'node',
      promql: 'max by ($by) (node_load1{instance=~"$instance"})',
      labels: [{ name: 'instance' }],
      window: null,
      unit: 'load',
    };
    expect(told(change, { isPlatform: true })).toEqual([]);
  });
});
