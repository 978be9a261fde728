/** What a pattern may cost to compile: its length times what its counted repetitions add up to. */
const MAX_COST = 100_000;

/** `/pattern/` as Fluentd writes it, in the words of RE2. */
export function plainPattern(text: string): string {
  const inSlashes = /^\/(.*)\/([imx]*)$/.exec(text);
  const pattern = (inSlashes?.[1] ?? text).replace(/\(\?<([A-Za-z_]\w*)>/g, '(?P<$1>');
  return inSlashes?.[2]?.includes('i') ? `(?i)${pattern}` : pattern;
}

/** Whether counted repetitions and classes make it too large to compile. */
export function isCostly(text: string): boolean {
  let repeats = 1;
  for (const [, least = '0', most = '0'] of text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    repeats += Math.max(Number(least), Number(most));
  }
  const classes = text.match(/\\[pP]/g)?.length ?? 0;
  return (text.length + classes * 200) * repeats > MAX_COST;
}
