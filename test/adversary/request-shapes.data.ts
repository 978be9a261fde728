import { gzipSync } from 'node:zlib';
import {
  type Aim,
  type Attack,
  encoded,
  FORM,
  type Must,
  type Pairs,
  type Shot,
  shotOf,
  shotOfText,
  textShot,
  without,
  withQuery,
} from './attack.ts';

const isLoki = ({ api }: Aim) => api === 'loki';

/** A selector that the neighbour's data fits, and nobody else's. */
export const foreign = (aim: Aim): string =>
  isLoki(aim) ? `{ns="${aim.neighbour}"}` : `{namespace="${aim.neighbour}"}`;

const parameterOf = (aim: Aim): string => aim.textParameter ?? 'query';
const inRoute = (aim: Aim): string => aim.asText(foreign(aim));

/** Refused, but where the route takes several of the kind, or only drops what it knows. */
const unless =
  (isTaken: (aim: Aim) => boolean): ((aim: Aim) => Must) =>
  (aim) =>
    isTaken(aim) ? 'stay inside' : 'refuse';

const takesSeveral = ({ textParameter }: Aim) => textParameter === 'match[]';
const inside = 'stay inside' as const;
const refuse = 'refuse' as const;

const added =
  (...pairs: Pairs) =>
  (aim: Aim): Shot =>
    textShot(aim, [encoded(aim.form), encoded(pairs)].filter(Boolean).join('&'));

/** One more parameter, as it is written. */
const written = (text: (aim: Aim) => string) => (aim: Aim) =>
  textShot(aim, [encoded(aim.form), text(aim)].filter(Boolean).join('&'));

function doubled(aim: Aim, isFirst: boolean): Shot {
  const name = parameterOf(aim);
  const more: Pairs = [[name, inRoute(aim)]];
  const own = aim.form.some(([known]) => known === name)
    ? aim.form
    : [...aim.form, [name, aim.asText(isLoki(aim) ? '{app="shop"}' : 'shared_metric')] as const];
  return shotOf(aim, isFirst ? [...more, ...own] : [...own, ...more]);
}

/** Control in one place, the same parameter in the other. */
function inBothPlaces(aim: Aim): Shot | null {
  if (aim.method !== 'POST' || aim.body !== null) return null;
  const name = parameterOf(aim);
  const { target, headers, method } = shotOf(aim);
  const body = encoded([...without(aim.form, name), [name, inRoute(aim)]]);
  return { method, target: withQuery(target, encoded([[name, inRoute(aim)]])), headers, body };
}

/** A parameter that other backends honour, with the neighbour as its value. */
const honoured = (name: string): Attack => ({
  name: `shape: ${name}`,
  rows: [15],
  must: inside,
  shot: (aim) => added([name, foreign(aim)])(aim),
});

const unknown = (name: string, rows: readonly number[]): Attack => ({
  name: `shape: the parameter ${name}`,
  rows,
  must: refuse,
  shot: (aim) => added([name, foreign(aim)])(aim),
});

const bodied = (name: string, headers: Pairs, body: (aim: Aim) => string | Buffer): Attack => ({
  name: `shape: a body in ${name}`,
  rows: [10],
  must: refuse,
  shot: (aim) =>
    aim.method !== 'POST' || aim.body !== null
      ? null
      : { method: aim.method, target: aim.target, headers, body: body(aim) },
});

const multipart = (aim: Aim): string =>
  `--x\r\nContent-Disposition: form-data; name="${parameterOf(aim)}"\r\n\r\n${inRoute(aim)}\r\n--x--\r\n`;

const long = (name: string, rows: readonly number[], text: (aim: Aim) => string): Attack => ({
  name: `shape: ${name}`,
  rows,
  must: refuse,
  shot: (aim) => shotOfText(aim, text(aim)),
  leavesRoute: true,
});

/** How parameters are given, twice, nowhere, or under another name. */
export const REQUEST_SHAPES: readonly Attack[] = [
  {
    name: 'shape: the text twice',
    rows: [1],
    must: unless(takesSeveral),
    shot: (aim) => doubled(aim, false),
  },
  {
    name: 'shape: the text twice, turned',
    rows: [1],
    must: unless(takesSeveral),
    shot: (aim) => doubled(aim, true),
  },
  { name: 'shape: the text in URL and body', rows: [2], must: refuse, shot: inBothPlaces },
  {
    name: 'shape: a body behind a GET',
    rows: [3],
    must: inside,
    shot: (aim) => {
      if (aim.method !== 'GET') return null;
      const body = encoded([[parameterOf(aim), inRoute(aim)]]);
      const shot = shotOf(aim);
      return { ...shot, headers: [...shot.headers, ['Content-Type', FORM]], body };
    },
  },
  unknown('Query', [4]),
  unknown('QUERY', [4]),
  unknown('match[0]', [4]),
  unknown('query[]', [4]),
  unknown('match[][]', [4]),
  unknown(' query', [4]),
  unknown('query ', [4]),
  unknown('query.', [4]),
  unknown('q', [4]),
  unknown('namespace', [4]),
  unknown('tenant', [4]),
  {
    name: 'shape: a semicolon between parameters',
    rows: [4],
    must: refuse,
    shot: written((aim) => `x=1;${encoded([[parameterOf(aim), inRoute(aim)]])}`),
  },
  {
    name: 'shape: a name with escapes',
    rows: [4],
    must: unless(takesSeveral),
    shot: (aim) => {
      const name = aim.textParameter === 'match[]' ? 'm%61tch%5b%5D' : '%71uer%79';
      const form = encoded(without(aim.form, parameterOf(aim)));
      const own = aim.form.filter(([known]) => known === parameterOf(aim));
      return textShot(
        aim,
        [form, encoded(own), `${name}=${encodeURIComponent(inRoute(aim))}`]
          .filter(Boolean)
          .join('&') + (aim.textParameter === 'query' && own.length === 0 ? '&query=' : ''),
      );
    },
  },
  {
    name: 'shape: match beside match[]',
    rows: [5, 6],
    must: unless((aim) => aim.route === 'loki/api/v1/series'),
    shot: (aim) => added(['match', foreign(aim)])(aim),
  },
  {
    name: 'shape: nothing given',
    rows: [7, 9],
    must: (aim) => (aim.textParameter === 'query' && !isLoki(aim) ? refuse : inside),
    shot: (aim) => shotOf(aim, []),
  },
  {
    name: 'shape: no text',
    rows: [7, 9],
    must: (aim) => (aim.textParameter === 'query' && !isLoki(aim) ? refuse : inside),
    shot: (aim) => shotOf(aim, without(aim.form, parameterOf(aim), 'match')),
  },
  {
    name: 'shape: an empty text',
    rows: [8, 9],
    must: inside,
    shot: (aim) => shotOf(aim, [...without(aim.form, parameterOf(aim)), [parameterOf(aim), '']]),
  },
  {
    name: 'shape: an empty match[] beside one',
    rows: [8],
    must: refuse,
    shot: added(['match[]', '']),
  },
  {
    name: 'shape: {} as the only match',
    rows: [8],
    must: inside,
    shot: (aim) => shotOf(aim, [...without(aim.form, parameterOf(aim)), ['match', '{}']]),
  },
  {
    name: 'shape: many of the neighbour',
    rows: [1],
    must: unless(takesSeveral),
    shot: (aim) =>
      shotOf(aim, [
        ...aim.form,
        ...Array.from({ length: 20 }, () => [parameterOf(aim), inRoute(aim)] as const),
      ]),
  },
  ...['multipart/form-data; boundary=x', 'multipart/mixed; boundary=x'].map((type) =>
    bodied(type, [['Content-Type', type]], multipart),
  ),
  bodied('JSON', [['Content-Type', 'application/json']], (aim) =>
    JSON.stringify({ [parameterOf(aim)]: inRoute(aim) }),
  ),
  bodied('plain text', [['Content-Type', 'text/plain']], inRoute),
  bodied('protobuf', [['Content-Type', 'application/x-protobuf']], inRoute),
  ...['iso-8859-1', 'utf-16', 'utf-7', '"shift_jis"'].map((charset) =>
    bodied(charset, [['Content-Type', `${FORM}; charset=${charset}`]], (aim) => encoded(aim.form)),
  ),
  ...['gzip', 'deflate', 'br', 'zstd', 'snappy', 'identity, gzip'].map((encoding) =>
    bodied(
      encoding,
      [
        ['Content-Type', FORM],
        ['Content-Encoding', encoding],
      ],
      (aim) => gzipSync(encoded([[parameterOf(aim), inRoute(aim)]])),
    ),
  ),
  ...[
    ['NUL', '%00'],
    ['NUL as it is', '\\0'],
    ['a byte that is no UTF-8', '%ff'],
    ['an overlong slash', '%c0%af'],
    ['an overlong quote', '%c0%a2'],
    ['an overlong NUL', '%c0%80'],
    ['half a surrogate', '%ed%a0%80'],
    ['a pair of surrogates', '%ed%a0%80%ed%b0%80'],
    ['beyond Unicode', '%f4%90%80%80'],
    ['half an escape', '%2-'],
    ['an escape of nothing', '%zz'],
    ['an escape of old scripts', '%u0022'],
  ].map(
    ([name = '', bytes = '']): Attack => ({
      name: `shape: ${name} in a parameter`,
      rows: [13],
      must: refuse,
      shot: (aim) => {
        const value = encodeURIComponent(inRoute(aim)).replace('%22', `%22${bytes}`);
        const form = encoded(without(aim.form, parameterOf(aim)));
        return textShot(aim, `${form}&${encodeURIComponent(parameterOf(aim))}=${value}`);
      },
    }),
  ),
  {
    name: 'shape: escapes in mixed case, plus for blanks',
    rows: [],
    must: (aim) => (aim.textParameter === null ? refuse : inside),
    shot: (aim) => {
      const value = encodeURIComponent(inRoute(aim))
        .replaceAll('%7B', '%7b')
        .replaceAll('%22', '++%22')
        .replaceAll('n', '%6E')
        .replaceAll('%6E', '%6e');
      const form = encoded(without(aim.form, parameterOf(aim)));
      return textShot(aim, `${form}&${encodeURIComponent(parameterOf(aim))}=${value}`);
    },
  },
  {
    name: 'shape: escaped twice',
    rows: [],
    must: refuse,
    shot: (aim) =>
      shotOf(aim, [
        ...without(aim.form, parameterOf(aim)),
        [parameterOf(aim), encodeURIComponent(inRoute(aim))],
      ]),
  },
  {
    name: 'shape: a second question mark',
    rows: [],
    must: refuse,
    shot: (aim) =>
      aim.body === null && aim.method === 'POST'
        ? null
        : textShot(aim, `${encoded(aim.form)}?${encoded([[parameterOf(aim), inRoute(aim)]])}`),
  },
  {
    name: 'shape: a fragment',
    rows: [],
    must: inside,
    shot: (aim) => {
      const shot = shotOf(aim);
      return { ...shot, target: `${shot.target}#&${encoded([[parameterOf(aim), inRoute(aim)]])}` };
    },
    leavesRoute: true,
  },
  long('a query over the cap', [14], (aim) => `${foreign(aim)} or `.repeat(2_000) + foreign(aim)),
  long('a hundred thousand braces', [14], () => '{'.repeat(100_000)),
  long('ten thousand parentheses', [14], () => '('.repeat(10_000) + ')'.repeat(10_000)),
  long('a thousand parentheses', [14], (aim) => `${'('.repeat(1_000)}${foreign(aim)}`),
  long('ten thousand signs', [14], (aim) => `${'-'.repeat(10_000)}${foreign(aim)}`),
  ...[
    'extra_label',
    'extra_filters',
    'extra_filters[]',
    'storeMatch[]',
    'regexp',
    'shards',
    'storeChunks',
    'dedup',
    'replicaLabels[]',
    'max_source_resolution',
    'partial_response',
    'engine',
    'explain',
    'analyze',
    'cache',
    'nocache',
    'trace',
    'supportingQueryType',
    '_',
  ].map(honoured),
  ...[
    ['stats', 'all'],
    ['limit', '9'.repeat(30)],
    ['limit', '-1'],
    ['limit', '0x10'],
    ['lookback_delta', '100y'],
    ['lookback_delta', '-5m'],
    ['timeout', '100y'],
    ['start', '-1e400'],
    ['end', 'NaN'],
    ['time', 'Inf'],
    ['step', '1e-9'],
    ['type', 'anything'],
    ['state', 'dropped'],
    ['scrapePool', ''],
    ['metric', ''],
    ['rule_name[]', '.*'],
    ['rule_group[]', ''],
    ['file[]', '/etc/passwd'],
    ['group_next_token', 'x'],
    ['targetLabels', 'ns,secret'],
    ['aggregateBy', 'labels'],
    ['cursor', 'eyJucyI6Imdsb2JleCJ9'],
    ['format', 'text'],
    ['checkpoints', 'true'],
  ].map(
    ([name = '', value = '']): Attack => ({
      name: `shape: ${name}=${value.slice(0, 12)}`,
      rows: [15],
      must: inside,
      shot: (aim) => shotOf(aim, [...without(aim.form, name), [name, value]]),
    }),
  ),
];
