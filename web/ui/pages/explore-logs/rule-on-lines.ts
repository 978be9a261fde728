import { readText } from './built-query.ts';

/**
 * What a rule asks to watch a query: how many such lines there were in 5 minutes, or the query itself
 * where it gives numbers. Empty for what cannot be read.
 */
export function ruleOnLines(query: string): string {
  const { kind } = readText(query);
  if (query.trim() === '' || kind === 'error') return '';
  if (kind === 'metric') return query;
  // A comment would hide what follows on its line.
  const gap = query.includes('#') ? '\n' : ' ';
  return `sum(count_over_time(${query}${gap}[5m]))`;
}
