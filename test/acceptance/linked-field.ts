import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { BoardLink } from '../../dashboards/links/board-link.ts';
import { printBoardLink } from '../../dashboards/links/board-link.ts';
import { planPanel } from '../../dashboards/queries/plan-panel.ts';
import type { EmbedBoard, EmbedView } from '../../dashboards/variables/embed-answers.ts';
import { parseKeyRing } from '../../platform/secrets/key-ring.ts';
import { createSecretBox } from '../../platform/secrets/secret-box.ts';
import type { TenantId } from '../adversary/attack.ts';
import { foreignWord, neighbourOf, TENANTS, WORDS } from '../adversary/words.ts';
import type { ApiClient } from '../support/api-client.ts';
import { type RawAnswer, requestText } from '../support/raw-connection.ts';
import { type RawAnswer as RawText, sendAll } from '../support/raw-http.ts';
import { embeddedSecret, type TelltaleEmbedded } from '../support/telltale-embedded.ts';
import { TELLTALE_AT_S } from '../support/telltale-prometheus.ts';

const at = (seconds: number) => new Date((TELLTALE_AT_S + seconds) * 1_000).toISOString();
const RANGE = { from: at(-600), to: at(60) };

/** Of both tenants; the second panel and the variable are for who would reach further. */
const BOARD = (uid: string) => ({
  ...{ uid, title: `Board ${uid}`, schemaVersion: 39, time: RANGE },
  templating: {
    list: [
      { name: 'kind', type: 'custom', query: 'a,b', current: { value: 'a', text: 'a' } },
      { name: 'free', type: 'textbox', query: 'shared_metric' },
    ],
  },
  panels: [
    ['Open', '$free{kind="$kind"}'],
    ['Private', 'shared_latency_bucket'],
  ].map(([title, expr], index) => ({
    ...{ id: index + 1, type: 'timeseries', title, gridPos: { x: 0, y: 8 * index, w: 24, h: 8 } },
    datasource: { type: 'prometheus' },
    targets: [{ refId: 'A', expr, legendFormat: '{{secret}}' }],
  })),
});

/** What the reader of a frame chose: nothing. */
export const CHOICE = { nowMs: null, from: null, to: null, timeZone: 'UTC', chosen: {} };

/** One tenant's links of both kinds, and what they show to who holds them. */
export interface LinkField {
  readonly tenant: TenantId;
  readonly neighbour: TenantId;
  /** Tokens, of the first panel with everything fixed. */
  readonly links: Readonly<Record<'embed' | 'render', string>>;
  /** Another link of the same giver. */
  give(more: object): Promise<string>;
  /** A token that says what a test likes, signed as the service signs; or by another key. */
  sign(more: Partial<BoardLink>, key?: Uint8Array): string;
  /** A target exactly as it is written; what every answer has to be is looked at here. */
  get(target: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  send(
    method: string,
    target: string,
    body?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<RawAnswer>;
  post(target: string, body: object): Promise<RawAnswer>;
  /** Withdraws the token by which the links were given. */
  endGiver(): Promise<void>;
  endBoard(): Promise<void>;
}

const shownTo = (tenant: TenantId) => [WORDS[tenant], 'shared_metric'];

/** Whether an answer shows anything of the dashboard. */
export const isShown = ({ body }: Pick<RawAnswer, 'body'>, tenant: TenantId): boolean =>
  [...shownTo(tenant), 'Open', 'Private'].some((word) => body.includes(word));

/** A board, a token that gives links, and links of a tenant. @param uid a new one */
export async function openLinkField(
  { service }: TelltaleEmbedded,
  root: ApiClient,
  tenant: TenantId,
  uid: string,
): Promise<LinkField> {
  const tenants = `/api/v1/tenants/${tenant}`;
  const board = await root.post<{ readonly id: string }>(`${tenants}/dashboards`, {
    ...{ scope: tenant, folder: '', source: JSON.stringify(BOARD(uid)) },
  });
  const { token, secret } = await root.post<{
    readonly token: { readonly id: string };
    readonly secret: string;
  }>(`${tenants}/tokens`, {
    ...{ name: `gives links to ${uid}`, kind: 'scope', node: tenant, expiresAt: null },
    permissions: ['metrics:read', 'dashboards:read'],
  });
  const { send, get } = senders(service.url, tenant);
  const give = async (more: object) => {
    const answer = await send(
      'POST',
      `${tenants}/embed-links`,
      JSON.stringify({ ...WISH, scope: tenant, dashboard: uid, ...more }),
      { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    );
    expect(answer.status, answer.body).toBe(201);
    return (JSON.parse(answer.body) as { readonly token: string }).token;
  };
  const links = { embed: await give({ kind: 'embed' }), render: await give({ kind: 'render' }) };
  const said = { owner: tenant, scope: tenant, uid };
  const giver = { kind: 'token', id: token.id, owner: tenant } as const;
  return {
    ...{ tenant, neighbour: neighbourOf(tenant), links, give, send, get },
    sign: (more, key = signingKey(join(service.folder, 'data'))) =>
      printBoardLink({ ...CLAIMS, ...said, giver, ...moments(), ...more }, key),
    post: (target, body) =>
      send('POST', target, JSON.stringify(body), { 'content-type': 'application/json' }),
    endGiver: () => root.delete(`${tenants}/tokens/${token.id}`),
    endBoard: () => root.delete(`${tenants}/dashboards/${board.id}`),
  };
}

const FIXED = { ...RANGE, theme: 'dark', 'var-kind': 'a' };
const WISH = { panel: 1, expiresIn: '1h', fixed: FIXED };
const CLAIMS: Pick<BoardLink, 'kind' | 'panelId' | 'origins' | 'fixed'> = {
  kind: 'embed',
  panelId: 1,
  origins: [],
  fixed: Object.entries(FIXED),
};

function moments(): Pick<BoardLink, 'issuedAtMs' | 'expiresAtMs'> {
  const issuedAtMs = Math.floor(Date.now() / 1_000) * 1_000 - 1_000;
  return { issuedAtMs, expiresAtMs: issuedAtMs + 600_000 };
}

/** Of the running service, as its administrator could read it. */
function signingKey(folder: string): Uint8Array {
  const text = readFileSync(join(folder, 'secret.key'), 'utf8');
  const [key] = createSecretBox(parseKeyRing(text, 'secret.key')).deriveKeys('board links');
  if (key === undefined) throw new Error('no key');
  return key;
}

function senders(url: string, tenant: TenantId): Pick<LinkField, 'send' | 'get'> {
  const send: LinkField['send'] = async (method, target, body = '', headers = {}) => {
    // A character for each byte, which is how its length is counted.
    const octets = Buffer.from(body).toString('latin1');
    const bytes = Buffer.from(requestText(method, target, headers, octets), 'latin1');
    const [found] = await sendAll(url, [{ bytes, isHead: false }], 1);
    const answer = answerOf(found ?? { status: 0, head: '', body: '' });
    lookAt(answer, tenant, target);
    return answer;
  };
  return { send, get: (target, headers) => send('GET', target, '', headers) };
}

function answerOf({ status, head, body }: RawText): RawAnswer {
  const headers = new Map(
    head.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
    }),
  );
  return { status, headers, body: Buffer.from(body, 'latin1').toString() };
}

/** Nothing of a neighbour, no credential, no cookie, nothing for other sites' scripts or shared caches. */
function lookAt({ headers, body }: RawAnswer, tenant: TenantId, target: string): void {
  const all = `${[...headers].join('\n')}\n${body}`;
  expect(foreignWord(all, tenant), target).toBe(null);
  for (const one of TENANTS) expect(all, target).not.toContain(embeddedSecret(one));
  for (const name of ['set-cookie', 'access-control-allow-origin', 'location']) {
    expect([target, name, headers.get(name)]).toEqual([target, name, undefined]);
  }
  expect(headers.get('cache-control') ?? '', target).not.toMatch(/public|s-maxage/);
  expect(all, target).not.toContain('evil');
}

/** What a page asks for a panel of its link: planned as the page plans it. */
export async function plannedQuestion(
  { links, get, post }: Pick<LinkField, 'links' | 'get' | 'post'>,
  token = links.embed,
) {
  const { dashboard } = JSON.parse((await get(`/embed/${token}/board`)).body) as EmbedBoard;
  const view = JSON.parse((await post(`/embed/${token}/view`, CHOICE)).body) as EmbedView;
  const [panel] = dashboard.panels;
  if (panel === undefined) throw new Error('no panel');
  const widthPx = 400;
  const context = {
    ...{ time: view.time, filters: view.filters, dashboard, scrapeIntervalMs: 15_000 },
    variables: new Map(view.values.map((value) => [value.name, value])),
  };
  const [planned] = planPanel(panel, context, widthPx).queries;
  if (planned === undefined) throw new Error('no question');
  const { target, path, parameters } = planned;
  return {
    choice: { ...CHOICE, nowMs: view.nowMs },
    ...{ panel: String(panel.id), refId: target.refId, widthPx, language: 'promql' },
    ...{ path, parameters: parameters.map(([name, value]) => [name, value]) },
  };
}
