import type { HostFamily, HostSample } from './host-family.ts';

/** The text format of families, for the parser that every scrape goes through. */
export function printFamilies(families: readonly HostFamily[]): string {
  const lines: string[] = [];
  for (const { name, type, help, samples } of families) {
    if (samples.length === 0) continue;
    lines.push(`# HELP ${name} ${escapeText(help)}`, `# TYPE ${name} ${type}`);
    for (const { labels, value } of samples) lines.push(`${name}${braces(labels)} ${print(value)}`);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function braces(labels: HostSample['labels']): string {
  if (labels.length === 0) return '';
  return `{${labels.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(',')}}`;
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeValue(text: string): string {
  return escapeText(text).replaceAll('"', '\\"');
}

function print(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
