import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { loadConfig } from './load-config.ts';
import { PlatformConfig } from './platform-config.ts';
import { printOptions } from './print-help.ts';
import { resolveSecret } from './secret-ref.ts';

const schema = Type.Object(PlatformConfig, { additionalProperties: false });
const load = (yaml: string | null, env: Record<string, string> = {}) =>
  loadConfig(schema, { yaml, fileName: 'tocsin.yaml', env });

function findings(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError)
      return thrown.details.length > 0 ? thrown.details : thrown.message;
    throw thrown;
  }
  return 'accepted';
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    expect(load(null).server).toEqual({
      advertise: '',
      host: '127.0.0.1',
      metricsToken: '',
      port: 8080,
      publicUrl: '',
      trustedProxies: [],
      shutdownGrace: '20s',
      workers: 0,
    });
  });

  it('lets the environment win over the file', () => {
    const config = load('server: { port: 9000, host: "::1" }', { TOCSIN_SERVER_PORT: '9001' });
    expect([config.server.port, config.server.host]).toEqual([9001, '::1']);
  });

  it.each([
    ['an unknown key', 'server: { prot: 1 }', {}, '/server/prot'],
    ['a wrong type', 'server: { port: http }', {}, '/server/port'],
    [
      'a number with a unit in the environment',
      null,
      { TOCSIN_SERVER_PORT: '80s' },
      '/server/port',
    ],
    ['a duration without unit', 'session: { idle: "90" }', {}, '/session/idle'],
    ['a duration out of order', 'session: { idle: 30s1m }', {}, '/session/idle'],
    ['an unknown variable', null, { TOCSIN_SERVER_PROT: '1' }, '$TOCSIN_SERVER_PROT'],
    ['a list as the whole file', '- a', {}, ''],
  ])('refuses %s, naming the place', (_, yaml, env, path) => {
    expect(findings(() => load(yaml, { ...env }))).toMatchObject([{ path }]);
  });

  it('lists all findings at once', () => {
    expect(findings(() => load('server: { port: 99999, hots: x }'))).toHaveLength(2);
  });

  it('says where YAML is broken', () => {
    expect(findings(() => load('server:\n  port: 1\n  port: 2'))).toContain('line 3');
  });

  it('prints every option with default, meaning and variable', () => {
    const help = printOptions(schema);
    expect(help).toContain('server.port  (default 8080)');
    expect(help).toContain('TOCSIN_SERVER_SHUTDOWN_GRACE');
    expect(help).toMatchSnapshot();
  });
});

describe('resolveSecret', () => {
  const source = { env: { PW: 'from env' }, readFile: () => 'from file\nrest' };
  it.each([
    ['plain', 'plain'],
    [{ env: 'PW' }, 'from env'],
    [{ file: '/run/pw' }, 'from file'],
  ])('reads %j', (ref, expected) => {
    expect(resolveSecret(ref, source)).toBe(expected);
  });

  it('names the missing variable', () => {
    expect(() => resolveSecret({ env: 'NOPE' }, source)).toThrow('environment variable NOPE');
  });
});
