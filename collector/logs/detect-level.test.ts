import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../platform/model/labels.ts';
import { detectLevel, withDetectedLevel } from './detect-level.ts';

const none = labelsFrom([]);

describe('the level of a line', () => {
  const lines: readonly [string, string][] = [
    ['{"level":"error","msg":"warn nobody"}', 'error'],
    ['{"msg":"x","Level" : "WARNING"}', 'warn'],
    ['{"user":{"level":"gold"},"severity":"critical"}', 'critical'],
    ['{"level":30,"msg":"pino"}', 'info'],
    ['{"level":300,"msg":"no level"}', 'unknown'],
    ['{"msg":"he said \\"level\\":\\"error\\" twice"}', 'error'],
    ['ts=1 level=warn msg="no error here"', 'warn'],
    ['lvl="dbg" msg=x', 'debug'],
    ['sublevel=error', 'error'],
    ['sublevel=deep', 'unknown'],
    ['2024-05-01 12:00:00 ERROR could not open', 'error'],
    ['[WRN] slow', 'warn'],
    ['terrorist information', 'unknown'],
    ['磁盘 已满 FATAL 退出', 'fatal'],
    ['', 'unknown'],
    [`${' '.repeat(2_000)}error`, 'unknown'],
  ];
  it.each(lines)('%s is %s', (line, level) => {
    expect(detectLevel(none, null, line)).toBe(level);
  });

  it('a label says it before metadata, metadata before the line', () => {
    const labels = labelsFrom([['severity', 'Debug']]);
    const metadata = labelsFrom([['level', 'fatal']]);
    expect(detectLevel(labels, metadata, 'level=info')).toBe('debug');
    expect(detectLevel(none, metadata, 'level=info')).toBe('fatal');
    expect(detectLevel(none, labelsFrom([['severity_number', '17']]), 'level=info')).toBe('error');
    expect(detectLevel(none, labelsFrom([['severity_number', '0']]), 'level=info')).toBe('info');
  });

  it('goes into the metadata, which is otherwise kept', () => {
    expect(withDetectedLevel(none, null, 'warn')).toBe(withDetectedLevel(none, null, 'WARN'));
    const traced = withDetectedLevel(none, labelsFrom([['trace_id', 'a']]), 'error: x');
    expect([...traced]).toEqual([
      ['trace_id', 'a'],
      ['detected_level', 'error'],
    ]);
    const told = labelsFrom([['detected_level', 'info']]);
    expect(withDetectedLevel(none, told, 'error')).toBe(told);
  });
});
