const PAGES = 'alerting';
/** The same document as every page below it: Grafana's own script reads the browser's address. */
const PAGE = '/alerting/list';

/** What `encodeURIComponent` leaves and makes, and the marks that parts of an id are joined with. */
const ESCAPED = /^(?:[A-Za-z0-9_~@+,:=.!*'()$&-]|%[0-9A-Fa-f]{2})+$/;
/** A dot segment once it is decoded, also behind a slash that was escaped. */
const DOTS = /(?:^|[/\\])\.+(?:$|[/\\])/;

/**
 * What is asked of Grafana for one of its alerting pages whose address holds names of rules as escapes, such as
 * `/alerting/acme-metrics/cri%24team%24CPU%2Fcores/view`: nothing of those goes there.
 * @param segments of the path as they came
 * @returns null: it is no such page, and read as any other path
 */
export function alertingPage(segments: readonly string[]): string | null {
  const [first, ...names] = segments;
  if (first !== PAGES || !names.some((name) => name.includes('%'))) return null;
  return names.every(isName) ? PAGE : null;
}

function isName(segment: string): boolean {
  if (!ESCAPED.test(segment)) return false;
  try {
    const name = decodeURIComponent(segment);
    return !DOTS.test(name) && !name.includes('\u0000');
  } catch (thrown) {
    if (thrown instanceof URIError) return false;
    throw thrown;
  }
}
