import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TenantOutbound } from '../../alerting/notify/tenant-outbound.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';

/** What a stand-in was sent, as it took it. */
export interface TakenMessage {
  readonly service: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
  readonly raw: string;
  readonly headers: IncomingMessage['headers'];
}

interface Answer {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How strict the stand-ins are, and whether they have had enough. */
export interface ServiceSettings {
  readonly dingtalkSecret: string;
  readonly feishuSecret: string;
  readonly nowMs: () => number;
  /** Services that say that they get too much. */
  readonly busy: Set<string>;
  /** Services whose robot is gone. */
  readonly gone: Set<string>;
  /** Services that take no picture now. */
  readonly blind?: Set<string>;
}

const HOUR_MS = 3_600_000;

/**
 * One server that stands in for all chat services: the host that was meant is the first part of the
 * path. Each checks body, size and signature as its contract says, and answers in its own way.
 */
export async function startChatServices(settings: ServiceSettings) {
  const taken: TakenMessage[] = [];
  const server = createServer((request, response) => {
    void answerTo(request, settings, taken).then((answer) => reply(response, answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { taken, origin: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

/** Sends what is meant for the real hosts to the stand-in, as it is. */
export function towards(origin: string, outbound: Pick<Outbound, 'send'>): TenantOutbound {
  return {
    send: ({ owner: _owner, ...request }) => {
      const { host, pathname, search } = new URL(request.url);
      return outbound.send({ ...request, url: `${origin}/${host}${pathname}${search}` });
    },
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function answerTo(
  request: IncomingMessage,
  settings: ServiceSettings,
  taken: TakenMessage[],
): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const raw = bytes.toString('utf8');
  const [, host = '', ...path] = (request.url ?? '').split('/');
  const service = SERVICES.find(([pattern]) => pattern.test(host));
  if (!service || request.method !== 'POST') return { status: 404, body: 'no such service' };
  const [, name, judge] = service;
  const url = new URL(`https://${host}/${path.join('/')}`);
  const form = formOf(request.headers['content-type'] ?? '', bytes);
  const asked = { url, raw, headers: request.headers, body: form ?? parsed(raw) };
  const answer = judge(asked, settings);
  if (answer.isTaken) taken.push({ service: name, body: asked.body });
  return answer;
}

/** A form's fields; of a file its name and its bytes as base64. Null for what is no form. */
function formOf(type: string, bytes: Buffer): Readonly<Record<string, unknown>> | null {
  const boundary = /^multipart\/form-data; boundary=([\w-]{1,70})$/.exec(type)?.[1];
  if (boundary === undefined) return null;
  const parts = bytes.toString('latin1').split(`--${boundary}`);
  if (parts[0] !== '' || parts.at(-1) !== '--\r\n') throw new Error('a form without its end');
  const fields = parts.slice(1, -1).map((part) => {
    const [, head = '', value = ''] = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    const name = /; name="([^"]*)"/.exec(head)?.[1] ?? '';
    const file = Buffer.from(value, 'latin1');
    return [name, head.includes('filename=') ? file.toString('base64') : file.toString('utf8')];
  });
  return Object.fromEntries(fields);
}

function parsed(raw: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(raw);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function reply(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}

type Judged = Answer & { readonly isTaken?: true };
type Judge = (asked: Asked, settings: ServiceSettings) => Judged;

const dingtalk: Judge = ({ url, body, raw }, { dingtalkSecret, nowMs, busy, gone }) => {
  const say = (errcode: number | string, errmsg: string): Judged => ({
    status: 200,
    body: { errcode, errmsg },
  });
  if (gone.has('dingtalk')) return say(300001, 'token is not exist');
  if (busy.has('dingtalk')) return say(130101, 'send too fast, exceed 20 times per minute');
  const ms = url.searchParams.get('timestamp') ?? '';
  const sign = createHmac('sha256', dingtalkSecret)
    .update(`${ms}\n${dingtalkSecret}`)
    .digest('base64');
  const isLate = Math.abs(nowMs() - Number(ms)) > HOUR_MS;
  if (isLate) return say(310000, 'invalid timestamp');
  if (url.searchParams.get('sign') !== sign) return say(310000, 'sign not match');
  const text = memberOf(body.markdown, 'text');
  const title = memberOf(body.markdown, 'title');
  if (body.msgtype !== 'markdown' || text === '' || title === '') return say(40035, 'param error');
  if (Buffer.byteLength(raw) > 20_000) return say(460101, 'message too long');
  // The real one writes it as a text at times.
  return { ...say('0', 'ok'), isTaken: true };
};

const feishu: Judge = ({ body, raw }, { feishuSecret, nowMs, busy, gone }) => {
  const fail = (code: number, msg: string): Judged => ({
    status: 200,
    body: { StatusCode: 0, StatusMessage: 'success', code, msg },
  });
  if (gone.has('feishu')) return fail(19007, 'Bot Not Enabled');
  if (busy.has('feishu')) return fail(9499, 'too many request');
  const seconds = String(body.timestamp ?? '');
  const sign = createHmac('sha256', `${seconds}\n${feishuSecret}`).update('').digest('base64');
  const isLate = Math.abs(nowMs() - Number(seconds) * 1_000) > HOUR_MS;
  const isSigned = typeof body.timestamp === 'string' && body.sign === sign && !isLate;
  if (!isSigned) return fail(19021, 'sign match fail or timestamp is not within one hour');
  if (body.msg_type !== 'interactive' || typeof body.card !== 'object')
    return fail(19002, 'params');
  if (Buffer.byteLength(raw) > 20_480) return fail(11246, 'request too large');
  return { status: 200, body: { StatusCode: 0, StatusMessage: 'success' }, isTaken: true };
};

const wecom: Judge = ({ url, body }, { busy, gone, blind }) => {
  const say = (errcode: number, errmsg: string): Judged => ({
    status: 200,
    body: { errcode, errmsg },
  });
  if (gone.has('wecom') || !url.searchParams.has('key')) return say(93000, 'invalid webhook url');
  if (busy.has('wecom')) return say(45009, 'api freq out of limit');
  if (body.msgtype === 'image') {
    const image = Buffer.from(memberOf(body.image, 'base64'), 'base64');
    const md5 = createHash('md5').update(image).digest('hex');
    if (image.length > 2_097_152) return say(40009, 'invalid image size');
    if (md5 !== memberOf(body.image, 'md5')) return say(301019, 'image md5 not match');
    if (blind?.has('wecom')) return say(45009, 'api freq out of limit');
    return { ...say(0, 'ok'), isTaken: true };
  }
  const content = memberOf(body.markdown, 'content');
  if (body.msgtype !== 'markdown' || content === '') return say(44004, 'empty content');
  if (Buffer.byteLength(content) > 4_096) return say(45002, 'content size out of limit');
  return { ...say(0, 'ok'), isTaken: true };
};

const slack: Judge = ({ body }, { busy, gone }) => {
  if (gone.has('slack')) return { status: 404, body: 'no_service' };
  if (busy.has('slack')) {
    return { status: 429, body: 'rate_limited', headers: { 'retry-after': '7' } };
  }
  if (typeof body.text !== 'string' || body.text === '') return { status: 400, body: 'no_text' };
  const isLong = JSON.stringify(body.attachments).length > 4_000;
  if (isLong) return { status: 400, body: 'invalid_payload' };
  return { status: 200, body: 'ok', isTaken: true };
};

const teams: Judge = ({ body, raw }, { busy, gone }) => {
  const fail = (status: number, code: string): Judged => ({ status, body: { error: { code } } });
  if (gone.has('teams')) return fail(400, 'WorkflowTriggerIsNotEnabled');
  if (busy.has('teams')) return fail(429, 'WorkflowRunRateLimited');
  const cards = Array.isArray(body.attachments) ? body.attachments : [];
  const type = memberOf(cards[0], 'contentType');
  const isCard = body.type === 'message' && type === 'application/vnd.microsoft.card.adaptive';
  if (!isCard) return fail(400, 'TriggerInputSchemaMismatch');
  if (Buffer.byteLength(raw) > 28_000) return fail(413, 'RequestBodyTooLarge');
  return { status: 202, body: '', isTaken: true };
};

const telegram: Judge = ({ url, body, headers }, { busy, gone, blind }) => {
  const fail = (error_code: number, description: string, parameters = {}): Judged => ({
    status: error_code,
    body: { ok: false, error_code, description, parameters },
  });
  const isPhoto = /^\/bot\d+:[\w-]+\/sendPhoto$/.test(url.pathname);
  if (!isPhoto && !/^\/bot\d+:[\w-]+\/sendMessage$/.test(url.pathname))
    return fail(404, 'Not Found');
  if (gone.has('telegram')) return fail(403, 'Forbidden: bot was kicked from the group chat');
  if (busy.has('telegram')) {
    return fail(429, 'Too Many Requests: retry after 11', { retry_after: 11 });
  }
  if (isPhoto) {
    const photo = Buffer.from(String(body.photo ?? ''), 'base64');
    const isForm = headers['content-type']?.startsWith('multipart/form-data') === true;
    const isPng = photo.subarray(1, 4).toString('latin1') === 'PNG' && photo.length <= 10_000_000;
    if (!isForm || !isPng || blind?.has('telegram'))
      return fail(400, 'Bad Request: IMAGE_PROCESS_FAILED');
    if (body.chat_id === undefined) return fail(400, 'Bad Request: chat_id is empty');
    if (String(body.caption ?? '').length > 1_024)
      return fail(400, 'Bad Request: caption is too long');
    return { status: 200, body: { ok: true, result: { message_id: 2 } }, isTaken: true };
  }
  const text = typeof body.text === 'string' ? body.text : '';
  if (body.chat_id === undefined) return fail(400, 'Bad Request: chat_id is empty');
  if (!isBalanced(text)) return fail(400, "Bad Request: can't parse entities");
  if (text.replaceAll(/<[^>]*>/g, '').length > 4_096)
    return fail(400, 'Bad Request: message is too long');
  return { status: 200, body: { ok: true, result: { message_id: 1 } }, isTaken: true };
};

/** As Telegram reads it: only tags it knows, each closed, every other `<` and `&` written as entity. */
function isBalanced(html: string): boolean {
  const open: string[] = [];
  for (const [tag, slash, name] of html.matchAll(/<(\/?)(\w*)[^>]*>?/g)) {
    if (!/^<(?:\/?b|a href="[^"<>]*"|\/a)>$/.test(tag)) return false;
    if (slash === '') open.push(name ?? '');
    else if (open.pop() !== name) return false;
  }
  return open.length === 0 && !/&(?!(?:amp|lt|gt|quot);)/.test(html);
}

const pagerduty: Judge = ({ url, body }, { busy, gone }) => {
  if (url.pathname !== '/v2/enqueue') return { status: 404, body: {} };
  if (busy.has('pagerduty')) return { status: 429, body: { status: 'throttle exceeded' } };
  const errors: string[] = [];
  if (gone.has('pagerduty'))
    errors.push('Length of routing_key is incorrect (should be 32 characters)');
  const action = String(body.event_action);
  if (!['trigger', 'acknowledge', 'resolve'].includes(action)) errors.push('event_action');
  if (action === 'trigger') {
    const severity = memberOf(body.payload, 'severity');
    if (!['critical', 'error', 'warning', 'info'].includes(severity)) errors.push('severity');
    if (memberOf(body.payload, 'summary') === '') errors.push('summary is missing');
    if (memberOf(body.payload, 'source') === '') errors.push('source is missing');
  } else if (typeof body.dedup_key !== 'string') errors.push('dedup_key is missing');
  if (errors.length > 0) {
    return {
      status: 400,
      body: { status: 'invalid event', message: 'Event object is invalid', errors },
    };
  }
  const accepted = { status: 'success', message: 'Event processed', dedup_key: body.dedup_key };
  return { status: 202, body: accepted, isTaken: true };
};

const SERVICES: readonly (readonly [RegExp, string, Judge])[] = [
  [/^oapi\.dingtalk\.com$/, 'dingtalk', dingtalk],
  [/^open\.feishu\.cn$/, 'feishu', feishu],
  [/^qyapi\.weixin\.qq\.com$/, 'wecom', wecom],
  [/^hooks\.slack\.com$/, 'slack', slack],
  [/\.api\.powerplatform\.com$/, 'teams', teams],
  [/^api\.telegram\.org$/, 'telegram', telegram],
  [/^events(?:\.eu)?\.pagerduty\.com$/, 'pagerduty', pagerduty],
];

function memberOf(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const member: unknown = Reflect.get(value, name);
  return typeof member === 'string' ? member : '';
}
