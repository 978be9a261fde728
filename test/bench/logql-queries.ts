import { parser as lezerParser } from '@grafana/lezer-logql';
import { parseLogql } from '../../queries/logql/parse.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import { enforcementFigures } from './enforcement-figures.ts';
import type { BenchFigure } from './figure.ts';

const SHORT = '{app="checkout"} |= "error" | json | level="error"';

const LONG =
  'sum by (namespace, level) (rate({app="checkout", env=~"prod|staging", ' +
  'container!="istio-proxy"} |= "error" != "timeout" |~ "(?:GET|POST) /api/v[0-9]+/.*" ' +
  '| logfmt --strict | level=~"error|warn" and status >= 500 and duration > 250ms ' +
  '| label_format region="{{ .zone }}" [5m])) / on (namespace) group_left () ' +
  'sum by (namespace) (rate({app="checkout"} | json [5m])) > 0.05';

/** What it costs to scope one LogQL query. */
export async function benchLogqlEnforcement(): Promise<readonly BenchFigure[]> {
  return enforcementFigures({
    suffix: ' LogQL',
    peer: '@grafana/lezer-logql',
    parseByPeer: (query) => lezerParser.parse(query),
    parse: (query) => parseLogql(query),
    enforce: (query, matchers) => enforceLogql(query, matchers),
    queries: [
      { label: 'short query', query: SHORT, goalUs: 15 },
      { label: `${LONG.length}-character query`, query: LONG, goalUs: 40 },
    ],
  });
}
