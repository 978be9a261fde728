import { expect, it } from 'vitest';
import { scrapeFaultOf } from './scrape-fault.ts';

it.each([
  ['Get http://a:1/metrics: no complete answer within 10s', 'timeout'],
  ['Get http://a:1/metrics: the target cannot be connected to (ECONNREFUSED)', 'connect'],
  ['Get http://a:1/metrics: the host name has no address', 'name'],
  ['Get https://a:1/metrics: TLS: self-signed certificate', 'tls'],
  ['server returned HTTP status 401 Unauthorized', 'login'],
  ['server returned HTTP status 404', 'missing'],
  ['server returned HTTP status 500', 'status'],
  ['body size limit exceeded (1000 bytes)', 'size'],
  ['sample limit exceeded (12 samples, 10 at most)', 'samples'],
  ['Storing was refused because the disk of the embedded stores is full', 'store'],
  ['the answer says no content type, and the job sets no fallbackProtocol', 'format'],
  ['something nobody foresaw', 'other'],
] as const)('%s: %s', (error, fault) => {
  expect(scrapeFaultOf(error)).toBe(fault);
});
