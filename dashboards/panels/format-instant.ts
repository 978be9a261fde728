/**
 * `${__from:date:iso}` and its like: `seconds`, `iso`, or a format of `YYYY MM DD HH mm ss SSS`, in
 * UTC. Without a format the instant is ISO 8601.
 */
export function formatInstant(atMs: number, format: string): string {
  const [kind, ...rest] = format.split(':');
  if (kind !== 'date') return String(atMs);
  const wanted = rest.join(':');
  if (wanted === 'seconds') return String(Math.floor(atMs / 1000));
  const iso = new Date(atMs).toISOString();
  if (wanted === '' || wanted === 'iso') return iso;
  const parts: Readonly<Record<string, string>> = {
    YYYY: iso.slice(0, 4),
    YY: iso.slice(2, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    SSS: iso.slice(20, 23),
  };
  return wanted.replaceAll(/YYYY|YY|MM|DD|HH|mm|SSS|ss/g, (token) => parts[token] ?? token);
}
