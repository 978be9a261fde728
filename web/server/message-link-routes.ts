import type { FastifyInstance, FastifyReply } from 'fastify';
import type {
  LinkView,
  MessageLinkService,
} from '../../alerting/message-links/message-link-service.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { logFault, toAppError } from './error-answer.ts';
import { messageLinkFailure, messageLinkPage } from './message-link-page.ts';
import { refuseOtherMethods } from './method-table.ts';

export interface MessageLinkRoutesOptions {
  readonly links: Pick<MessageLinkService, 'look' | 'confirm'>;
  readonly logger: Logger;
}

/** Where links of messages lead. */
export const MESSAGE_LINK_PATH = '/act';
const PATH = `${MESSAGE_LINK_PATH}/:token`;
const MAX_BODY_BYTES = 1_024;

/**
 * `GET /act/{token}` asks whether it is meant and changes nothing: mail programs and chats look at
 * links on their own. `POST` with `confirm=yes` does it. Whoever holds the link needs no sign-in.
 */
export function registerMessageLinks(
  parent: FastifyInstance,
  { links, logger }: MessageLinkRoutesOptions,
): void {
  parent.register((server, _, done) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
      (_request, body, parsed) => parsed(null, new URLSearchParams(String(body)).get('confirm')),
    );
    server.setErrorHandler((thrown, request, reply) => {
      const error = toAppError(thrown);
      logFault(logger, request, error);
      return send(reply, error.status, messageLinkFailure('en'));
    });
    const tokenOf = (params: unknown) => (params as { readonly token: string }).token;
    server.route({
      method: 'GET',
      url: PATH,
      schema: { hide: true },
      handler: async (request, reply) => {
        const view = await links.look(tokenOf(request.params));
        return send(reply, statusOf(view), messageLinkPage(view, false));
      },
    });
    server.route({
      method: 'POST',
      url: PATH,
      schema: { hide: true },
      handler: async (request, reply) => {
        const isMeant = request.body === 'yes';
        const token = tokenOf(request.params);
        const view = await (isMeant ? links.confirm(token) : links.look(token));
        return send(reply, statusOf(view), messageLinkPage(view, isMeant));
      },
    });
    refuseOtherMethods(server, new Map([[PATH, new Set(['GET', 'POST'])]]));
    done();
  });
}

function statusOf(view: LinkView): number {
  if (view.kind === 'ready') return 200;
  return view.reason === 'unknown' ? 404 : 410;
}

function send(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply
    .code(status)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}
