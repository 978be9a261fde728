import { queryOptions } from '@tanstack/react-query';
import { nowMs } from '../time/now.ts';
import { intervalAt, printRange, type TimeRange } from '../time/range.ts';
import type { ReadLoki } from './loki.ts';
import { ownerKey } from './queries.ts';

/** A field that lines have, beside the labels of their stream. */
export interface LogField {
  readonly name: string;
  /** `string`, `int`, `float`, `boolean`, `duration`, `bytes`. */
  readonly type: string;
  /** Which parsers find it; none for metadata and for what the query itself extracts. */
  readonly parsers: readonly string[];
}

const FRESH_MS = 30_000;
/** So long an answer is kept that nobody shows: every selector that is written has its own. */
const KEPT_MS = 120_000;
/** More names or values than anybody reads. */
const MOST_TEXTS = 5_000;
const MOST_FIELDS = 200;
/** Newest lines that fields are looked for in. */
const LOOKED_AT = 200;

/**
 * What there is to ask about the log lines of a scope in a range. The answers are shared by the
 * builder and completion; they belong to one scope and range by their keys.
 */
export function logCatalogue(read: ReadLoki, scope: string, range: TimeRange) {
  const owner = scope.split(/[.@]/)[0] ?? scope;
  const key = [...ownerKey(owner), 'log-catalogue', scope, printRange(range)];
  const common = {
    staleTime: FRESH_MS,
    gcTime: KEPT_MS,
    retry: false,
    refetchOnWindowFocus: false,
  } as const;
  const ask = (path: string, query: string, more: Readonly<Record<string, string>> = {}) => {
    const { startMs, endMs } = intervalAt(range, nowMs());
    const window = { start: `${startMs}000000`, end: `${endMs}000000` };
    const asked = query === '' ? {} : { query };
    return (signal: AbortSignal) => read(scope, path, { ...window, ...asked, ...more }, signal);
  };
  const sample = { limit: String(MOST_FIELDS), line_limit: String(LOOKED_AT) };
  return {
    /** Names of labels; `selector` narrows them to streams that it matches, '' does not. */
    labels: (selector = '') =>
      queryOptions({
        ...common,
        queryKey: [...key, 'labels', selector],
        queryFn: async ({ signal }) => texts(await ask('labels', selector)(signal)),
      }),
    values: (label: string, selector = '') =>
      queryOptions({
        ...common,
        queryKey: [...key, 'values', label, selector],
        queryFn: async ({ signal }) =>
          texts(await ask(`label/${encodeURIComponent(label)}/values`, selector)(signal)),
      }),
    /** Fields of the newest lines of a log query. */
    fields: (query: string) =>
      queryOptions({
        ...common,
        queryKey: [...key, 'fields', query],
        queryFn: async ({ signal }) =>
          fieldsOf(await ask('detected_fields', query, sample)(signal)),
      }),
    fieldValues: (field: string, query: string) =>
      queryOptions({
        ...common,
        queryKey: [...key, 'field-values', field, query],
        queryFn: async ({ signal }) => {
          const path = `detected_field/${encodeURIComponent(field)}/values`;
          return texts(member(await ask(path, query, sample)(signal), 'values'));
        },
      }),
  };
}

export type LogCatalogue = ReturnType<typeof logCatalogue>;

function texts(data: unknown): readonly string[] {
  const all = Array.isArray(data) ? data.filter((each) => typeof each === 'string') : [];
  return all.slice(0, MOST_TEXTS);
}

function fieldsOf(data: unknown): readonly LogField[] {
  const fields = member(data, 'fields');
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((field: unknown): readonly LogField[] => {
    const name = member(field, 'label');
    const type = member(field, 'type');
    if (typeof name !== 'string') return [];
    const parsers = texts(member(field, 'parsers'));
    return [{ name, type: typeof type === 'string' ? type : '', parsers }];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
