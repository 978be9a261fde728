/** What keeps a target from being scraped, as far as its error tells. */
export type ScrapeFault =
  | 'timeout'
  | 'connect'
  | 'name'
  | 'tls'
  | 'login'
  | 'missing'
  | 'status'
  | 'format'
  | 'size'
  | 'samples'
  | 'store'
  | 'other';

/** The first that fits counts. */
const SIGNS: readonly (readonly [ScrapeFault, RegExp])[] = [
  ['timeout', /no complete answer within|took too long/],
  ['name', /host name has no address/],
  ['tls', /TLS: /],
  ['connect', /cannot be connected to|closed the connection|ECONNREFUSED|ECONNRESET/],
  ['login', /HTTP status 40[13]/],
  ['missing', /HTTP status 404/],
  ['status', /HTTP status/],
  ['size', /body size limit/],
  ['samples', /limit exceeded|more than .* labels/],
  ['store', /disk of the embedded stores|the store took/],
  ['format', /fallbackProtocol|encoding|gzip body|line \d+|expected|unexpected/i],
];

export function scrapeFaultOf(error: string): ScrapeFault {
  return SIGNS.find(([, sign]) => sign.test(error))?.[0] ?? 'other';
}
