import type { TFunction } from 'i18next';
import { Unanswered } from '../../../dashboards/model/scoped-api.ts';
import { ApiError } from './api-error.ts';
import { PageLoadError } from './page-load-error.ts';

/** An error for people: what it means in their language, and what the service said exactly. */
export interface ErrorWords {
  readonly title: string;
  readonly detail: string;
}

const KINDS = [
  'bad_query',
  'invalid',
  'unauthenticated',
  'scope_denied',
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'conflict',
  'precondition_failed',
  'too_large',
  'unsupported_media',
  'unprocessable',
  'limited',
  'internal',
  'upstream_failed',
  'unavailable',
  'timeout',
  'unreachable',
] as const;

const QUERY_TYPES = ['bad_data', 'execution', 'timeout', 'canceled', 'unavailable'] as const;

/** Types of Prometheus's errors that mean what a kind of ours does. */
const TYPES_LIKE_KINDS: ReadonlyMap<string, (typeof KINDS)[number]> = new Map([
  ['too_many_requests', 'limited'],
  ['forbidden', 'scope_denied'],
  ['unauthorized', 'unauthenticated'],
  ['not_found', 'not_found'],
  ['internal', 'internal'],
]);

/** Turns anything thrown by a call into words. */
export function errorWords(error: unknown, t: TFunction): ErrorWords {
  if (error instanceof PageLoadError) {
    return { title: t('errors.page'), detail: t('errors.pageText') };
  }
  if (error instanceof Unanswered) return { title: t('errors.unreachable'), detail: '' };
  if (!(error instanceof ApiError)) {
    return { title: t('errors.unknown'), detail: error instanceof Error ? error.message : '' };
  }
  const notes = [
    error.kind === 'unreachable' ? '' : error.message,
    error.retryAfterSeconds === undefined
      ? ''
      : t('errors.retryAfter', { seconds: error.retryAfterSeconds }),
    error.kind === 'internal' && error.requestId !== ''
      ? t('errors.requestId', { id: error.requestId })
      : '',
  ];
  return { title: titleOf(error, t), detail: notes.filter((note) => note !== '').join(' ') };
}

function titleOf({ kind, status }: ApiError, t: TFunction): string {
  if (kind.startsWith('prometheus:')) {
    const said = kind.slice('prometheus:'.length);
    const type = QUERY_TYPES.find((known) => said === known);
    const like = TYPES_LIKE_KINDS.get(said);
    if (like !== undefined) return t(`errors.${like}`);
    return type === undefined ? t('errors.query.other') : t(`errors.query.${type}`);
  }
  if (kind === 'unreadable') return t('errors.unreadable', { status });
  const known = KINDS.find((each) => each === kind);
  return known === undefined ? t('errors.unknown') : t(`errors.${known}`);
}
