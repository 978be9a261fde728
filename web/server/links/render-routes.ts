import type { FastifyInstance, FastifyReply } from 'fastify';
import type { BoardLinks } from '../../../dashboards/links/board-links.ts';
import type { GraphLinks } from '../../../dashboards/links/graph-links.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { errorHeaders, logFault, toAppError } from '../error-answer.ts';
import { refuseOtherMethods } from '../method-table.ts';
import { statusOfEnd, wordsOfEnd } from './link-ends.ts';
import type { PictureFormat, RenderedBoards } from './rendered-boards.ts';

export interface RenderRoutesOptions {
  readonly links: Pick<BoardLinks, 'open'>;
  readonly graphs: Pick<GraphLinks, 'open'>;
  readonly rendered: RenderedBoards;
  readonly logger: Logger;
}

/** Tokens are longer than a parameter of a path may be. */
const PATH = '/render/*';
const PICTURE = /^([A-Za-z0-9_.-]+)\.(svg|png)$/;
const GRAPH = /^graph\/([A-Za-z0-9_.-]+)\.png$/;

/**
 * `GET /render/{token}.svg` and `.png`: the picture that a link says, for who holds it. Nothing of the
 * query string counts, and no cookie is read. `/render/graph/{token}.png` is that of a message.
 */
export function registerRender(parent: FastifyInstance, options: RenderRoutesOptions): void {
  const { links, graphs, rendered, logger } = options;
  parent.register((server, _, done) => {
    server.setErrorHandler((thrown, request, reply) => {
      const error = toAppError(thrown);
      logFault(logger, request, error);
      return sayText(reply.headers(errorHeaders(error, 'Bearer')), error.status, error.message);
    });
    server.route({
      method: 'GET',
      url: PATH,
      schema: { hide: true },
      handler: async (request, reply) => {
        const path = (request.params as { readonly '*': string })['*'];
        const graph = GRAPH.exec(path)?.[1];
        if (graph !== undefined) {
          const shown = await graphs.open(graph);
          if (shown.kind === 'refused') return sayEnd(reply, shown.reason);
          return sendPicture(reply, 'png', { bytes: shown.png, maxAgeSeconds: GRAPH_SECONDS });
        }
        const [, token = '', format] = PICTURE.exec(path) ?? [];
        const opened = await links.open(token);
        if (opened.kind === 'refused') return sayEnd(reply, opened.reason);
        // A link to a page is none to a picture.
        if (opened.link.kind !== 'render') return sayEnd(reply, 'unknown');
        const kind = format === 'png' ? 'png' : 'svg';
        const picture = await rendered.render(token, opened, kind);
        // Drawing takes its time, and the link may have ended meanwhile.
        const now = await links.open(token);
        return now.kind === 'refused'
          ? sayEnd(reply, now.reason)
          : sendPicture(reply, kind, picture);
      },
    });
    refuseOtherMethods(server, new Map([[PATH, new Set(['GET'])]]));
    done();
  });
}

const GRAPH_SECONDS = 60;
const TYPES = { svg: 'image/svg+xml; charset=utf-8', png: 'image/png' } as const;

function sendPicture(
  reply: FastifyReply,
  format: PictureFormat,
  { bytes, maxAgeSeconds }: { readonly bytes: Uint8Array; readonly maxAgeSeconds: number },
): FastifyReply {
  return shared(reply)
    .header('cache-control', `private, max-age=${maxAgeSeconds}`)
    .type(TYPES[format])
    .send(Buffer.from(bytes));
}

function sayEnd(reply: FastifyReply, reason: Parameters<typeof wordsOfEnd>[0]): FastifyReply {
  return sayText(reply, statusOfEnd(reason), wordsOfEnd(reason));
}

function sayText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return shared(reply)
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(text);
}

/** Pictures stand on pages of others. */
function shared(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  });
}
