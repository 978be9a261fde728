import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRaw, type RawConnection, requestText } from '../support/raw-connection.ts';
import { sendBytes } from '../support/raw-http.ts';
import { type ScriptedBackend, startScriptedBackend } from '../support/scripted-backend.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  apiOf,
  readerOf,
  startWorkersLab,
  WORKER_TENANTS,
  type WorkersLab,
  type WorkerTenant,
} from '../support/workers-lab.ts';

const question = (tenant: WorkerTenant) => `${apiOf(tenant, 'query')}?query=up`;

/** More headers than the HTTP server hands out by default, and still short enough to be taken. */
const MANY = 'a:\r\n'.repeat(1_100);

let backend: ScriptedBackend;
let lab: WorkersLab;
let raw: RawConnection;

beforeAll(async () => {
  backend = await startScriptedBackend();
  lab = await startWorkersLab(backend.url);
}, 60_000);
beforeEach(async () => {
  backend.forget();
  backend.answer((response, { url, body }) => {
    const asked = decodeURIComponent(url + body);
    const tenant = WORKER_TENANTS.find((one) => asked.includes(`namespace="${one}"`));
    response.setHeader('content-type', 'application/json');
    const gate = gates.find(({ word }) => asked.includes(word))?.opened;
    void Promise.resolve(gate).then(() =>
      response.end(`{"status":"success","data":"of ${tenant}"}`),
    );
  });
  raw = await openRaw(lab.service.url);
});
afterEach(() => raw.destroy());
afterAll(async () => {
  await lab?.service.remove();
  await backend?.stop();
});

interface BackendGate {
  /** Questions that hold it are answered when the gate has been opened. */
  readonly word: string;
  readonly opened: Promise<void>;
  open(): void;
}
let gates: readonly BackendGate[] = [];

function gateFor(word: string): BackendGate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { word, opened, open: () => open() };
}

/** A question inside of the body of another one. */
const hidden = requestText('GET', `${apiOf('acme', 'query')}?query=hidden`, readerOf('acme'));

/** GETs with a body whose framing a process that passes them on might lose. */
const BODIES: readonly (readonly [string, string])[] = [
  [
    'a length that the connection is said to own',
    requestText(
      'GET',
      question('globex'),
      { ...readerOf('acme'), connection: 'keep-alive, content-length' },
      hidden,
    ),
  ],
  [
    'a length behind a thousand headers',
    requestText('GET', question('globex'), readerOf('acme'), hidden).replace(
      'content-length',
      `${MANY}content-length`,
    ),
  ],
  [
    'chunks behind a thousand headers',
    `${requestText('GET', question('globex'), readerOf('acme')).slice(0, -2)}${MANY}transfer-encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
  ],
];

describe('a request with a body on its way to another process', () => {
  it.each(BODIES)('is one request with %s', async (_, text) => {
    await raw.get('/api/health/live');
    raw.write(text);
    expect((await raw.next()).status).toBe(403);
    // On the same way, for somebody else: what is read is the answer to what was asked.
    const other = await openRaw(lab.service.url);
    try {
      await other.get('/api/health/live');
      for (const _ of [1, 2, 3]) {
        const { body } = await other.get(question('globex'), readerOf('globex'));
        expect(body).toContain('of globex');
      }
    } finally {
      other.destroy();
    }
    expect(backend.seen.filter(({ url }) => url.includes('hidden'))).toEqual([]);
  });

  it.each(BODIES)('brings nobody the answer to another with %s', async (_, text) => {
    const slow = gateFor('hidden');
    const owned = gateFor('owned');
    gates = [slow, owned];
    const victim = await openRaw(lab.service.url);
    try {
      await raw.get('/api/health/live');
      await victim.get('/api/health/live');
      raw.write(text);
      await raw.next();
      // Waits behind the hidden question, if that has become one.
      victim.write(
        requestText('GET', `${apiOf('globex', 'query')}?query=owned`, readerOf('globex')),
      );
      await waitUntil(() => backend.seen.some(({ url }) => url.includes('owned')), {
        what: 'the question of the victim',
      });
      slow.open();
      raw.write(requestText('GET', question('globex'), readerOf('acme')));
      const answers = [victim.next(), raw.next()] as const;
      await Promise.race(answers);
      owned.open();
      const [told, heard] = await Promise.all(answers);
      expect([heard.status, heard.body.includes('of globex')]).toEqual([403, false]);
      expect(told.body).toContain('of globex');
    } finally {
      gates = [];
      victim.destroy();
    }
  });
});

const UPGRADE = { connection: 'upgrade', upgrade: 'websocket' };

/** Of the parent, as often as it takes to be held back. */
const signIn = (origin: string, attempt: number) =>
  requestText(
    'POST',
    '/api/v1/session',
    { origin, 'content-type': 'application/json', 'x-tocsin-peer': `203.0.113.${attempt}` },
    `{"name":"nobody${attempt}","password":"guessed guessed"}`,
  );

describe('an upgrade on its way to the parent', () => {
  it.each([
    [
      'whose headers stand behind a thousand others',
      (text: string) => text.replace('connection:', `${MANY}connection:`),
    ],
    ['that nobody takes', (text: string) => text],
  ])('%s gives nobody another address', async (_, written) => {
    const answers: string[] = [];
    for (let attempt = 0; attempt < 12; attempt++) {
      const texts = [
        requestText('GET', question('acme'), readerOf('acme')),
        written(requestText('GET', '/api/health/live', UPGRADE)),
        signIn(lab.service.url, attempt),
      ];
      answers.push(await sendBytes(lab.service.url, Buffer.from(texts.join(''), 'latin1'), 250));
    }
    // Where the second one reaches a process at all, its sender is the same each time.
    const taken = answers.filter((answer) => /\b(?:401|429)\b/.test(answer));
    expect(taken.length === 0 || /\b429\b/.test(taken.at(-1) ?? '')).toBe(true);
  });
});

describe('a request with an odd head', () => {
  it.each([
    ['a tab in its target', (text: string) => text.replace('query=up', 'query=u\tp')],
    ['a form feed in its target', (text: string) => text.replace('query=up', 'query=u\fp')],
    ['a byte above 127 in its target', (text: string) => text.replace('query=up', 'query=\xe9')],
    [
      'a folded header',
      (text: string) => text.replace('host: tocsin', 'host: tocsin\r\n x-tocsin-peer: 1.1.1.1'),
    ],
    ['a header of no name', (text: string) => text.replace('host: tocsin', 'host: tocsin\r\n: a')],
    [
      'a carriage return in a header',
      (text: string) => text.replace('host: tocsin', 'host: tocsin\rx-tocsin-peer: 1.1.1.1'),
    ],
    ['an absolute target', (text: string) => text.replace('GET /', 'GET http://tocsin/')],
    ['no target', (text: string) => text.replace('GET /', 'GET *')],
    ['another method', (text: string) => text.replace('GET', 'CONNECT')],
    ['an expectation', (text: string) => text.replace('host:', 'expect: 200-ok\r\nhost:')],
    ['an old version', (text: string) => text.replace('HTTP/1.1', 'HTTP/1.0')],
  ])('ends no process with %s', async (_, odd) => {
    const text = odd(requestText('GET', question('globex'), readerOf('globex')));
    const plain = (path: string) => requestText('GET', path, readerOf('acme'));
    for (const before of ['', plain('/api/health/live'), plain(question('acme'))]) {
      await sendBytes(lab.service.url, Buffer.from(`${before}${text}`, 'latin1'));
    }
    expect(lab.service.log()).not.toMatch(/uncaught|query worker ended/i);
    const { body } = await raw.get(question('globex'), readerOf('globex'));
    expect(body).toContain('of globex');
  });
});
