import { alertingPage } from './alerting-page.ts';
import { plainLength, rulerNames } from './ruler-names.ts';

/** A request target that every program reads alike. */
export interface PlainTarget {
  /** Below the prefix, as it is forwarded, e.g. `/api/ds/query`; `/` for the prefix alone. */
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Letters, digits and marks that no program decodes, folds or splits at. */
const SEGMENT = /^[A-Za-z0-9_~@+,:=.-]+$/;
const DOTS = /^\.+$/;
const MAX_CHARS = 8_192;

/**
 * Reads a target below the prefix, or refuses it (null). Nothing is decoded or normalised: a path with
 * an escape, a doubled or turned slash, a semicolon, a dot segment or a letter beyond ASCII is none that
 * Grafana's own pages ask for, and means different things to different programs. What is forwarded is
 * printed anew from what was read here. Only the names of namespaces and groups of rules may be escaped
 * (`rulerNames`), and those in addresses of alerting pages, which are not forwarded (`alertingPage`).
 * @param target as it stands in the request line, e.g. `/grafana/d/abc?orgId=3`
 * @param prefix without a slash at its end, e.g. `/grafana`
 */
export function plainTarget(target: string, prefix: string): PlainTarget | null {
  if (target.length > MAX_CHARS || target.includes('#')) return null;
  const mark = target.indexOf('?');
  const whole = mark < 0 ? target : target.slice(0, mark);
  if (whole !== prefix && !whole.startsWith(`${prefix}/`)) return null;
  const path = whole.slice(prefix.length);
  const query = mark < 0 ? new URLSearchParams() : readQuery(target.slice(mark + 1));
  if (query === null) return null;
  if (path === '' || path === '/') return { path: '/', segments: [], query };
  const asked = path.slice(1).split('/');
  const page = alertingPage(asked);
  if (page !== null) return { path: page, segments: page.slice(1).split('/'), query };
  const length = plainLength(asked);
  const plain = asked.slice(0, length);
  const names = rulerNames(asked.slice(length), query);
  if (names === null || !plain.every(isPlain)) return null;
  const segments = [...plain, ...names];
  return { path: `/${segments.join('/')}`, segments, query };
}

const isPlain = (segment: string): boolean => SEGMENT.test(segment) && !DOTS.test(segment);

/** Names and values that decode; a broken escape is read one way here and another way there. */
function readQuery(text: string): URLSearchParams | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text) || hasOddCharacter(text)) return null;
  const query = new URLSearchParams(text);
  const broken = [...query].some(([name, value]) => hasOdd(name) || hasOdd(value));
  return broken ? null : query;
}

const hasOdd = (text: string): boolean => text.includes('\u0000') || text.includes('\ufffd');

function hasOddCharacter(text: string): boolean {
  return [...text].some((one) => one <= ' ' || one > '~' || one === '\\');
}
