import { describe, expect, it } from 'vitest';
import { refusedForNow } from './refused-for-now.ts';

const url = 'http://10.0.0.7:9009/globex';
const GENERIC = 'the backend takes nothing just now; send it again later';

describe('a push that a backend does not take just now', () => {
  it.each([
    ['says why', 'the disk is full\n', { 'retry-after': '7' }, 'the disk is full', 7],
    ['names no address', 'ask 10.0.0.7:9009', {}, 'ask <backend>', 5],
    ['shows no page', '<html>the proxy of globex</html>', {}, GENERIC, 5],
    ['shows no object', '{"tenant":"globex"}', {}, GENERIC, 5],
    ['says something where nothing is said', '', { 'retry-after': 'Wed, 21 Oct' }, GENERIC, 5],
    ['waits an hour at most', 'later', { 'retry-after': '999999' }, 'later', 3_600],
  ])('%s', (_, text, headers, message, retryAfterSeconds) => {
    const error = refusedForNow({ text, headers, url });
    expect(error).toMatchObject({ kind: 'unavailable', message, retryAfterSeconds });
  });
});
