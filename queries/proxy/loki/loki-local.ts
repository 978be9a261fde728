import { AppError } from '../../../platform/errors/app-error.ts';
import { assertNever } from '../../../platform/model/assert-never.ts';
import { parseLogql } from '../../logql/parse.ts';
import { printLogql } from '../../logql/print.ts';
import type { EmptyShape, LokiAnswer } from './loki-route.ts';

/** API level that we answer for. Loki's document has no envelope. */
const BUILD_INFO = {
  version: '3.5.0',
  revision: '',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
};

type Computation = Extract<LokiAnswer, { kind: 'local' }>['compute'];

/** The whole answer of a route that needs no backend. @throws AppError `bad_query` */
export function lokiLocalAnswer(compute: Computation, query: string): unknown {
  switch (compute) {
    case 'buildinfo':
      return BUILD_INFO;
    case 'format_query': {
      const parsed = parseLogql(query);
      if (parsed.kind === 'error') throw new AppError('bad_query', parsed.error.text);
      return { status: 'success', data: printLogql(parsed.expr) };
    }
    default:
      return assertNever(compute);
  }
}

/** `data` of an answer with nothing in it; Grafana reads `resultType` before `result`. */
export function emptyData(shape: EmptyShape): unknown {
  return shape === 'list' ? [] : { resultType: shape, result: [] };
}
