import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { endWhole } from '../../queries/proxy/end-whole.ts';
import { sendSuccess } from '../../queries/proxy/send-json.ts';
import { OwnQuestions } from './own-questions.ts';
import { RunningQuestions } from './running-questions.ts';

const ann: Principal = { kind: 'user', id: 'ann', name: 'Ann', bindings: [] };
const acme = (clusters: readonly string[]) => ({ name: 'acme', clusters }) as unknown as Scope;

type Reply = (response: ServerResponse, question: object) => void | Promise<void>;

function world(reply: Reply, clusters: readonly string[] = ['eu-1']) {
  const granted: unknown[] = [];
  let revoke = (): void => undefined;
  const asked: { path: string; form: unknown; name: string | null }[] = [];
  const scopes = {
    grantTo: (principal: Principal, name: string, permission: string) => {
      granted.push([principal.id, name, permission]);
      if (!/^acme(?:@|$)/.test(name)) throw new AppError('scope_denied', `not in ${name}`);
      return acme(clusters);
    },
  };
  const running = new RunningQuestions({
    scopes,
    revocations: {
      subscribe: (listener) => {
        revoke = () => listener({ kind: 'rights', user: 'ann' });
        return () => undefined;
      },
    },
    onDirectoryChange: () => undefined,
  });
  const answer = async (
    question: {
      readonly route: { readonly path: string };
      readonly form: unknown;
      readonly name?: string | null;
      readonly labelName?: string | null;
    },
    response: ServerResponse,
  ) => {
    const { route, form, name, labelName } = question;
    asked.push({ path: route.path, form, name: name ?? labelName ?? null });
    await reply(response, question);
  };
  const rights = { now: ann as Principal | null };
  const present = async () => rights.now;
  const proxies = { prometheus: { answer }, loki: { answer } };
  const own = new OwnQuestions({ scopes, running, present, ...proxies });
  return { own, granted, asked, rights, revoke: () => revoke() };
}

const whole: Reply = (response) => sendSuccess(response, { a: 'é' }, ['careful']);

describe('questions that the service asks on behalf of somebody', () => {
  it.each([
    ['prometheus', 'query_range', 'api/v1/query_range', null, 'metrics:read'],
    ['prometheus', 'label/job/values', 'api/v1/label/{name}/values', 'job', 'metrics:read'],
    ['loki', 'query_range', 'loki/api/v1/query_range', null, 'logs:read'],
    ['loki', 'label/app/values', 'loki/api/v1/label/{name}/values', 'app', 'logs:read'],
    ['prometheus', 'rules', 'api/v1/rules', null, 'rules:read'],
  ] as const)(
    '%s %s goes to its route with its permission',
    async (api, path, route, name, right) => {
      const { own, granted, asked } = world(whole);
      const answer = await own.as(ann, 'acme')[api](path, [
        ['match[]', 'a'],
        ['match[]', 'b'],
      ]);
      expect(answer).toEqual({ data: { a: 'é' }, warnings: ['careful'] });
      expect(granted).toContainEqual(['ann', 'acme', right]);
      expect(asked).toEqual([{ path: route, name, form: new Map([['match[]', ['a', 'b']]]) }]);
    },
  );

  it('are asked with the rights of their moment, not with those of before', async () => {
    const { own, granted, asked, rights } = world(whole);
    const api = own.as(ann, 'acme');
    await api.prometheus('labels', []);
    rights.now = { ...ann, id: 'ann with less' };
    await api.prometheus('labels', []);
    expect(granted.at(-1)).toEqual(['ann with less', 'acme', 'metrics:read']);
    rights.now = null;
    await expect(api.prometheus('labels', [])).rejects.toMatchObject({ kind: 'scope_denied' });
    expect(asked).toHaveLength(2);
  });

  it('reads answers in pieces, and those whose head is written first', async () => {
    const pieces: Reply = async (response) => {
      response.writeHead(200, ['content-type', 'application/json']);
      response.write(Buffer.from('{"data":'));
      await Promise.resolve();
      endWhole(response, Buffer.from('[1]}'));
    };
    const { own } = world(pieces);
    expect((await own.as(ann, 'acme').prometheus('labels', [])).data).toEqual([1]);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'what the backend says',
      (response) => {
        response.writeHead(422);
        response.end('{"status":"error","error":"too many samples"}');
      },
      /too many samples/,
    ],
    ['that it broke off', (response) => void response.destroy(), /broke off/],
    ['that nobody answered', () => undefined, /broke off/],
    [
      'that it is too large',
      (response) => {
        response.writeHead(200);
        for (let at = 0; at < 40; at++) response.write(Buffer.alloc(1024 * 1024, 'a'));
        response.end();
      },
      /too large/,
    ],
  ])('rejects with %s', async (_, reply, words) => {
    const { own } = world(reply);
    await expect(own.as(ann, 'acme').loki('labels', [])).rejects.toThrow(words);
  });

  it.each([
    'federate',
    '../federate',
    'label/a/b/values',
    'label//values',
    'tail',
    'push',
    'nothing',
  ])('does not know %s', async (path) => {
    const { own, asked } = world(whole);
    for (const api of ['prometheus', 'loki'] as const) {
      await expect(own.as(ann, 'acme')[api](path, [])).rejects.toThrow('not served');
    }
    expect(asked).toEqual([]);
  });

  it('asks nothing in a scope that is not held, and ends when the right is lost', async () => {
    const { own, asked } = world(whole);
    await expect(own.as(ann, 'globex').prometheus('labels', [])).rejects.toThrow('not in globex');
    expect(asked).toEqual([]);
    const waiting = world((response) => new Promise((resolve) => response.once('close', resolve)));
    const answer = waiting.own.as(ann, 'acme').prometheus('labels', []);
    await Promise.resolve();
    waiting.revoke();
    await expect(answer).rejects.toThrow('broke off');
  });

  it('offers the clusters of a scope on several, and asks each under its name', async () => {
    const { own, granted } = world(whole, ['us-1', 'eu-1']);
    const api = own.as(ann, 'acme');
    expect(api.clusters?.names).toEqual(['eu-1', 'us-1']);
    await api.clusters?.at('us-1').prometheus('labels', []);
    expect(granted).toContainEqual(['ann', 'acme@us-1', 'metrics:read']);
    expect(api.clusters?.at('us-1').clusters).toBeUndefined();
    expect(world(whole).own.as(ann, 'acme').clusters).toBeUndefined();
    expect(own.as(ann, 'globex').clusters).toBeUndefined();
  });

  it('ends with its signal', async () => {
    const { own } = world((response) => new Promise((resolve) => response.once('close', resolve)));
    const controller = new AbortController();
    const answer = own.as(ann, 'acme').loki('labels', [], controller.signal);
    controller.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});
