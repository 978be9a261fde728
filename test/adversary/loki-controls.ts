import { LOKI_QUESTIONS, STREAMS_RANGE } from '../support/loki-questions.ts';
import type { Aim, TenantId } from './attack.ts';
import type { Control } from './prometheus-controls.ts';
import { WORDS } from './words.ts';

/** How a route of the Loki table is asked so that a tenant sees its own. */
export interface LokiControl extends Control {
  readonly body?: Aim['body'];
  readonly asText?: Aim['asText'];
  /** What shows that it is the tenant's own; its word when not given. */
  readonly sees?: (tenant: TenantId) => string;
  /** Asked otherwise, by tests of their own: an upgrade, or a body that is stored. */
  readonly isSpecial?: true;
}

const SHOP = '{app="shop"}';

/** The form of `LOKI_QUESTIONS` for all streams of a tenant. */
const asked = (path: string, more: Partial<LokiControl> = {}): readonly [string, LokiControl] => {
  const form = LOKI_QUESTIONS[path]?.(SHOP) ?? {};
  return [path, { form: Object.entries(form).filter(([name]) => name !== 'match'), ...more }];
};

const ranged = (text: string) =>
  /^\s*\{/.test(text) ? `sum by (secret) (count_over_time(${text}\n[5m]))` : text;

const streamsOf = (tenant: TenantId) => `"streams":${tenant === 'acme' ? 2 : 3}`;

const pushed = JSON.stringify({
  streams: [{ stream: { app: 'shop' }, values: [['1700000000000000000', 'a line']] }],
});

/** One for each route of `LOKI_ROUTES`. */
export const LOKI_CONTROLS: Readonly<Record<string, LokiControl>> = Object.fromEntries([
  asked('loki/api/v1/query', { asText: ranged }),
  asked('loki/api/v1/query_range'),
  asked('loki/api/v1/labels'),
  asked('loki/api/v1/label'),
  asked('loki/api/v1/label/{name}/values', { name: 'secret' }),
  asked('loki/api/v1/series'),
  asked('loki/api/v1/index/stats', { sees: streamsOf }),
  asked('loki/api/v1/index/volume'),
  asked('loki/api/v1/index/volume_range'),
  asked('loki/api/v1/patterns'),
  asked('loki/api/v1/detected_labels'),
  asked('loki/api/v1/detected_fields'),
  asked('loki/api/v1/detected_field/{name}/values', { name: 'secret' }),
  ['loki/api/v1/format_query', { form: [['query', SHOP]], isLocal: true }],
  ['loki/api/v1/status/buildinfo', { form: [], isLocal: true }],
  [
    'loki/api/v1/tail',
    { form: Object.entries({ query: SHOP, start: STREAMS_RANGE.start }), isSpecial: true },
  ],
  [
    'loki/api/v1/push',
    { form: [], body: { type: 'application/json', text: pushed }, isSpecial: true },
  ],
  ['prometheus/api/v1/rules', { form: [] }],
  ['prometheus/api/v1/alerts', { form: [] }],
  asked('export'),
]);

/** What an answer to a control has to hold. */
export const seenBy = (path: string, tenant: TenantId): string =>
  LOKI_CONTROLS[path]?.sees?.(tenant) ?? WORDS[tenant];
