import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../platform/config/load-config.ts';
import { RangeCacheConfig, rangeCacheSettings } from './range-cache-config.ts';

const settingsOf = (yaml: string) =>
  rangeCacheSettings(loadConfig(RangeCacheConfig, { yaml, fileName: '', env: {} }));

describe('the settings of the range cache', () => {
  it('trust logs later than metrics by default', () => {
    expect(settingsOf('')).toMatchObject({
      maxBytes: 134_217_728,
      untrustedMs: { promql: 600_000, logql: 3_600_000 },
      keepMs: 3_600_000,
    });
  });

  it('tell the two apart', () => {
    const { untrustedMs } = settingsOf('{ untrusted: 1m, untrustedLogs: 2h }');
    expect(untrustedMs).toEqual({ promql: 60_000, logql: 7_200_000 });
  });
});
