import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { RelayWay } from './relay.ts';
import { Switchboard } from './switchboard.ts';

const response = {} as ServerResponse;

/** Of two workers, acme has the first and globex the second. */
function boardOf(own: number | null, isDirect = true) {
  const ways: RelayWay[] = [];
  const asked: (number | null)[] = [];
  const board = new Switchboard({
    own,
    slots: 2,
    entrance: { isDirect: () => isDirect },
    relay: { forward: (_, __, way) => void ways.push(way) },
    staysInParent: (tenant) => tenant === 'umbrella',
    pathsTo: (slot) => {
      asked.push(slot);
      return [`/run/${slot}`];
    },
  });
  /** `here`, or the paths it is sent to. */
  const send = (url: string) => {
    const socket = {};
    const request = { url, headers: { 'x-tocsin-peer': '10.0.0.1' }, socket };
    let went: unknown = null;
    board.front(request as unknown as IncomingMessage, response, () => {
      went = 'here';
    });
    return { went: went ?? ways.at(-1)?.paths, request };
  };
  return { board, send, asked };
}

const question = (tenant: string) => `/scopes/${tenant}/prometheus/api/v1/query?query=up`;

describe('a request of a client', () => {
  it.each([
    ['acme', 0, question('acme'), 'here'],
    ['globex', 0, question('globex.shop'), ['/run/1']],
    ['the API', 0, '/api/v1/session', ['/run/null']],
    ['acme', 1, question('acme'), ['/run/0']],
    ['the API', 1, '/', ['/run/null']],
    ['acme', null, question('acme@eu1'), ['/run/0']],
    ['the API', null, '/api/v1/session', 'here'],
    ['a long path', 0, `/scopes/globex/prometheus/${'a'.repeat(300)}`, ['/run/1']],
  ])('for %s in process %s goes where it is answered', (_, own, url, expected) => {
    const { send } = boardOf(own);
    for (const _time of [1, 2]) expect(send(url).went).toEqual(expected);
  });

  it('has the address of its connection', () => {
    const { request } = boardOf(0).send(question('acme'));
    expect(request.socket).toEqual({});
  });
});

describe('a request of another process', () => {
  it.each([
    [0, question('globex')],
    [null, question('globex')],
    [1, '/api/v1/session'],
  ])('is answered where it is: process %s', (own, url) => {
    const { send, asked } = boardOf(own, false);
    const { went, request } = send(url);
    expect([went, asked]).toEqual(['here', []]);
    expect(Reflect.get(request.socket, 'remoteAddress')).toBe('10.0.0.1');
    expect(request.headers).toEqual({});
  });
});
