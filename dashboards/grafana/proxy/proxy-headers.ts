type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** All that goes on of what a browser sends: never a cookie, a credential, or a word on who asks. */
const REQUEST_HEADERS: readonly string[] = [
  'accept',
  'accept-language',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'user-agent',
  'x-dashboard-title',
  'x-dashboard-uid',
  'x-datasource-uid',
  'x-panel-id',
  'x-panel-plugin-id',
  'x-panel-title',
  'x-plugin-id',
  'x-query-group-id',
];

/** All that comes back; Grafana's cookies do not: who asks is said anew with every request. */
const ANSWER_HEADERS: readonly string[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'retry-after',
];

const MAX_VALUE_CHARS = 2_048;

/** The headers of a request that go to Grafana. */
export function headersToGrafana(headers: Headers): Record<string, string> {
  return {
    ...kept(headers, REQUEST_HEADERS),
    'accept-encoding': plainEncodings(headers['accept-encoding']),
  };
}

function plainEncodings(accepted: Headers[string]): string {
  return typeof accepted === 'string' && /\bgzip\b(?!\s*;\s*q=0)/i.test(accepted)
    ? 'gzip'
    : 'identity';
}

export interface AnswerPlace {
  /** Origin of our site, e.g. `https://tocsin.example.com`. */
  readonly origin: string;
  readonly prefix: string;
}

/** Where an answer stands, and whether it is a file of Grafana's own, the same for everybody. */
export interface AnswerKind extends AnswerPlace {
  readonly isAsset: boolean;
}

/**
 * The headers of an answer as they go to the browser. A redirect is kept only below the prefix.
 * @returns null: it leads elsewhere, which is refused
 */
export function headersFromGrafana(
  headers: Headers,
  place: AnswerKind,
): Record<string, string> | null {
  const location = headers.location === undefined ? null : redirect(headers.location, place);
  if (location === undefined) return null;
  const answered = kept(headers, ANSWER_HEADERS);
  return {
    ...answered,
    'cache-control': cacheControl(answered['cache-control'], place.isAsset),
    ...(location === null ? {} : { location }),
    ...frameHeaders(place),
  };
}

/**
 * Only our own pages may frame it. Scripts come from below the prefix and ask below the prefix only, so
 * that what runs in a panel does not speak to our own API by itself.
 */
export function frameHeaders({ origin, prefix }: AnswerPlace): Record<string, string> {
  const own = `${origin}${prefix}/`;
  const sockets = `${origin.replace(/^http/, 'ws')}${prefix}/`;
  const policy = [
    `default-src 'none'`,
    `script-src ${own} 'unsafe-inline' 'unsafe-eval'`,
    `style-src ${own} 'unsafe-inline'`,
    `img-src ${own} data: blob:`,
    `font-src ${own} data:`,
    `worker-src ${own} blob:`,
    `connect-src ${own} ${sockets}`,
    `base-uri ${own}`,
    `form-action 'none'`,
    `frame-src 'none'`,
    `object-src 'none'`,
    `frame-ancestors 'self'`,
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'SAMEORIGIN',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    vary: 'Cookie, Accept-Encoding',
  };
}

/** What is shown to one person is kept by nobody on the way, whatever a plugin or data source says. */
function cacheControl(said: string | undefined, isAsset: boolean): string {
  const isShared = said === undefined || /public|s-maxage/i.test(said);
  return said !== undefined && (isAsset || !isShared) ? said : 'no-store';
}

function redirect(
  location: NonNullable<Headers[string]>,
  { origin, prefix }: AnswerPlace,
): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, origin)) return undefined;
  const to = new URL(location, origin);
  const isBelow = to.pathname === prefix || to.pathname.startsWith(`${prefix}/`);
  return to.origin === new URL(origin).origin && isBelow ? `${to.pathname}${to.search}` : undefined;
}

function kept(headers: Headers, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && value.length <= MAX_VALUE_CHARS) found[name] = value;
  }
  return found;
}
