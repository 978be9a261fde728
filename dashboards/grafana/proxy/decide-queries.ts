/** A body of queries as it may go to Grafana, or why it may not. */
export type QueriesDecision =
  | { readonly kind: 'allowed'; readonly body: string }
  | { readonly kind: 'refused'; readonly reason: string };

const MAX_QUERIES = 100;
/** Grafana's own evaluator of expressions, which reads no data by itself. */
const EXPRESSIONS = '__expr__';
/** Others would be heeded by some version, or read without regard to case. */
const TOP_KEYS: ReadonlySet<string> = new Set(['queries', 'from', 'to', 'debug']);
const NUMBERED = /^(?:datasourceid|orgid)$/;
const REFERENCE_KEYS: ReadonlySet<string> = new Set(['uid', 'type', 'apiVersion', 'group', 'name']);

type Json = Readonly<Record<string, unknown>>;

/**
 * Every query must name, by its uid, a data source that may be asked. What goes on is printed anew:
 * keys that came twice, and numbers that could name another data source, are gone.
 */
export function decideQueries(text: string, allowed: ReadonlySet<string>): QueriesDecision {
  const body = parsed(text);
  if (!isObject(body)) return refused('the body is no JSON object');
  const foreign = Object.keys(body).find((key) => !TOP_KEYS.has(key));
  if (foreign !== undefined) return refused(`the body has the key ${shown(foreign)}`);
  const { queries, from, to, debug } = body;
  const isPlain =
    [from, to].every((end) => end === undefined || ['string', 'number'].includes(typeof end)) &&
    (debug === undefined || typeof debug === 'boolean');
  if (!isPlain) return refused('from, to or debug is neither a text nor a number');
  if (!Array.isArray(queries) || queries.length === 0) return refused('the body has no queries');
  if (queries.length > MAX_QUERIES) return refused(`more than ${MAX_QUERIES} queries`);
  const kept: unknown[] = [];
  for (const query of queries) {
    const reason = isObject(query) ? faultOf(query, allowed) : 'a query is no object';
    if (reason !== null || !isObject(query)) return refused(reason ?? 'a query is no object');
    kept.push(
      Object.fromEntries(Object.entries(query).filter(([key]) => !NUMBERED.test(folded(key)))),
    );
  }
  return { kind: 'allowed', body: JSON.stringify({ ...body, queries: kept }) };
}

function faultOf(query: Json, allowed: ReadonlySet<string>): string | null {
  const twin = Object.keys(query).find(
    (key) => /^data_?source(uid|name)?$/.test(folded(key)) && key !== 'datasource',
  );
  if (twin !== undefined) return `a query has the key ${shown(twin)}`;
  const { datasource } = query;
  if (!isObject(datasource)) return 'a query names no data source by its uid';
  const odd = Object.keys(datasource).find((key) => !REFERENCE_KEYS.has(key));
  if (odd !== undefined) return `a data source has the key ${shown(odd)}`;
  const { uid, name } = datasource;
  if (name !== undefined && name !== uid) return 'a data source is named twice';
  if (uid === EXPRESSIONS) return null;
  if (typeof uid !== 'string' || !allowed.has(uid)) {
    return `the data source ${shown(String(uid))} is not of this organisation`;
  }
  return null;
}

/** As Go's JSON reads names: it takes `ſ` for `s`, and the sign of Kelvin for `k`. */
function folded(key: string): string {
  return key.normalize('NFKC').toLowerCase();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 60));

function refused(reason: string): QueriesDecision {
  return { kind: 'refused', reason };
}
