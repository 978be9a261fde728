import { describe, expect, it } from 'vitest';
import { validator } from '../../platform/schema/validator.ts';
import { DEFAULT_LOG_LIMITS, DEFAULT_LOG_STORAGE } from './log-limits.ts';
import { LogsConfig, logStorageOf } from './logs-config.ts';

const read = validator(LogsConfig);

describe('the configuration of the log store', () => {
  it('is that of the defaults when nothing is said', () => {
    const given = read({});
    if (given.kind === 'invalid') throw new Error(JSON.stringify(given.findings));
    const made = logStorageOf(given.value);
    expect(made).toEqual({ limits: DEFAULT_LOG_LIMITS, storage: DEFAULT_LOG_STORAGE });
  });

  it('is read in its units', () => {
    const given = read({ retention: '36h', outOfOrder: '90s', maxStreams: 7, retentionBytes: 0 });
    if (given.kind === 'invalid') throw new Error(JSON.stringify(given.findings));
    expect(logStorageOf(given.value)).toMatchObject({
      limits: { outOfOrderMs: 90_000, maxStreams: 7 },
      storage: { retentionMs: 129_600_000, retentionBytes: 0 },
    });
    expect(read({ retention: 'long' }).kind).toBe('invalid');
    expect(read({ unknown: 1 }).kind).toBe('invalid');
  });
});
