import type { Heartbeat, HeartbeatContent } from '../../../alerting/heartbeats/heartbeat.ts';
import type { HeartbeatBook } from '../../../alerting/heartbeats/heartbeat-book.ts';
import type { HeartbeatWatch } from '../../../alerting/heartbeats/heartbeat-watch.ts';
import type { HeartbeatDraft } from '../../../alerting/heartbeats/validate-heartbeat.ts';
import type { KeptService } from '../../../alerting/kept/kept-service.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { createSecretToken } from '../../../platform/security/secret-token.ts';
import type * as contract from '../../contract/heartbeats.ts';
import { requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { keptHandlers, keptHistory, presentKept } from './kept-handlers.ts';
import { instantOrNull } from './present.ts';

type HeartbeatHandlers = Pick<Handlers, Extract<keyof Handlers, `heartbeats.${string}`>>;

export interface HeartbeatUseCases {
  readonly heartbeats: KeptService<HeartbeatContent, HeartbeatDraft>;
  readonly book: Pick<HeartbeatBook, 'lastAtMs'>;
  readonly watch: Pick<HeartbeatWatch, 'isStopped'>;
}

/** Heartbeats over HTTP. */
export function heartbeatHandlers({
  heartbeats,
  book,
  watch,
}: HeartbeatUseCases): HeartbeatHandlers {
  const show = presenter(book, watch);
  const kept = keptHandlers(heartbeats, (heartbeat) => show(heartbeat));
  return {
    'heartbeats.list': kept.list,
    'heartbeats.get': kept.get,
    'heartbeats.delete': kept.delete,
    'heartbeats.history': (input, context) =>
      keptHistory(heartbeats, input, context, (content) => ({
        heartbeat: presentContent(content),
      })),
    'heartbeats.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const { draft, token } = withToken(body, true);
      return show(await heartbeats.create({ principal, owner: params.owner, draft }), token);
    },
    'heartbeats.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const before = heartbeats.get(principal, params.owner, params.id);
      const { draft, token } = withToken(body, before.content.tokenHash === null);
      const write = { principal, owner: params.owner, draft };
      return show(await heartbeats.update(write, params.id, revision), token);
    },
  };
}

/** What is kept of a heartbeat, and how it is. */
function presenter(book: HeartbeatUseCases['book'], watch: HeartbeatUseCases['watch']) {
  return (heartbeat: Heartbeat, token: string | null = null): contract.Heartbeat => {
    const { id, content } = heartbeat;
    const lastAtMs = book.lastAtMs(id);
    const state = watch.isStopped(id) ? 'stopped' : lastAtMs === null ? 'waiting' : 'alive';
    return {
      ...presentKept(heartbeat),
      ...presentContent(content),
      state: content.enabled ? state : 'off',
      lastBeatAt: instantOrNull(lastAtMs),
      pingPath: content.kind === 'ping' ? `/intake/heartbeats/${id}` : null,
      token,
    };
  };
}

/** A ping that has no token yet gets one. */
function withToken(
  { newToken = false, ...said }: contract.HeartbeatInput,
  hasNone: boolean,
): { readonly draft: HeartbeatDraft; readonly token: string | null } {
  if (said.kind === 'alert' || !(newToken || hasNone)) {
    return { draft: { ...said, tokenHash: null }, token: null };
  }
  const { token, hash } = createSecretToken();
  return { draft: { ...said, tokenHash: hash }, token };
}

function presentContent(content: HeartbeatContent) {
  const { name, description, enabled, kind, matchers, severity, environment, policy } = content;
  const times = {
    every: printDurationMs(content.everyMs),
    grace: printDurationMs(content.graceMs),
  };
  const texts = { name, description, enabled, kind, matchers: [...matchers] };
  return { ...texts, ...times, severity, environment, policy };
}
