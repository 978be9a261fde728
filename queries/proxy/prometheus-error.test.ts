import { describe, expect, it } from 'vitest';
import { plainUpstreamError } from './prometheus-error.ts';

const BACKEND = 'http://prometheus.acme.example:9090/prefix';

describe('plainUpstreamError', () => {
  it.each([
    [
      'a selector that it does not read',
      400,
      '1:2: parse error: unexpected string\n',
      'bad_query',
      '1:2: parse error: unexpected string',
    ],
    [
      'its address',
      400,
      'from http://prometheus.acme.example:9090/x',
      'bad_query',
      'from <backend>',
    ],
    [
      'an envelope',
      400,
      '{"status":"error","errorType":"bad_data","error":"no"}',
      'bad_query',
      'no',
    ],
    ['a page', 400, '<html>the proxy of globex</html>', 'upstream_failed', null],
    ['nothing', 400, '', 'upstream_failed', null],
    ['a fault', 500, 'query of globex failed', 'upstream_failed', null],
  ])('words %s', (_, status, body, kind, message) => {
    const error = plainUpstreamError(status, body, BACKEND);
    expect(error.kind).toBe(kind);
    if (message === null) expect(error.message).not.toMatch(/globex/);
    else expect(error.message).toBe(message);
  });
});
