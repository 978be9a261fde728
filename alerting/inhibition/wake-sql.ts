import type { Dialect, Statement } from '../../platform/state/state.ts';
import { hotStatement } from '../store/hot-statement.ts';

/**
 * Makes a maker of statements: what inhibition keeps back of an owner's open incidents is asked about
 * again at once. Committed with the end of a source, or with a change of the rules.
 */
export function inhibitionWaker(
  dialect: Dialect,
): (owner: string, nowMs: number) => readonly Statement[] {
  const messages = hotStatement(dialect, 'inhibition.wake', wakeText('message_clocks'));
  const escalations = hotStatement(dialect, 'inhibition.wake', wakeText('escalation_clocks'));
  return (owner, nowMs) => [messages({ owner, now: nowMs }), escalations({ owner, now: nowMs })];
}

function wakeText(table: 'message_clocks' | 'escalation_clocks'): string {
  return `UPDATE ${table} SET due_at_ms = :now
    WHERE held_by = 'inhibited' AND due_at_ms > :now AND incident_id IN (
      SELECT id FROM incidents WHERE owner = :owner AND status = 'firing')`;
}
