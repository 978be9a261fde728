import { TELLTALE_AT_S } from '../support/telltale-prometheus.ts';
import type { Pairs } from './attack.ts';

/** How a route of the table is asked so that a tenant sees its own word. */
export interface Control {
  readonly form: Pairs;
  /** Value of `{name}`. */
  readonly name?: string;
  /** Nothing can be seen: only for what is answered without a backend. */
  readonly isLocal?: true;
}

const AT = String(TELLTALE_AT_S);
/** Exemplars are scraped, not written. */
const NOW_S = Math.floor(Date.now() / 1000);
const RANGE: Pairs = [
  ['start', String(TELLTALE_AT_S - 600)],
  ['end', AT],
];

/** One for each route of `PROMETHEUS_ROUTES`. */
export const PROMETHEUS_CONTROLS: Readonly<Record<string, Control>> = {
  'api/v1/query': {
    form: [
      ['query', 'shared_metric'],
      ['time', AT],
    ],
  },
  'api/v1/query_range': { form: [['query', 'shared_metric'], ...RANGE, ['step', '60']] },
  'api/v1/query_exemplars': {
    form: [
      ['query', 'shared_requests_total'],
      ['start', String(NOW_S - 3_600)],
      ['end', String(NOW_S + 3_600)],
    ],
  },
  'api/v1/series': { form: [['match[]', 'shared_metric'], ...RANGE] },
  'api/v1/labels': { form: RANGE },
  'api/v1/label/{name}/values': { form: RANGE, name: 'secret' },
  federate: { form: [['match[]', 'shared_requests_total']] },
  'api/v1/rules': { form: [] },
  'api/v1/alerts': { form: [] },
  'api/v1/targets': { form: [] },
  'api/v1/metadata': { form: [] },
  'api/v1/format_query': { form: [['query', 'sum(x)']], isLocal: true },
  'api/v1/parse_query': { form: [['query', 'sum(x)']], isLocal: true },
  'api/v1/status/buildinfo': { form: [], isLocal: true },
};
