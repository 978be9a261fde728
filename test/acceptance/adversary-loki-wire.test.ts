import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { aimsAt } from '../adversary/aims.ts';
import { type Aim, type Attack, bytesOf, mustOf, type Shot, shotOf } from '../adversary/attack.ts';
import type { Field } from '../adversary/campaign.ts';
import { DENIED_EVERYWHERE, DENIED_LOKI } from '../adversary/denied-paths.data.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { LOGQL_TEXTS } from '../adversary/logql-texts.data.ts';
import { LOKI_CONTROLS } from '../adversary/loki-controls.ts';
import { lokiField } from '../adversary/loki-field.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { REQUEST_SHAPES } from '../adversary/request-shapes.data.ts';
import { SMUGGLING } from '../adversary/smuggling.data.ts';
import { textAttacks } from '../adversary/text-attack.ts';
import { foreignWord, TENANTS, WORDS } from '../adversary/words.ts';
import { sendAll, sendBytes } from '../support/raw-http.ts';
import { startTelltaleLoki, type TelltaleLoki } from '../support/telltale-loki.ts';

const AIMS = aimsAt('loki', LOKI_ROUTES, LOKI_CONTROLS);
const named = (aim: Aim) => [`${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;
const ATTACKS: readonly Attack[] = [
  ...textAttacks(LOGQL_TEXTS),
  ...REQUEST_SHAPES,
  ...FORGED_HEADERS,
  ...ODD_PATHS,
];

/** A shot as the opening of a WebSocket. */
const upgraded = (shot: Shot): Shot => ({
  ...shot,
  headers: [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ...shot.headers.filter(([name]) => !/^(?:connection|upgrade)$/i.test(name)),
  ],
});

/** What a tail says within a moment, frames and all: they are not masked, so texts can be searched. */
const follow = (field: Field, aim: Aim, shot: Shot, quietMs: number) =>
  sendBytes(field.url, bytesOf(upgraded(shot), field.tokenOf(aim)), quietMs);

/** A world for each: what arrives late at one is never taken for the other's. */
describe.each(TENANTS)('the scoped Loki API on the wire, as %s', (tenant) => {
  let world: TelltaleLoki;
  let field: Field;
  const own = AIMS.filter((aim) => aim.tenant === tenant);

  beforeAll(async () => {
    world = await startTelltaleLoki();
    field = lokiField(world);
  });
  afterAll(() => world?.stop());

  const tails = own.filter(({ route }) => route.endsWith('/tail'));

  it.each(tails.map(named))('%s: shows the own word', async (_, aim) => {
    const said = await follow(field, aim, shotOf(aim), 1_000);
    expect(said).toMatch(/^HTTP\/1\.1 101 /);
    expect(said).toContain(WORDS[aim.tenant]);
    expect(foreignWord(said, aim.tenant)).toBe(null);
  });

  it.each(tails.map(named))('%s: every attack', async (_, aim) => {
    const problems: string[] = [];
    for (const must of ['refuse', 'stay inside'] as const) {
      field.forget();
      const shots = ATTACKS.filter((attack) => mustOf(attack, aim) === must).flatMap((attack) => {
        const shot = attack.shot(aim);
        return shot === null ? [] : [{ name: attack.name, shot }];
      });
      const said = await Promise.all(shots.map(({ shot }) => follow(field, aim, shot, 600)));
      said.forEach((text, index) => {
        const word = foreignWord(text, aim.tenant);
        const name = shots[index]?.name ?? '';
        if (word !== null) problems.push(`${name}: shows ${word}: ${text.slice(0, 300)}`);
        if (/^HTTP\/1\.1 5/.test(text)) problems.push(`${name}: ${text.slice(0, 200)}`);
      });
      const left = field.left();
      problems.push(...left.flatMap((one) => field.leftProblem(one, aim) ?? []));
      if (must === 'refuse') expect(left).toEqual([]);
      else expect(left.length).toBeGreaterThan(20);
    }
    expect(problems).toEqual([]);
  });
  it.each(own.filter(({ route }) => /query_range$|push$|series$/.test(route)).map(named))(
    '%s: what is cut in several ways is cut in one',
    async (_, aim) => {
      field.forget();
      const problems = await Promise.all(
        SMUGGLING.map(async ({ name, bytes }) => {
          const answer = await sendBytes(field.url, bytes(aim, field.tokenOf(aim)));
          const word = foreignWord(answer, aim.tenant);
          const codes = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) =>
            Number(code),
          );
          if (word !== null) return `${name}: shows ${word}`;
          if (codes.some((code) => code >= 500)) return `${name}: ${answer.slice(0, 200)}`;
          // The hidden request asks for the neighbour: where it is heard at all, it is refused.
          return codes.slice(1).some((code) => code < 400) ? `${name}: ${codes.join(', ')}` : [];
        }),
      );
      expect(problems.flat()).toEqual([]);
      expect(field.left().flatMap((one) => field.leftProblem(one, aim) ?? [])).toEqual([]);
    },
  );

  it('knows no other path, by any method', async () => {
    field.forget();
    const asked = [...DENIED_LOKI, ...DENIED_EVERYWHERE].flatMap((path) =>
      METHODS.map((method) => ({ method, target: `/scopes/${tenant}/loki/${path}?query=%7B%7D` })),
    );
    const answers = await sendAll(
      field.url,
      asked.map(({ method, target }) => ({
        bytes: bytesOf({ method, target, headers: [], body: null }, `${tenant}+`),
        isHead: false,
      })),
    );
    const problems = asked.flatMap(({ method, target }, index) => {
      const { status = 0, head = '', body = '' } = answers[index] ?? {};
      const isRefused = status === 404 && head.includes('text/plain');
      return isRefused ? [] : [`${method} ${target}: ${status} ${body.slice(0, 100)}`];
    });
    expect(problems).toEqual([]);
    expect(field.left()).toEqual([]);
  });
});
