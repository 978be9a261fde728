import type { AppError } from '../../../platform/errors/app-error.ts';

/** Kinds of faults that concern one dashboard, and not Grafana or the store as a whole. */
const OF_ONE: ReadonlySet<string> = new Set([
  ...['precondition_failed', 'conflict', 'unprocessable', 'not_found', 'too_large', 'invalid'],
]);

/** Whether the others can go on. */
export function isOfOne(fault: AppError): boolean {
  return OF_ONE.has(fault.kind) || (fault.kind === 'limited' && !isOfGrafana(fault));
}

/** Grafana's words, rather than those of our own store. */
export function isOfGrafana({ message }: AppError): boolean {
  return message.startsWith('Grafana ');
}
