import { parseDurationMs } from '../../platform/model/duration.ts';
import type { Panel } from '../model/panel.ts';
import type { PanelTime } from '../model/panel-data.ts';

const LONGEST_MS = 400 * 86_400_000;

/** The time that a panel shows: `timeFrom` replaces the length of the range, `timeShift` moves it back. */
export function panelTime(
  { timeFrom, timeShift }: Pick<Panel, 'timeFrom' | 'timeShift'>,
  time: PanelTime,
): PanelTime {
  const lengthMs = durationOf(timeFrom) ?? time.toMs - time.fromMs;
  const backMs = durationOf(timeShift) ?? 0;
  const toMs = time.toMs - backMs;
  return { fromMs: toMs - lengthMs, toMs, timeZone: time.timeZone };
}

/** `6h`, and `now-6h` as newer versions write it; null for others. */
function durationOf(text: string | null): number | null {
  if (text === null) return null;
  const durationMs = parseDurationMs(text.trim().replace(/^now-/, ''));
  return durationMs === undefined || durationMs === 0 || durationMs > LONGEST_MS
    ? null
    : durationMs;
}
