/**
 * The path of a request target without its query, as it came: never parsed as a URL, which not every
 * target is (`//`).
 */
export function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}
