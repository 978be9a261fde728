const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** A script's instant or duration in milliseconds: `5m30s`, `300`, `-10s`. @throws Error otherwise */
export function readTime(text: string): number {
  if (/^-?[0-9]+(?:\.[0-9]+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const sign = text.startsWith('-') ? -1 : 1;
  const parts = [...text.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|[smhdwy])/g)];
  const length = parts.reduce((sum, [part]) => sum + part.length, 0);
  if (parts.length === 0 || length !== text.replace(/^-/, '').length) {
    throw new Error(`not a duration: ${text}`);
  }
  const ms = parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
  return sign * Math.round(ms);
}
