/** The tenants of the world; their names are known to everybody, their words to nobody else. */
export type TenantId = 'acme' | 'globex';

export type Pairs = readonly (readonly [string, string])[];

/** What an attack is aimed at: one method of one route, asked by one tenant. */
export interface Aim {
  readonly api: 'prometheus' | 'loki';
  /** Of the table, with `{name}`. */
  readonly route: string;
  readonly method: string;
  readonly tenant: TenantId;
  readonly neighbour: TenantId;
  /** `/scopes/acme/prometheus/api/v1/query`, without parameters. */
  readonly target: string;
  /** Parameters of the positive control. */
  readonly form: Pairs;
  /** Body of the positive control where it is no form. */
  readonly body: { readonly type: string; readonly text: string | Buffer } | null;
  /** Parameter that holds queries or selectors; null where the route has none. */
  readonly textParameter: string | null;
  /** Writes a query or selector the way the route wants it. */
  readonly asText: (text: string) => string;
  /** Errors are plain text, whatever the API is. */
  readonly isPlain?: true;
  /** Answered without a backend. */
  readonly isLocal: boolean;
}

/** A request before it is bytes. A header of this name replaces the usual one. */
export interface Shot {
  readonly method: string;
  readonly target: string;
  readonly headers: Pairs;
  readonly body: string | Buffer | null;
}

/** `refuse`: 4xx before any backend was asked. `stay inside`: whatever, but of the own tenant. */
export type Must = 'refuse' | 'stay inside';

/** One item of the adversarial list. */
export interface Attack {
  readonly name: string;
  /** Rows of the list in the project's scoping reference; none: our own idea. */
  readonly rows: readonly number[];
  readonly must: Must | ((aim: Aim) => Must);
  /** Null where it makes no sense. */
  readonly shot: (aim: Aim) => Shot | null;
  /** The request may be answered outside the route, in the words of the service or of HTTP. */
  readonly leavesRoute?: boolean;
  /** It is no plain request, so closing the connection is an answer as well. */
  readonly mayClose?: boolean;
}

export const FORM = 'application/x-www-form-urlencoded';

export const encoded = (pairs: Pairs): string =>
  pairs.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&');

/** Half surrogates have no escape; they go out as the bytes of CESU-8. */
function escaped(text: string): string {
  if (text.isWellFormed()) return encodeURIComponent(text);
  return [...text]
    .map((char) => (char.isWellFormed() ? encodeURIComponent(char) : '%ED%A0%80'))
    .join('');
}

/** The positive control, or the same with other parameters: in the body of a POST, else in the URL. */
export function shotOf(aim: Aim, form: Pairs = aim.form): Shot {
  return textShot(aim, encoded(form));
}

/** Parameters as written. */
export function textShot(aim: Aim, text: string, headers: Pairs = []): Shot {
  const { method, target, body } = aim;
  if (body !== null) {
    const all: Pairs = [['Content-Type', body.type], ...headers];
    return { method, target: withQuery(target, text), headers: all, body: body.text };
  }
  if (method !== 'POST') return { method, target: withQuery(target, text), headers, body: null };
  return { method, target, headers: [['Content-Type', FORM], ...headers], body: text };
}

export const withQuery = (target: string, text: string): string =>
  text === '' ? target : `${target}?${text}`;

/** The control's parameters without some. */
export const without = (form: Pairs, ...names: readonly string[]): Pairs =>
  form.filter(([name]) => !names.includes(name));

/** The control with another text as its query or selector; where it takes none, as one beside. */
export function shotOfText(aim: Aim, text: string): Shot {
  const name = aim.textParameter ?? 'query';
  return shotOf(aim, [...without(aim.form, name), [name, aim.asText(text)]]);
}

/** `$own` and `$other` are the tenants. */
export function namesIn(text: string, { tenant, neighbour }: Aim): string {
  return text.replaceAll('$own', tenant).replaceAll('$other', neighbour);
}

export function mustOf({ must }: Attack, aim: Aim): Must {
  return typeof must === 'function' ? must(aim) : must;
}

/** The shot as it goes over the wire. */
export function bytesOf(shot: Shot, token: string): Buffer {
  const usual: Pairs = [
    ['Host', 'tocsin.example'],
    ['Authorization', `Bearer ${token}`],
  ];
  const names = new Set(shot.headers.map(([name]) => name.toLowerCase()));
  const body = shot.body === null ? Buffer.alloc(0) : Buffer.from(shot.body);
  const isFramed = names.has('content-length') || names.has('transfer-encoding');
  const framing: Pairs =
    shot.body === null || isFramed ? [] : [['Content-Length', String(body.length)]];
  const headers = [
    ...usual.filter(([name]) => !names.has(name.toLowerCase())),
    ...shot.headers,
    ...framing,
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(`${shot.method} ${shot.target} HTTP/1.1\r\n${lines}\r\n`, 'latin1');
  return Buffer.concat([head, body]);
}
