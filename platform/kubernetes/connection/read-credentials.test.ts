import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../clock/virtual-clock.ts';
import { createCredentialSource } from './credential-source.ts';
import { checkConnection, type KubernetesConnection } from './kubernetes-connection.ts';
import { readCredentials } from './read-credentials.ts';
import { TokenBucket } from './token-bucket.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A kubeconfig of the tenants acme (token) and globex (certificate), with more of a user or cluster. */
function kubeconfig(user: object = {}, cluster: object = {}) {
  return JSON.stringify({
    'current-context': 'acme',
    clusters: [{ name: 'c', cluster: { server: 'https://k.test:6443/k8s/', ...cluster } }],
    contexts: [
      { name: 'acme', context: { cluster: 'c', user: 'acme' } },
      { name: 'globex', context: { cluster: 'c', user: 'globex' } },
      { name: 'dangling', context: { cluster: 'none', user: 'acme' } },
    ],
    users: [
      { name: 'acme', user: { token: 'secret-of-acme', ...user } },
      {
        name: 'globex',
        user: { 'client-certificate-data': base64('CERT'), 'client-key': 'pki/key' },
      },
    ],
  });
}

const files = (texts: Readonly<Record<string, string>>, env = {}) => ({
  env,
  readFile: (path: string) => {
    const text = texts[path];
    if (text === undefined) throw new Error(`no file ${path}`);
    return text;
  },
});

const read = (text: string, context?: string) =>
  readCredentials(
    { kind: 'kubeconfig', file: '/etc/k/config', ...(context === undefined ? {} : { context }) },
    files({
      '/etc/k/config': text,
      '/etc/k/pki/key': 'KEY',
      '/etc/k/token': 'from-file\n',
      '/ca': 'CA',
    }),
  );

describe('a kubeconfig', () => {
  it('has a context in use, and others', () => {
    expect(read(kubeconfig())).toEqual({
      url: 'https://k.test:6443/k8s',
      token: 'secret-of-acme',
      tls: {},
    });
    const globex = read(
      kubeconfig({}, { 'certificate-authority': '/ca', 'tls-server-name': 'k' }),
      'globex',
    );
    expect(globex).toEqual({
      url: 'https://k.test:6443/k8s',
      token: undefined,
      tls: { ca: 'CA', cert: 'CERT', key: 'KEY', servername: 'k' },
    });
    expect(read(kubeconfig({ tokenFile: 'token' })).token).toBe('from-file');
  });

  it.each([
    ['an exec plugin', kubeconfig({ exec: { command: 'aws' } }), /exec plugin would run a program/],
    ['a password', kubeconfig({ username: 'a', password: 'hunter2' }), /user names and passwords/],
    ['impersonation', kubeconfig({ as: 'admin' }), /impersonation/],
    ['blind trust', kubeconfig({}, { 'insecure-skip-tls-verify': true }), /trusts any server/],
    ['a proxy', kubeconfig({}, { 'proxy-url': 'http://p' }), /proxy/],
    [
      'a certificate without key',
      kubeconfig({ 'client-certificate-data': 'eA==' }),
      /without its key/,
    ],
    ['a token in clear', kubeconfig({}, { server: 'http://k.test' }), /not encrypted/],
    ['no YAML', 'a: b: c', /is not YAML: line 1/],
    ['a text', 'hello', /is not a kubeconfig/],
  ])('with %s is refused', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow(/secret-of-acme|hunter2/);
  });

  it('says which names it has', () => {
    expect(() => read(kubeconfig(), 'other')).toThrow(
      '"other" in contexts (acme, globex, dangling)',
    );
    expect(() => read(kubeconfig(), 'dangling')).toThrow('"none" in clusters (c)');
  });
});

describe('a connection', () => {
  it.each<readonly [string, KubernetesConnection, RegExp]>([
    ['a token to http', { kind: 'direct', url: 'http://k.test', token: 't' }, /not encrypted/],
    ['a password', { kind: 'direct', url: 'https://a:b@k.test' }, /user or password/],
    [
      'two identities',
      {
        kind: 'direct',
        url: 'https://k.test',
        token: 't',
        clientCertificate: { certificate: 'c', key: 'k' },
      },
      /beside a token/,
    ],
  ])('with %s is refused', (_, connection, message) => {
    expect(checkConnection(connection)[0]?.message).toMatch(message);
    expect(() => readCredentials(connection, files({}))).toThrow(message);
  });

  it('of a pod needs one', () => {
    const pod = { kind: 'in-cluster', folder: '/sa' } as const;
    const texts = { '/sa/token': 't\n', '/sa/ca.crt': 'CA' };
    expect(() => readCredentials(pod, files(texts))).toThrow('in no pod');
    const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
    expect(readCredentials(pod, files(texts, env))).toEqual({
      url: 'https://[fd00::1]:6443',
      token: 't',
      tls: { ca: 'CA' },
    });
  });

  it('is read again after a minute, or when it was refused', async () => {
    const clock = new VirtualClock();
    let reads = 0;
    const source = createCredentialSource(() => {
      reads += 1;
      return { url: 'https://k', tls: {}, token: `t${reads}` };
    }, clock);
    expect([source.current().token, source.current().token]).toEqual(['t1', 't1']);
    await clock.advance(60_000);
    expect(source.current().token).toBe('t2');
    source.expire();
    expect(source.current().token).toBe('t3');
  });
});

describe('a token bucket', () => {
  it('lets a burst pass and then keeps the rate, in order', async () => {
    const clock = new VirtualClock();
    const bucket = new TokenBucket({ perSecond: 10, burst: 2, clock });
    const passed: number[] = [];
    for (const index of [0, 1, 2, 3]) void bucket.take().then(() => passed.push(index));
    await clock.advance(0);
    expect(passed).toEqual([0, 1]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2]);
    await clock.advance(100);
    expect(passed).toEqual([0, 1, 2, 3]);
    await expect(bucket.take(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
