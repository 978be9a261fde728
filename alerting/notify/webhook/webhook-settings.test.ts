import { describe, expect, it } from 'vitest';
import { makeAuthority } from '../../../test/support/certificates.ts';
import type { ChannelSettings } from '../../channels/channel.ts';
import type { ChannelSecrets } from '../channel-kind.ts';
import { refusalOf } from './webhook-headers.ts';
import { checkWebhook } from './webhook-settings.ts';

const URL = 'https://hooks.example.org/in';
const OLD = 'o'.repeat(20);
const NEW = 'n'.repeat(20);

function findings(given: ChannelSettings, kept?: ChannelSecrets): readonly string[] {
  const checked = checkWebhook(given, kept);
  return checked.kind === 'valid' ? [] : checked.findings.map(({ path }) => path);
}

function secrets(given: ChannelSettings, kept?: ChannelSecrets): ChannelSecrets {
  const checked = checkWebhook(given, kept);
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return checked.secrets;
}

describe('a new secret beside an old one', () => {
  it('begins a rotation that goes on until the old one is cleared', () => {
    const first = secrets({ url: URL, secret: OLD });
    const rotating = secrets({ secret: NEW }, first);
    expect(rotating).toEqual({ url: URL, secret: NEW, previousSecret: OLD });
    expect(secrets({}, rotating)).toEqual(rotating);
    // The service leaves out of what is kept what is to be forgotten.
    const { previousSecret: _forgotten, ...kept } = rotating;
    expect(secrets({}, kept)).toEqual({ url: URL, secret: NEW });
  });

  it('is none when it is the same', () => {
    expect(secrets({ secret: OLD }, { url: URL, secret: OLD })).toEqual({ url: URL, secret: OLD });
  });
});

describe('headers', () => {
  it('are kept as a whole, and only their names are shown', () => {
    const checked = checkWebhook(
      { url: URL, headers: ['Authorization: Bearer x', 'X-Team: a'] },
      undefined,
    );
    expect(checked).toMatchObject({
      kind: 'valid',
      settings: { headerNames: ['authorization', 'x-team'] },
    });
    if (checked.kind === 'invalid') throw new Error('refused');
    expect(JSON.stringify(checked.settings)).not.toContain('Bearer');
    expect(secrets({}, checked.secrets)).toEqual(checked.secrets);
    expect(secrets({ headers: [] }, checked.secrets)).toEqual({ url: URL });
  });

  it('that are kept go nowhere else', () => {
    const kept = secrets({ url: URL, headers: ['Authorization: Bearer x'] });
    expect(findings({ url: 'https://evil.example/' }, kept)).toEqual(['/headers']);
    expect(findings({ url: 'https://hooks.example.org/other' }, kept)).toEqual([]);
  });

  it.each([
    'Host',
    'Connection',
    'Transfer-Encoding',
    'Content-Length',
    'Proxy-Authorization',
    'X-Forwarded-For',
    'Cookie',
    'Upgrade',
    'Webhook-Signature',
    'Content-Type',
    'a b',
    '',
  ])('may not be %j', (name) => {
    expect(refusalOf(name, 'x')).not.toBeNull();
  });

  it('hold no line break, and come once', () => {
    expect(findings({ url: URL, headers: ['X-A: 1\r\nHost: evil'] })).toEqual(['/headers/0']);
    expect(findings({ url: URL, headers: ['X-A: 1', 'x-a: 2'] })).toEqual(['/headers/1']);
  });
});

describe('a client certificate', () => {
  const authority = makeAuthority('test');
  const one = authority.issue('one.example');
  const two = authority.issue('two.example');
  it.each<[string, ChannelSettings, readonly string[]]>([
    ['goes with its key', { clientCertificate: one.cert, clientKey: one.key }, []],
    ['not without', { clientCertificate: one.cert }, ['/clientKey']],
    ['not with another', { clientCertificate: one.cert, clientKey: two.key }, ['/clientKey']],
    ['is a certificate', { clientCertificate: 'x', clientKey: one.key }, ['/clientCertificate']],
  ])('%s', (_name, given, expected) => {
    expect(findings({ url: URL, ...given })).toEqual(expected);
  });
});

describe('what is not secret', () => {
  it.each<[string, ChannelSettings, readonly string[]]>([
    ['another form', { format: 'xml' }, ['/format']],
    ['too small a limit', { maxBytes: '100' }, ['/maxBytes']],
    ['a header that is ours', { hmacHeader: 'webhook-id' }, ['/hmacHeader']],
    ['all right', { format: 'alertmanager-v4', maxBytes: '8192', hmacHeader: 'X-Sig' }, []],
  ])('%s', (_name, given, expected) => {
    expect(findings({ url: URL, ...given })).toEqual(expected);
  });
});
