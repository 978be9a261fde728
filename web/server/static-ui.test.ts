import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerUi } from './static-ui.ts';

const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('the pages of the UI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-ui-'));
  let server: FastifyInstance;

  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), '<p>the page</p>');
    server = Fastify();
    registerUi(server, folder);
    await server.ready();
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['/', undefined, true],
    ['/incidents/01M7WA3XYC2GAXVGG83Z8VDEZ7?scope=acme', BROWSER, true],
    ['/healthz', undefined, false],
    ['/-/ready', '*/*', false],
    ['/api', BROWSER, false],
    ['/api/v1/nothing', BROWSER, false],
    ['/scopes/acme', BROWSER, false],
    ['/assets/gone.js', BROWSER, false],
  ])('GET %s accepting %s: %s', async (url, accept, isPage) => {
    const headers = accept === undefined ? {} : { accept };
    const answer = await server.inject({ method: 'GET', url, headers });
    expect(answer.body.includes('the page')).toBe(isPage);
    expect(answer.statusCode === 200).toBe(isPage);
  });
});
