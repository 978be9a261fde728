import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BoardLinks } from '../../../dashboards/links/board-links.ts';
import type { EmbedViews, OpenLink, ViewChoice } from '../../../dashboards/links/embed-views.ts';
import { fixedValue } from '../../../dashboards/links/linked-dashboard.ts';
import type { EmbedBoard, EmbedView } from '../../../dashboards/variables/embed-answers.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Logger } from '../../../platform/observe/logger.ts';
import { type Validator, validator } from '../../../platform/schema/validator.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { EmbedAsk, EmbedChoice, EmbedList } from '../../contract/embed-page.ts';
import { answerError, logFault, toAppError } from '../error-answer.ts';
import { refuseOtherMethods } from '../method-table.ts';
import { statusOfEnd, wordsOfEnd } from './link-ends.ts';
import { scopeTextOf } from './rendered-boards.ts';

export interface EmbedRoutesOptions {
  readonly links: Pick<BoardLinks, 'open'>;
  readonly views: EmbedViews;
  readonly directory: () => Directory;
  /** The UI's page; null where it was not built. */
  readonly page: () => string | null;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
}

/** Tokens are longer than a parameter of a path may be. */
const PATH = '/embed/*';
const MAX_BODY_BYTES = 256 * 1024;

/**
 * `GET /embed/{token}`: the page of a link, for frames of the sites that the link names. What the page
 * needs is below it: `GET …/board`, `POST …/view`, `POST …/ask`, `POST …/incidents`, and `GET …/alive`
 * tells an open page when the link ends. Nothing here reads a cookie: what is shown is what who gave the link may see, whoever looks.
 */
export function registerEmbed(parent: FastifyInstance, options: EmbedRoutesOptions): void {
  const { links, logger } = options;
  const openLink = async (token: string, language: 'en' | 'zh' = 'en') => {
    const opened = await links.open(token, language);
    // A link to a picture is none to a page.
    const isOther = opened.kind === 'open' && opened.link.kind !== 'embed';
    return isOther ? ({ kind: 'refused', reason: 'unknown' } as const) : opened;
  };
  parent.register((server, _, done) => {
    server.setErrorHandler((thrown, request, reply) => {
      const error = toAppError(thrown);
      logFault(logger, request, error);
      return answerError(request, quiet(reply), error);
    });
    server.route({
      method: 'GET',
      url: PATH,
      schema: { hide: true },
      handler: async (request, reply) => {
        const { token, rest } = partsOf(request);
        if (!['', 'board', 'alive'].includes(rest)) throw nothingThere();
        const opened = await openLink(token, languageOf(request));
        if (opened.kind === 'refused') {
          return (rest === '' ? sendEnded : sayEnd)(reply, opened.reason);
        }
        if (rest === '') return sendPage(reply, options.page(), opened.link.origins);
        return rest === 'board'
          ? quiet(reply).send(boardOf(options, opened))
          : quiet(reply).code(204).send();
      },
    });
    server.route({
      method: 'POST',
      url: PATH,
      bodyLimit: MAX_BODY_BYTES,
      schema: { hide: true },
      handler: async (request, reply) => {
        const { token, rest } = partsOf(request);
        const answer = ANSWERS.get(rest);
        if (answer === undefined) throw nothingThere();
        const opened = await openLink(token, languageOf(request));
        if (opened.kind === 'refused') return sayEnd(reply, opened.reason);
        const answered = await answer(options.views, opened, request);
        // Backends take their time, and the link may have ended meanwhile.
        const now = await openLink(token, languageOf(request));
        return now.kind === 'refused' ? sayEnd(reply, now.reason) : quiet(reply).send(answered);
      },
    });
    refuseOtherMethods(server, new Map([[PATH, new Set(['GET', 'POST'])]]));
    done();
  });
}

function partsOf({ params }: FastifyRequest): { readonly token: string; readonly rest: string } {
  const [token = '', ...rest] = (params as { readonly '*': string })['*'].split('/');
  return { token, rest: rest.join('/') };
}

/** Of a built-in dashboard's titles; the questions are the same in each. */
function languageOf({ query }: FastifyRequest): 'en' | 'zh' {
  return (query as { readonly language?: unknown }).language === 'zh' ? 'zh' : 'en';
}

function nothingThere(): AppError {
  return new AppError('not_found', 'there is nothing at this address of the link');
}

function boardOf({ views, directory, clock }: EmbedRoutesOptions, opened: OpenLink): EmbedBoard {
  const { link } = opened;
  const { dashboard, closed, from, to } = views.linked(opened);
  return {
    dashboard,
    panelId: link.panelId,
    closed: [...closed],
    isRangeFixed: from !== null || to !== null,
    theme: fixedValue(link, 'theme'),
    language: fixedValue(link, 'language'),
    scopeText: scopeTextOf(directory(), link.scope),
    origins: link.origins,
    expiresAtMs: link.expiresAtMs,
    nowMs: clock.nowMs(),
  };
}

type Answer = (views: EmbedViews, opened: OpenLink, request: FastifyRequest) => Promise<unknown>;

/** What is posted below a link. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['view', viewOf],
  ['ask', answerOf],
  ['incidents', incidentsOf],
]);

async function incidentsOf(views: EmbedViews, opened: OpenLink, { body }: FastifyRequest) {
  const { choice, panel } = readBody(readList, body);
  return views.incidents(opened, choiceOf(choice), panel);
}

async function viewOf(
  views: EmbedViews,
  opened: OpenLink,
  { body }: FastifyRequest,
): Promise<EmbedView> {
  const { nowMs, time, resolved } = await views.view(opened, choiceOf(readBody(readChoice, body)));
  const { variables, values, filters } = resolved;
  return { nowMs, time, variables, values: [...values.values()], filters };
}

async function answerOf(views: EmbedViews, opened: OpenLink, { body, raw }: FastifyRequest) {
  const { choice, ...claimed } = readBody(readAsk, body);
  const gone = new AbortController();
  const leave = () => gone.abort(new AppError('timeout', 'the client went away'));
  raw.socket.once('close', leave);
  try {
    return await views.ask(opened, choiceOf(choice), claimed, gone.signal);
  } finally {
    raw.socket.off('close', leave);
  }
}

function choiceOf({ chosen, ...choice }: EmbedChoice): ViewChoice {
  return { ...choice, chosen: new Map(Object.entries(chosen)) };
}

const readChoice = validator(EmbedChoice);
const readAsk = validator(EmbedAsk);
const readList = validator(EmbedList);

/** @throws AppError `invalid` */
function readBody<T>(read: Validator<T>, body: unknown): T {
  const outcome = read(body ?? {});
  if (outcome.kind === 'valid') return outcome.value;
  throw new AppError('invalid', 'the body cannot be used', { details: outcome.findings });
}

function sayEnd(reply: FastifyReply, reason: Parameters<typeof wordsOfEnd>[0]): FastifyReply {
  const error = { kind: `link_${reason}`, message: wordsOfEnd(reason) };
  return quiet(reply).code(statusOfEnd(reason)).send({ error });
}

/** A page of words without anything in it: any site may show it in the place of what has ended. */
function sendEnded(reply: FastifyReply, reason: Parameters<typeof wordsOfEnd>[0]): FastifyReply {
  const words = wordsOfEnd(reason);
  return framed(reply, "default-src 'none'; style-src 'unsafe-inline'")
    .code(statusOfEnd(reason))
    .send(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>tocsin</title><p style="font:15px system-ui,sans-serif;margin:2em">${words}</p></html>`,
    );
}

function sendPage(
  reply: FastifyReply,
  page: string | null,
  origins: readonly string[],
): FastifyReply {
  if (page === null) throw new AppError('unavailable', 'the pages of this service were not built');
  const ancestors = ["'self'", ...origins].join(' ');
  return framed(reply, `${PAGE_POLICY}; frame-ancestors ${ancestors}`).send(page);
}

/** The UI's own policy, see `registerUi`; a page in a frame sends no forms. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function framed(reply: FastifyReply, policy: string): FastifyReply {
  return quiet(reply)
    .headers({ 'content-security-policy': policy, 'cross-origin-resource-policy': 'cross-origin' })
    .type('text/html; charset=utf-8');
}

/** Without `x-frame-options`, which knows no sites. */
function quiet(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  });
}
