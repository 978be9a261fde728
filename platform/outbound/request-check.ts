import { validateHeaderName, validateHeaderValue } from 'node:http';

/** Why a request is not sent at all. */
export type RefusalReason = 'url' | 'scheme' | 'credentials' | 'header' | 'address';

export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  /** For the person who configured the destination; holds neither an address nor a secret. */
  readonly message: string;
}

export const refused = (reason: RefusalReason, message: string): Refusal => ({
  kind: 'refused',
  reason,
  message,
});

const FORBIDDEN_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'cookie',
  'cookie2',
  'set-cookie',
  'forwarded',
  'via',
  'x-real-ip',
]);

const FORBIDDEN_PREFIXES = ['x-forwarded-', 'proxy-', 'sec-'];

/** True for a header that the client sets itself or that speaks for somebody else. */
function isForbiddenHeader(name: string): boolean {
  const plain = name.toLowerCase();
  return (
    FORBIDDEN_HEADERS.has(plain) || FORBIDDEN_PREFIXES.some((prefix) => plain.startsWith(prefix))
  );
}

/**
 * The parsed URL of a request that may be sent, as far as its text can tell. The URL parser has
 * then turned `0x7f.1`, `2130706433` and `127.1` into `127.0.0.1`.
 */
export function checkRequest(
  text: string,
  headers: Readonly<Record<string, string>>,
): URL | Refusal {
  if (!URL.canParse(text))
    return refused('url', 'The URL cannot be parsed; write https://host/path.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused(
      'scheme',
      `URLs of scheme ${url.protocol.slice(0, -1)} are not sent to; use https.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    return refused('credentials', 'The URL holds a user or password; put them in a header.');
  }
  return checkHeaders(headers) ?? url;
}

function checkHeaders(headers: Readonly<Record<string, string>>): Refusal | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (isForbiddenHeader(name)) return refused('header', `The header ${name} may not be set.`);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return refused(
        'header',
        `The header ${JSON.stringify(name)} or its value is not valid HTTP.`,
      );
    }
  }
  return undefined;
}
