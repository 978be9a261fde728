import type { LogEvent } from './log-event.ts';

/** One filter at work. It may keep lines back for a moment; `flush` gives those that waited. */
export interface Stage {
  take(event: LogEvent, nowMs: number): readonly LogEvent[];
  /** Lines that nothing was added to since `beforeMs`. */
  flush(beforeMs: number): readonly LogEvent[];
}
