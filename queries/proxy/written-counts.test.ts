import { describe, expect, it } from 'vitest';
import { readWrittenCounts, writtenHeaders } from './written-counts.ts';

const header = (what: string) => `x-prometheus-remote-write-${what}-written`;

describe('readWrittenCounts', () => {
  it('passes on what the receiver says', () => {
    const headers = {
      [header('samples')]: '9223372036854775807',
      [header('histograms')]: '0',
      [header('exemplars')]: '12',
    };
    const written = readWrittenCounts(headers);
    expect(written).toEqual({ samples: '9223372036854775807', histograms: '0', exemplars: '12' });
    expect(written && writtenHeaders(written)).toEqual(headers);
  });

  it('takes one that is missing for 0, and all missing for silence', () => {
    const written = { samples: '0', histograms: '0', exemplars: '3' };
    expect(readWrittenCounts({ [header('exemplars')]: '3' })).toEqual(written);
    expect(readWrittenCounts({})).toBeNull();
  });

  it.each<[string, string | readonly string[]]>([
    ['a text', 'many'],
    ['a negative number', '-1'],
    ['two of them', ['1', '2']],
    ['a second header', '1\r\nx: y'],
    ['nothing', ''],
    ['more digits than an integer has', '1'.repeat(20)],
  ])('passes on no header that is %s', (_, value) => {
    expect(readWrittenCounts({ [header('samples')]: value })).toBeNull();
  });
});
