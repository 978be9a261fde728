import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Expr } from '../../promql/ast.ts';
import { parsePromql } from '../../promql/parse.ts';
import { printPromql } from '../../promql/print.ts';
import type { RouteAnswer } from '../scoped-route.ts';
import { treeOfQuery } from './tree-of-query.ts';

type Computation = Extract<RouteAnswer, { kind: 'local' }>['compute'];

/**
 * API level that we answer for: since 2.54 label endpoints take `match[]` and `limit`. Grafana offers to
 * edit rules only to what calls itself a Mimir with a ruler; its features are texts.
 */
const BUILD_INFO = {
  application: 'Grafana Mimir',
  version: '2.54.0',
  revision: '',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
  features: {
    ruler_config_api: 'true',
    alertmanager_config_api: 'false',
    query_sharding: 'false',
    federated_rules: 'false',
  },
};

/** `data` of a route that needs no backend. @throws AppError `bad_query` for a query that does not parse. */
export function localAnswer(compute: Computation, query: string | null): unknown {
  switch (compute) {
    case 'buildinfo':
      return BUILD_INFO;
    case 'format_query':
      return printPromql(parsed(query));
    case 'parse_query':
      return treeOfQuery(parsed(query));
    default:
      return assertNever(compute);
  }
}

function parsed(query: string | null): Expr {
  const result = parsePromql(query ?? '');
  if (result.kind === 'ok') return result.expr;
  throw new AppError('bad_query', `invalid parameter "query": ${result.error.text}`);
}
